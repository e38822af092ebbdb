"""The one group of the CMS: moderators join it when they enter (`portal/publishing/middleware.py`).

It is Wagtail's own "Moderators", with its permissions for pictures and files, renamed and confined
to the site. Nobody in it administers people. Wagtail's example workflow goes: nobody submits to it.
"""

from django.db import migrations

from portal.publishing.rules import EDITORIAL_OFFICE

PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


def found(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Group.objects.filter(name="Editors").delete()
    Group.objects.filter(name="Moderators").update(name=EDITORIAL_OFFICE)
    office = Group.objects.get(name=EDITORIAL_OFFICE)
    root = apps.get_model("pages", "RootPage").objects.get()
    GroupPagePermission.objects.all().delete()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=PERMISSIONS
    ):
        GroupPagePermission.objects.create(group=office, page_id=root.pk, permission=permission)
    for name in ("WorkflowPage", "WorkflowTask", "Workflow", "Task"):
        apps.get_model("wagtailcore", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_first_pages"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(found, migrations.RunPython.noop)]
