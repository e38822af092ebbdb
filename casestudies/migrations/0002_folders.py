"""The folders for case studies and guidelines."""

from django.db import migrations

from portal.publishing.tree import add_page


def plant(apps, schema_editor):
    root = apps.get_model("pages", "RootPage").objects.get()
    for name, title, slug in (
        ("CaseStudyIndex", "Fallbeispiele", "fallbeispiele"),
        ("GuidelineIndex", "Leitfäden", "leitfaeden"),
    ):
        add_page(apps, apps.get_model("casestudies", name), root, title=title, slug=slug)


class Migration(migrations.Migration):
    dependencies = [("casestudies", "0001_tables"), ("pages", "0002_first_pages")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
