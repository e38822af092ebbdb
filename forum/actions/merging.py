"""Merging duplicates: what hangs on one question hangs on the other, and back again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.actions.care import CannotBeDone, hold, keep_act, require_page, take_turn
from forum.actions.hanging import move_all, move_all_back
from forum.actions.posting import count_answers
from forum.actions.veiling import veils_came
from forum.facts import QuestionAbsorbed, QuestionMerged
from forum.models import Answer, CareAct, Comment, Question
from forum.rules.care import may_become_one, may_moderate
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record

Act = CareAct.Act


@transaction.atomic
def merge_questions(
    *, actor: User, merged: Question, survivor: Question, reason: str, now: datetime
) -> CareAct:
    """Make one question of two; the merged one's address leads to the survivor.

    Raises CannotBeDone: of two acts at once on the same questions one comes through.
    """
    if merged.pk == survivor.pk:
        raise CannotBeDone(_("A question cannot be merged into itself."))
    take_turn()
    merged, survivor = hold(merged, survivor)
    require(may_moderate(actor, merged))
    require(may_moderate(actor, survivor))
    _require_mergeable(merged, survivor)
    act = keep_act(
        merged,
        other=survivor,
        actor=actor,
        act=Act.MERGE,
        reason=reason,
        now=now,
        before=_absorb(merged, survivor),
    )
    record(QuestionMerged(reference=merged.reference))
    record(QuestionAbsorbed(reference=survivor.reference))
    return act


def _require_mergeable(merged: Question, survivor: Question) -> None:
    require_page(merged)
    if not survivor.has_page:
        raise CannotBeDone(_("The question that should stay became part of another one meanwhile."))
    if survivor.is_locked:
        raise CannotBeDone(_("The question that should stay is locked. Please unlock it first."))
    if not (verdict := may_become_one(merged, survivor, _writers(merged))):
        raise CannotBeDone(verdict.reason)
    if twice := _answered_officially_twice(merged, survivor):
        raise CannotBeDone(
            format_lazy(
                _(
                    "In both questions there is an answer in the name of: {counties}. A county"
                    " answers once in its name. Please close one question and name the other."
                ),
                counties=", ".join(sorted(one.display_name for one in twice)),
            )
        )


def _answered_officially_twice(merged: Question, survivor: Question) -> Collection[Organisation]:
    here = Answer.objects.filter(question=survivor, is_official=True)
    there = Answer.objects.filter(question=merged, is_official=True)
    return Organisation.objects.filter(pk__in=here.values("organisation")).filter(
        pk__in=there.values("organisation")
    )


def _writers(question: Question) -> Collection[Organisation]:
    """Return the organisations whose words would move."""
    questions = Q(pk=question.organisation_id) | Q(pk__in=question.merged.values("organisation"))
    answers = Answer.with_openings.filter(question=question)
    comments = Comment.objects.filter(answer__in=answers)
    return Organisation.with_stand_ins.filter(
        questions
        | Q(pk__in=answers.values("organisation"))
        | Q(pk__in=comments.values("organisation"))
    )


def _absorb(merged: Question, survivor: Question) -> dict[str, Any]:
    """Move everything, and return what undoing needs."""
    before: dict[str, Any] = {"moved": move_all(merged, survivor)}
    before["led_here"] = _redirect(
        Question.objects.filter(merged_into=merged), "merged_into", survivor
    )
    offshoots = Question.objects.filter(split_from=merged).exclude(pk=survivor.pk)
    before["offshoots"] = _redirect(offshoots, "split_from", survivor)
    Question.objects.filter(pk=merged.pk).update(merged_into=survivor, merged_count=0)
    veils_came(merged, survivor)
    recount(merged, survivor)
    return before


def _redirect(questions: Any, field: str, to: Question) -> list[int]:
    moved = sorted(questions.values_list("pk", flat=True))
    Question.objects.filter(pk__in=moved).update(**{field: to})
    return moved


def undo_merge(act: CareAct, merged: Question, survivor: Question) -> None:
    """Hang everything that was moved on the merged question again. Both are held.

    Posts written since stay with the survivor; comments stay with their answer. Raises
    CannotBeDone.
    """
    if not survivor.has_page:
        raise CannotBeDone(
            _("The question it was merged into became part of another one. Undo that first.")
        )
    before = act.before
    Question.objects.filter(pk=merged.pk).update(merged_into=None)
    back = Question.objects.filter(pk__in=before["led_here"], merged_into=survivor)
    back.update(merged_into=merged)
    offshoots = Question.objects.filter(pk__in=before["offshoots"], split_from=survivor)
    offshoots.update(split_from=merged)
    move_all_back(before["moved"], survivor, merged)
    veils_came(survivor, merged)
    _gather_again(survivor, act)
    recount(merged, survivor)


def _gather_again(survivor: Question, undone: CareAct) -> None:
    """Move what had stayed with other merged questions because the undone one brought it, too."""
    merges = CareAct.objects.filter(act=Act.MERGE, other=survivor, undone_at=None)
    for act in merges.exclude(pk=undone.pk).select_related("question"):
        again = move_all(act.question, survivor)
        moved = act.before["moved"]
        act.before["moved"] = {name: sorted({*moved.get(name, ()), *again[name]}) for name in again}
        act.save(update_fields=["before"])


def recount(*questions: Question) -> None:
    """Count what hangs on held questions anew: right whatever happened before."""
    for question in questions:
        count_answers(question)
        Question.objects.filter(pk=question.pk).update(
            merged_count=Question.objects.filter(merged_into=question).count(),
            split_count=Question.objects.filter(split_from=question, returned_as=None).count(),
        )
