"""Words belong to an audience. They are made from the texts: `rebuild_search` learns them anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_tables")]

    operations = [
        migrations.DeleteModel(name="Word"),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=40)),
                ("audience", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("audience", "text"), name="word_once_per_audience"
                    )
                ],
            },
        ),
    ]
