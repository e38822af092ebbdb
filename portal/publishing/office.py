"""The editorial office: Wagtail's permissions for those whose role on the platform says so."""

from django.contrib.auth.models import Group

from portal.members.models import User
from portal.publishing.rules import EDITORIAL_OFFICE


def join_office(editor: User) -> None:
    """Put an editor into the group that holds the CMS's permissions.

    Called at the door of the CMS for those it lets in. Whoever loses the role is stopped at that
    door by the next request; the group opens nothing else.
    """
    if not editor.groups.filter(name=EDITORIAL_OFFICE).exists():
        editor.groups.add(Group.objects.get(name=EDITORIAL_OFFICE))
