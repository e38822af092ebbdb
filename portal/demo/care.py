"""Load what the moderators did in the forum: so that their log and their pages are not empty."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from forum.actions import arranging, desk, merging, splitting
from forum.actions.closing import close_question, pin_question
from forum.models import Question
from forum.rules.care import Closing
from portal.demo import story
from portal.kernel.content import Reference, new_key
from portal.members.models import User


@transaction.atomic
def load_care() -> None:
    """Do one act after the other, as the story's moderator."""
    moderator = User.objects.filter(platform_role=User.PlatformRole.MODERATOR)[0]
    for told in story.care():
        _ACTS[told.pop("what")](moderator, **told)


def _question(key: str) -> Question:
    return Question.objects.get(key=key)


def _pin(actor: User, *, question: str, days: int, reason: str) -> None:
    pin_question(
        actor=actor,
        question=_question(question),
        until=timezone.localdate() + timedelta(days=days),
        reason=reason,
        now=timezone.now(),
    )


def _close(actor: User, *, question: str, closing: str, note: str) -> None:
    close_question(
        actor=actor,
        question=_question(question),
        closing=Closing(closing),
        note=note,
        now=timezone.now(),
    )


def _outdate(actor: User, *, question: str, kind: str, key: str, reason: str) -> None:
    arranging.mark_outdated(
        actor=actor,
        question=_question(question),
        successor=Reference(kind, key),
        reason=reason,
        now=timezone.now(),
    )


def _merge(actor: User, *, question: str, into: str, reason: str) -> None:
    merging.merge_questions(
        actor=actor,
        merged=_question(question),
        survivor=_question(into),
        reason=reason,
        now=timezone.now(),
    )


def _split(actor: User, *, question: str, organisation: str, title: str, reason: str) -> None:
    splitting.split_answer(
        actor=actor,
        answer=_question(question).answers.get(organisation__ags=organisation),
        title=title,
        reason=reason,
        now=timezone.now(),
    )


def _canned(actor: User, *, title: str, body: str) -> None:
    desk.save_canned_answer(actor=actor, title=title, body=body, key=new_key())


def _note(actor: User, *, question: str, text: str) -> None:
    desk.write_staff_note(
        actor=actor, question=_question(question), text=text, key=new_key(), now=timezone.now()
    )


_ACTS: dict[str, Callable[..., None]] = {
    "pin": _pin,
    "close": _close,
    "outdate": _outdate,
    "merge": _merge,
    "split": _split,
    "canned": _canned,
    "note": _note,
}
