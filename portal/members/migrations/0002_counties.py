"""Load the 400 counties and the academic partner; which of them takes part is decided later."""

from django.db import migrations

from portal.members.counties import read_counties


def load(apps, schema_editor):
    Organisation = apps.get_model("members", "Organisation")
    Organisation.objects.bulk_create(
        Organisation(
            kind="county",
            ags=county.ags,
            name=county.name,
            type_label=county.type_label,
            display_name=county.display_name,
            slug=county.slug,
            land=county.land,
            population=county.population,
        )
        for county in read_counties()
    )
    Organisation.objects.create(
        kind="academic_partner",
        name="Osnabrück",
        type_label="Hochschule",
        display_name="Hochschule Osnabrück",
        slug="hochschule-osnabrueck",
        land="03",
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0001_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
