"""The folder for collections."""

from django.db import migrations

from portal.publishing.tree import add_page

INTRO = "Was man zu einem Thema zuerst liest, der Reihe nach. Die Redaktion stellt es zusammen."


def plant(apps, schema_editor):
    root = apps.get_model("pages", "RootPage").objects.get()
    folder = apps.get_model("trails", "TrailIndex")
    add_page(apps, folder, root, title="Sammlungen", slug="sammlungen", intro=INTRO)


class Migration(migrations.Migration):
    dependencies = [("trails", "0001_tables"), ("pages", "0002_first_pages")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
