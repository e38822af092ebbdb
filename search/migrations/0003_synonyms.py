"""What curators tell the search, and the synonyms it starts with."""

from django.db import migrations, models

import portal.kernel.content
from search.synonyms.starting_set import starting_lines


def begin(apps, schema_editor):
    """Enter what is not there yet."""
    Synonyms = apps.get_model("search", "Synonyms")
    there = set(Synonyms.objects.values_list("words", "also"))
    Synonyms.objects.bulk_create(
        Synonyms(key=portal.kernel.content.new_key(), words=line.words, also=line.also)
        for line in starting_lines()
        if tuple(line) not in there
    )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_words_by_audience"),
    ]

    operations = [
        migrations.CreateModel(
            name="BestBet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=portal.kernel.content.new_key,
                        editable=False,
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("queries", models.CharField(max_length=400, verbose_name="searches")),
                ("page_kind", models.CharField(editable=False, max_length=40)),
                ("page_key", models.CharField(editable=False, max_length=120)),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="who recommends it, and why"
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "recommendation",
                "verbose_name_plural": "recommendations",
                "ordering": ("queries", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("queries", "page_kind", "page_key"), name="recommended_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=portal.kernel.content.new_key,
                        editable=False,
                        max_length=64,
                        unique=True,
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="words")),
                ("also", models.CharField(blank=True, max_length=300, verbose_name="also finds")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="remark")),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ("words", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("words", "also"), name="synonyms_said_once")
                ],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
