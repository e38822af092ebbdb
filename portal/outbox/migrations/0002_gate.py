"""The single row through which workers claim."""

from django.db import migrations
from django.utils import timezone


def make_row(apps, schema_editor):
    apps.get_model("outbox", "Gate").objects.create(passed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_tables")]
    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]
