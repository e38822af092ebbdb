"""Who may look after questions, and which of them may become one. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.rules import may_write_for
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, audience_of, may_see, member_organisations_of
from portal.members.content import Visibility
from portal.members.models import ACTIVE_STATUSES, Organisation, User

if TYPE_CHECKING:
    from forum.models import CareAct, Question, StaffNote
    from forum.models.cared import Cared

UNDO_WITHIN = timedelta(days=30)


class Closing(models.TextChoices):
    """Why a question takes no answers any more."""

    ANSWERED_ELSEWHERE = "elsewhere", _("answered elsewhere")
    NOT_FOR_THE_FORUM = "off_topic", _("not for the forum")
    NO_LONGER_NEEDED = "done", _("no longer needed")
    DUPLICATE = "duplicate", _("asked before")


def is_moderator(reader: Reader) -> bool:
    """Whether the reader looks after the platform's content at all."""
    return isinstance(reader, User) and reader.is_active and reader.is_moderator


def may_moderate(reader: Reader, question: "Question") -> Verdict:
    """Look after a question: moderators, and only what they may read.

    A moderator may look after her own county's questions; the log says that she did.
    """
    if is_moderator(reader) and may_see(reader, question):
        return ALLOWED
    return refused(_("Only moderators who may read this question look after it."))


def may_keep_desk(reader: Reader) -> Verdict:
    """Read the log of all acts and keep the canned answers: moderators."""
    return ALLOWED if is_moderator(reader) else refused(_("This is the moderators' desk."))


def may_remove_note(reader: Reader, note: "StaffNote") -> Verdict:
    """Take a note of the moderators away: whoever wrote it."""
    if note.author_id is not None and note.author_id == reader.pk:
        return ALLOWED
    return refused(_("Only who wrote this note can remove it."))


def may_close(reader: Reader, question: "Question", closing: str) -> Verdict:
    """Close: moderators for any reason, the county that asked because it needs no answer."""
    own = closing == Closing.NO_LONGER_NEEDED and _asked(reader, question)
    if own or may_moderate(reader, question):
        return ALLOWED
    return refused(_("Only moderators and the county that asked can close this question."))


def may_reopen(reader: Reader, question: "Question") -> Verdict:
    """Open again: moderators, and the county that asked where no answer was needed any more."""
    own = question.closing == Closing.NO_LONGER_NEEDED and _asked(reader, question)
    if own or may_moderate(reader, question):
        return ALLOWED
    return refused(_("The moderators closed this question. Please ask them to open it again."))


def may_post_in(question: "Cared") -> Verdict:
    """Whether a question takes answers and comments now, whoever writes them."""
    if not question.has_page:
        return refused(_("This question became part of another one meanwhile."))
    if question.is_locked:
        return refused(_("The moderators locked this question: nobody can post here now."))
    if question.closing:
        return refused(_("This question is closed and takes no new posts."))
    return ALLOWED


def may_read_log(reader: Reader, question: "Question") -> bool:
    """Acts and reasons are for members and moderators; the public sees where things stand."""
    knows = bool(member_organisations_of(reader)) or is_moderator(reader)
    return knows and may_see(reader, question)


def may_become_one(
    merged: "Question", survivor: "Question", writers: Collection[Organisation]
) -> Verdict:
    """Merge, as far as readers are concerned: nobody reads more than before.

    And nobody who wrote in the merged question loses sight of her own words.
    """
    if audience_of(merged) == audience_of(survivor):
        return ALLOWED
    if _width(survivor) >= _width(merged):
        return refused(
            _(
                "That would show a question to readers it was not meant for. Please merge the"
                " other way round, or close one of them and name the other."
            )
        )
    if shut_out := [one for one in writers if not _reads(one, survivor)]:
        names = ", ".join(sorted(one.display_name for one in shut_out))
        return refused(
            format_lazy(_("{counties} could no longer read what they wrote."), counties=names)
        )
    return ALLOWED


def may_undo(reader: Reader, act: "CareAct", now: datetime) -> Verdict:
    """Undo an act: moderators who may read all that took part, once, for 30 days."""
    taking_part = [act.question, *([act.other] if act.other else [])]
    for question in taking_part:
        if not (verdict := may_moderate(reader, question)):
            return verdict
    if act.undone_at:
        return refused(_("This was undone already."))
    if now > act.at + UNDO_WITHIN:
        return refused(_("This was done more than 30 days ago and stays."))
    return ALLOWED


def _asked(reader: Reader, question: "Question") -> bool:
    return bool(may_write_for(reader, question.written_for))


def _width(question: "Question") -> int:
    order = (Visibility.COUNTY, Visibility.MEMBERS, Visibility.PUBLIC)
    return order.index(Visibility(question.visibility))


def _reads(organisation: Organisation, question: "Question") -> bool:
    if question.visibility == Visibility.COUNTY:
        own = organisation.pk == question.organisation_id
        return own and organisation.status in ACTIVE_STATUSES
    # Who is behind a stand-in is a member, as far as others may know.
    return organisation.is_stand_in or organisation.status == Organisation.Status.MEMBER
