"""Who works with a county's copy of a guideline, and what a step may be. Pure."""

from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads


class State(models.TextChoices):
    """Where a step stands."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    NOT_NEEDED = "not_needed", _("does not apply")


class Copy(Protocol):
    """What is needed to know who may do what with a copy."""

    organisation: Organisation
    begun_by_id: int | None

    @property
    def is_finished(self) -> bool:
        """Whether the county is done with it."""


def may_use(reader: Reader) -> Verdict:
    """Take guidelines over at all: people of member organisations."""
    if member_organisations_of(reader):
        return ALLOWED
    return refused(
        _(
            "Only people of member organisations take guidelines over. You can read the guideline,"
            " print it, and tick off its steps on its page."
        )
    )


def may_work_for(reader: Reader, organisation: Organisation) -> Verdict:
    """See and change a county's copies: its own people, while it is a member."""
    if organisation in member_organisations_of(reader):
        return ALLOWED
    return refused(_("This working copy belongs to another organisation."))


def may_change(reader: Reader, copy: Copy) -> Verdict:
    """Tick off, note, take changes over: as long as the county works with it."""
    if copy.is_finished:
        return refused(_("This working copy is finished. Reopen it to change something."))
    return may_work_for(reader, copy.organisation)


def may_delete(reader: Reader, copy: Copy) -> Verdict:
    """Delete it with all notes: who began it, and who leads the county."""
    if not may_work_for(reader, copy.organisation) or not isinstance(reader, User):
        return refused(_("This working copy belongs to another organisation."))
    if copy.begun_by_id == reader.pk or leads(reader, copy.organisation):
        return ALLOWED
    return refused(_("Only who began it and your county's coordinator delete a working copy."))
