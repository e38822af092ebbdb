from django.conf import settings
from django.db import migrations, models


def move_topics(apps, schema_editor):
    """Topics are followed in one place, for all content. Muted is stronger; the older date stays."""
    Following = apps.get_model("forum", "Following")
    FollowedTopic = apps.get_model("notifications", "FollowedTopic")
    moving = Following.objects.exclude(topic=None)
    for row in moving.order_by("pk").iterator():
        kept, made = FollowedTopic.objects.get_or_create(
            person_id=row.person_id,
            topic_id=row.topic_id,
            defaults={"since": row.since, "muted": row.muted},
        )
        if not made:
            kept.muted = row.muted
            kept.since = min(kept.since, row.since)
            kept.save(update_fields=["muted", "since"])
    moving.delete()
    # PostgreSQL alters no table while keys are still to be checked.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0005_answering"),
        ("notifications", "0003_inbox"),
        ("members", "0006_status_since"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(move_topics, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="following", name="following_has_one_target"),
        migrations.RemoveConstraint(model_name="following", name="following_topic_once"),
        migrations.RemoveField(model_name="following", name="topic"),
        migrations.AddConstraint(
            model_name="following",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation", None), ("question__isnull", False)),
                    models.Q(("organisation__isnull", False), ("question", None)),
                    _connector="OR",
                ),
                name="following_has_one_target",
            ),
        ),
    ]
