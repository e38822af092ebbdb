"""What all acts of care share: the questions held, the state changed, the act kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.models import CareAct, Question
from portal.kernel.text import clean_line
from portal.members.models import User


class CannotBeDone(Exception):
    """It cannot be done as things stand now; says why, to the person who tried."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def hold(*questions: Question) -> list[Question]:
    """Lock questions and return them as they are now. Several: `take_turn` first."""
    held = {
        question.pk: question
        for question in Question.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk__in={question.pk for question in questions})
        .order_by("pk")
    }
    return [held[question.pk] for question in questions]


def take_turn() -> None:
    """Let who rearranges several questions wait for whoever does so already.

    Which other questions an act touches (those merged before, those split off) is known only
    when its own are locked; two such acts would end up waiting for each other. They are rare, so
    one row stands for all of them. Whoever works on one question does not wait here.
    """
    ContentType.objects.select_for_update(no_key=True).get(app_label="forum", model="question")


def require_page(question: Question) -> None:
    """Refuse to work on a question that is part of another one. Raises CannotBeDone."""
    if not question.has_page:
        raise CannotBeDone(_("This question became part of another one meanwhile."))


def change(
    question: Question, *, actor: User, act: str, reason: str, now: datetime, **state: Any
) -> CareAct:
    """Change a held question's state and keep what was before. Raises CannotBeDone."""
    require_page(question)
    before = {name: getattr(question, name) for name in state}
    if before == state:
        raise CannotBeDone(_("That is so already: somebody was faster."))
    Question.objects.filter(pk=question.pk).update(**state)
    return keep_act(question, actor=actor, act=act, reason=reason, now=now, before=before)


def keep_act(
    question: Question,
    *,
    actor: User,
    act: str,
    reason: str,
    now: datetime,
    before: Mapping[str, Any],
    other: Question | None = None,
) -> CareAct:
    """Write into the log who did what and why, and what it takes to undo it."""
    counties = {question.organisation_id, *([other.organisation_id] if other else [])}
    own = any(one.organisation_id in counties for one in actor.current_memberships)
    return CareAct.objects.create(
        question=question,
        other=other,
        act=act,
        actor=actor,
        own_county=own,
        reason=clean_line(reason),
        at=now,
        before=before,
    )
