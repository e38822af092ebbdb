"""Steps with a key of their own, in rows, versions and kept HTML alike; example texts."""

from collections import Counter
from uuid import UUID, uuid5

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

# Keys follow from the row's number, so that rows and the versions that name them agree.
_STEPS = UUID("7d6a5f0e-3c1b-4b77-9a51-2f0c7f6f2b61")


def _key(page, step, seen):
    """Name a step of a version: by its row, or by its words where it never had one."""
    words = step.get("title", "")
    seen[words] += 1
    named = f"row {step['pk']}" if step.get("pk") else f"page {page} {words} {seen[words]}"
    return str(uuid5(_STEPS, named))


def name_steps(apps, schema_editor):
    Step = apps.get_model("casestudies", "Step")
    for step in Step.objects.filter(key=None).iterator():
        step.key = uuid5(_STEPS, f"row {step.pk}")
        step.save(update_fields=["key"])
    for page in apps.get_model("casestudies", "Guideline").objects.only("html").iterator():
        steps = Step.objects.filter(page_id=page.pk).order_by("sort_order", "pk")
        for kept, step in zip(page.html.get("steps", []), steps, strict=False):
            kept["key"] = str(step.key)
        page.save(update_fields=["html"])
    versions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="casestudies", content_type__model="guideline"
    )
    for version in versions.iterator(chunk_size=50):
        seen = Counter()
        for step in version.content.get("steps", []):
            step["key"] = _key(version.object_id, step, seen)
        version.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("casestudies", "0003_writing")]

    operations = [
        migrations.AddField("step", "key", models.UUIDField(null=True)),
        migrations.RunPython(name_steps, migrations.RunPython.noop),
        migrations.AlterField("step", "key", models.UUIDField(blank=True, default=None)),
        migrations.AddConstraint(
            "step", models.UniqueConstraint(fields=("page", "key"), name="step_key_of_page")
        ),
        migrations.CreateModel(
            name="ExampleText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("title", models.CharField(max_length=120, verbose_name="what it is")),
                (
                    "text",
                    models.TextField(
                        help_text="Plain text. Put what has to be replaced in [square brackets].",
                        max_length=10000,
                        verbose_name="text",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="examples",
                        to="casestudies.guideline",
                    ),
                ),
            ],
            options={
                "verbose_name": "example text",
                "verbose_name_plural": "example texts",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
