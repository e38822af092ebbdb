"""Moving questions to other topics, and saying what does not hold any more."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.actions.care import CannotBeDone, change, hold, keep_act, require_page
from forum.facts import QuestionMovedToTopics, QuestionOutdated, QuestionUpToDate
from forum.models import CareAct, Question
from forum.rules.care import may_moderate
from portal.kernel.content import Reference
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from portal.taxonomy.models import Platform, Topic

Act = CareAct.Act


@transaction.atomic
def move_to_topics(
    *,
    actor: User,
    question: Question,
    topics: Collection[Topic],
    channels: Collection[Platform],
    reason: str,
    now: datetime,
) -> CareAct:
    """Give a question other topics and channels. Raises CannotBeDone."""
    (question,) = hold(question)
    require(may_moderate(actor, question))
    require_page(question)
    before = shelves_of(question)
    question.topics.set(topics)
    question.channels.set(channels)
    after = shelves_of(question)
    if before == after:
        raise CannotBeDone(_("That is so already: somebody was faster."))
    act = keep_act(
        question,
        actor=actor,
        act=Act.RETOPIC,
        reason=reason,
        now=now,
        before={"before": before, "after": after},
    )
    record(QuestionMovedToTopics(reference=question.reference))
    return act


def shelves_of(question: Question) -> dict[str, list[int]]:
    """Return where a question stands, as its act keeps it."""
    return {
        name: sorted(getattr(question, name).values_list("pk", flat=True))
        for name in ("topics", "channels")
    }


@transaction.atomic
def mark_outdated(
    *, actor: User, question: Question, successor: Reference | None, reason: str, now: datetime
) -> CareAct:
    """Say that a question does not hold any more, and what to read instead. Raises CannotBeDone.

    The successor is content its readers may find; who may not read it sees no link.
    """
    (question,) = hold(question)
    require(may_moderate(actor, question))
    if successor == question.reference:
        raise CannotBeDone(_("A question cannot follow on itself."))
    kind, key = (successor.kind, successor.key) if successor else ("", "")
    if question.outdated_at and (question.successor_kind, question.successor_key) == (kind, key):
        raise CannotBeDone(_("That is so already: somebody was faster."))
    act = change(
        question,
        actor=actor,
        act=Act.OUTDATE,
        reason=reason,
        now=now,
        outdated_at=now,
        successor_kind=kind,
        successor_key=key,
    )
    record(QuestionOutdated(reference=question.reference))
    return act


@transaction.atomic
def mark_up_to_date(*, actor: User, question: Question, reason: str, now: datetime) -> CareAct:
    """Say that a question holds again. Raises CannotBeDone."""
    (question,) = hold(question)
    require(may_moderate(actor, question))
    state = {"outdated_at": None, "successor_kind": "", "successor_key": ""}
    act = change(question, actor=actor, act=Act.UPDATE, reason=reason, now=now, **state)
    record(QuestionUpToDate(reference=question.reference))
    return act
