"""Who may work on which page in the CMS. docs/decisions/0005 says why."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, may_see
from portal.members.models import User

# The group that holds the CMS's permissions; moderators are put into it when they enter.
EDITORIAL_OFFICE = "Redaktion"


class WorkedOn(Protocol):
    """What is needed to know who may work on a page."""

    visibility: str
    organisation_id: int
    live: bool
    owner_id: int | None


def may_enter_cms(person: Reader) -> Verdict:
    """Moderators and administrators edit; counties send in their texts, for now by import."""
    if isinstance(person, User) and person.is_active and person.is_moderator:
        return ALLOWED
    return refused(_("Only moderators edit pages here."))


def may_work_on(editor: User, page: WorkedOn) -> Verdict:
    """An editor works on what she may read, and on her own drafts until they are published."""
    if may_see(editor, page) or (not page.live and page.owner_id == editor.pk):
        return ALLOWED
    return refused(_("This page belongs to a county alone."))
