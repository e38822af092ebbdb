"""Moderators and writers who do something with the same questions at the same moment.

Run inside an installation: `manage.py shell -c "from tests.faults.care_at_once import tell; …"`.
Each story prints what came through, and what the database says afterwards.
"""

import sys

from django.utils import timezone

from forum.actions.acceptance import AlreadyAccepted, accept_answer
from forum.actions.care import CannotBeDone
from forum.actions.openness import NotOpen
from forum.actions.posting import edit_answer
from forum.models import Answer, CareAct, Question
from portal.kernel.verdict import Refused
from portal.members.models import User
from tests.factories.care import close, merge, moderator, split, undo
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of
from tests.faults.racing import at_once

TOLD = (AlreadyAccepted, CannotBeDone, NotOpen, Refused)


def tell(rounds: int) -> None:
    """Tell every story some times, each time from the beginning."""
    for story in (cross, ring, closing, posting, splitting, undoing):
        for _round in range(rounds):
            CareAct.objects.all().delete()
            Question.objects.update(merged_into=None)
            Question.objects.all().delete()
            sys.stdout.write(f"{story.__name__}: {story()}\n")


def _people() -> tuple[User, User, User, User]:
    harburg, osnabrueck = organisation(HARBURG), organisation(OSNABRUECK)
    return moderator(), moderator(), person_of(harburg), person_of(osnabrueck)


def _is_whole() -> bool:
    """Whether counts and constraints say the same as the rows."""
    return all(
        (question.answers_count, question.merged_count, question.split_count)
        == (
            question.answers.count(),
            question.merged.count(),
            question.offshoots.filter(returned_as=None).count(),
        )
        and not (question.merged_into and question.merged_into.merged_into)
        and not (question.merged_into_id and question.answers.exists())
        for question in Question.objects.select_related("merged_into")
    )


def cross() -> tuple[object, ...]:
    """A into B while B goes into A: one of them."""
    one, two, harburg, osnabrueck = _people()
    a, b = ask(harburg), ask(osnabrueck)
    came = at_once(TOLD, a=lambda: merge(one, a, b), b=lambda: merge(two, b, a))
    return len(came), Question.objects.exclude(merged_into=None).count(), _is_whole()


def ring() -> tuple[object, ...]:
    """A into B, B into C, C into A: two at most, and never a ring or a chain."""
    one, two, harburg, osnabrueck = _people()
    a, b, c = ask(harburg), ask(osnabrueck), ask(harburg)
    came = at_once(
        TOLD, a=lambda: merge(one, a, b), b=lambda: merge(two, b, c), c=lambda: merge(one, c, a)
    )
    merged = Question.objects.exclude(merged_into=None).count()
    return len(came) == merged, merged in {1, 2}, _is_whole()


def closing() -> tuple[object, ...]:
    """One closes what another one merges, two close: each is done or told."""
    one, two, harburg, osnabrueck = _people()
    a, b = ask(harburg), ask(osnabrueck)
    came = at_once(
        TOLD,
        merge=lambda: merge(one, a, b),
        first=lambda: close(one, a),
        second=lambda: close(two, a),
    )
    a.refresh_from_db()
    closings = CareAct.objects.filter(act="close").count()
    return ("merge" in came, closings in {0, 1}, bool(a.closing) == bool(closings), _is_whole())


def posting() -> tuple[object, ...]:
    """Somebody answers, edits, accepts what is being merged: nothing is lost, nothing is twice."""
    one, _two, harburg, osnabrueck = _people()
    a, b = ask(harburg), ask(harburg)
    given = answer(osnabrueck, a, "Die erste.")
    now = timezone.now()
    came = at_once(
        TOLD,
        merge=lambda: merge(one, a, b),
        answer=lambda: answer(osnabrueck, a, "Die zweite."),
        edit=lambda: edit_answer(
            actor=osnabrueck, answer=given, body="Geändert.", version=1, now=now
        ),
        accept=lambda: accept_answer(actor=harburg, answer=given, now=now),
    )
    b.refresh_from_db()
    bodies = sorted(b.answers.values_list("body", flat=True))
    expected = ["Die zweite.", "Geändert."] if "answer" in came else ["Geändert."]
    return ({"merge", "edit", "accept"} <= set(came), bodies == expected, b.is_solved, _is_whole())


def splitting() -> tuple[object, ...]:
    """Two split one answer while its question is merged: one new question."""
    one, two, harburg, osnabrueck = _people()
    a, b = ask(harburg), ask(harburg)
    given = answer(osnabrueck, a)
    came = at_once(
        TOLD,
        merge=lambda: merge(one, a, b),
        first=lambda: split(one, given),
        second=lambda: split(two, given),
    )
    new = Question.objects.exclude(split_from=None)
    return (len(came), new.count(), new[0].split_from == b, _is_whole())


def undoing() -> tuple[object, ...]:
    """Two undo one merge, and a third one merges on: once, or not at all."""
    one, two, harburg, osnabrueck = _people()
    a, b, c = ask(harburg), ask(harburg), ask(harburg)
    answer(osnabrueck, a)
    act = merge(one, a, b)
    came = at_once(
        TOLD,
        first=lambda: undo(one, act),
        second=lambda: undo(two, act),
        on=lambda: merge(one, b, c),
    )
    undone = [name for name in came if name != "on"]
    return (len(undone) <= 1, "on" in came, Answer.objects.count(), _is_whole())
