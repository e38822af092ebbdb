"""Acts of care as tests need them, made by the actions people use."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from forum.actions import closing, merging, splitting
from forum.actions.undoing import undo_act
from forum.models import Answer, CareAct, Question
from forum.rules.care import Closing
from portal.members.models import Organisation, User
from tests.factories.members import person, person_of


def moderator(of: Organisation | None = None, name: str = "Moira Moderation") -> User:
    """Make a moderator, of a county or of none."""
    if of is None:
        return person(name, User.PlatformRole.MODERATOR)
    made = person_of(of, name=name)
    User.objects.filter(pk=made.pk).update(platform_role=User.PlatformRole.MODERATOR)
    return User.objects.get(pk=made.pk)


def close(actor: User, question: Question, **fields: Any) -> CareAct:
    """Close a question."""
    values = {
        "closing": Closing.ANSWERED_ELSEWHERE,
        "note": "Steht im Leitfaden.",
        "now": timezone.now(),
    }
    return closing.close_question(actor=actor, question=question, **(values | fields))


def merge(
    actor: User, merged: Question, survivor: Question, now: datetime | None = None
) -> CareAct:
    """Merge a question into another one."""
    return merging.merge_questions(
        actor=actor,
        merged=merged,
        survivor=survivor,
        reason="Dasselbe gefragt.",
        now=now or timezone.now(),
    )


def split(
    actor: User, answer: Answer, title: str = "Wie binden Sie den Personalrat ein?"
) -> Question:
    """Make a question of an answer."""
    return splitting.split_answer(
        actor=actor, answer=answer, title=title, reason="Fragt selbst.", now=timezone.now()
    )


def undo(actor: User, act: CareAct, now: datetime | None = None) -> CareAct:
    """Undo an act."""
    return undo_act(actor=actor, act=act, reason="War ein Irrtum.", now=now or timezone.now())
