"""Deliveries reach every reaction once, survive failures, and stay in order per thing."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from portal.kernel.content import Reference
from portal.outbox.delivery import (
    KEEP_DELIVERED,
    LEASE,
    Lane,
    backoff,
    claim,
    deliver_pending,
    prune,
    retry_waiting_now,
    try_again,
)
from portal.outbox.models import Entry
from portal.outbox.recording import record, requeue
from portal.outbox.registry import Failure
from tests.outbox.conftest import Happened, react_first

pytestmark = pytest.mark.django_db


def happen(*keys: str) -> None:
    for key in keys:
        record(Happened(reference=Reference("question", key)))


def states() -> dict[tuple[str, str], tuple[str, int, str]]:
    return {
        (entry.key, entry.reaction.rsplit("_", 1)[1]): (
            "delivered" if entry.delivered_at else "failed" if entry.failed_at else "open",
            entry.attempts,
            entry.last_error,
        )
        for entry in Entry.objects.all()
    }


def test_every_reaction_is_told_once_for_all_that_waits(notebook) -> None:
    happen("a", "b", "a")
    assert deliver_pending(timezone.now()) == 6
    assert (notebook.first, notebook.second) == ([("a", "b")], [("a", "b")])
    assert deliver_pending(timezone.now()) == 0
    assert set(states().values()) == {("delivered", 1, "")}


def test_one_failing_thing_does_not_hold_up_the_others(notebook) -> None:
    happen("a", "b")
    notebook.failures["a"] = Failure("429 busy")
    deliver_pending(timezone.now())
    assert states() == {
        ("a", "first"): ("open", 1, "429 busy"),
        ("a", "second"): ("delivered", 1, ""),
        ("b", "first"): ("delivered", 1, ""),
        ("b", "second"): ("delivered", 1, ""),
    }


def test_a_failure_is_tried_again_later_and_only_that_reaction(notebook) -> None:
    happen("a")
    notebook.failures["a"] = Failure("away")
    deliver_pending(timezone.now())
    assert deliver_pending(timezone.now()) == 0
    notebook.failures.clear()
    assert deliver_pending(timezone.now() + timedelta(seconds=1.1)) == 1
    assert (len(notebook.first), len(notebook.second)) == (2, 1)
    assert states()["a", "first"] == ("delivered", 2, "")


def test_a_reaction_that_raises_fails_for_now(notebook) -> None:
    happen("a")
    notebook.error = ConnectionError("refused")
    deliver_pending(timezone.now())
    assert states()["a", "first"] == ("open", 1, "ConnectionError: refused")
    assert states()["a", "second"] == ("delivered", 1, "")


def test_a_permanent_failure_waits_for_a_person(notebook) -> None:
    happen("a")
    notebook.failures["a"] = Failure("400 too large", permanent=True)
    deliver_pending(timezone.now())
    assert states()["a", "first"] == ("failed", 1, "400 too large")
    assert deliver_pending(timezone.now() + timedelta(days=1)) == 0
    notebook.failures.clear()
    assert try_again(Entry.objects.values_list("pk", flat=True), timezone.now()) == 1
    assert deliver_pending(timezone.now()) == 1
    assert states()["a", "first"] == ("delivered", 1, "")


def test_a_reaction_that_was_removed_fails_for_good(notebook) -> None:
    happen("a")
    Entry.objects.update(reaction="old.module.gone")
    deliver_pending(timezone.now())
    errors = set(Entry.objects.exclude(failed_at=None).values_list("last_error", flat=True))
    assert errors == {"old.module.gone is not wired any more"}


def test_waits_grow_to_half_a_minute() -> None:
    waits = [backoff(attempts).total_seconds() for attempts in (1, 2, 3, 5, 6, 7, 1000)]
    assert waits == [1, 2, 4, 16, 30, 30, 30]


def test_what_waits_can_be_called_in_at_once(notebook) -> None:
    happen("a")
    notebook.failures["a"] = Failure("away")
    deliver_pending(timezone.now())
    assert retry_waiting_now(timezone.now()) == 1
    assert deliver_pending(timezone.now()) == 1


def test_two_workers_never_share_a_delivery(notebook) -> None:
    happen("a", "b")
    now = timezone.now()
    first, second = claim(now, 2, LEASE), claim(now, 10, LEASE)
    assert {entry.pk for entry in first}.isdisjoint({entry.pk for entry in second})
    assert len(first) + len(second) == 4


def test_newer_deliveries_of_a_claimed_thing_wait(notebook) -> None:
    happen("a")
    now = timezone.now()
    claim(now, 10, LEASE)
    happen("a", "b")
    assert {entry.key for entry in claim(timezone.now(), 10, LEASE)} == {"b"}


def test_a_lapsed_claim_is_taken_over_and_its_late_holder_changes_nothing(notebook) -> None:
    happen("a")
    Entry.objects.filter(reaction__endswith="second").delete()
    (lost,) = claim(timezone.now(), 10, LEASE)
    later = timezone.now() + LEASE + timedelta(seconds=1)
    (taken,) = claim(later, 10, LEASE)
    assert (taken.pk, taken.attempts) == (lost.pk, 2)
    assert taken.claimed_by != lost.claimed_by
    # What the first holder would write now finds nothing of its own.
    assert Entry.objects.filter(pk=lost.pk, claimed_by=lost.claimed_by).count() == 0


def test_a_limit_leaves_the_rest_for_the_next_round(notebook) -> None:
    happen("a", "b", "c")
    assert [deliver_pending(timezone.now(), limit=4) for _ in range(3)] == [4, 2, 0]


def test_deliveries_come_in_order(notebook) -> None:
    requeue([Reference("news", key) for key in ("c", "a", "b")], react_first)
    deliver_pending(timezone.now())
    assert notebook.first == [("c", "a", "b")]


def test_old_deliveries_are_pruned_failures_and_open_ones_stay(notebook) -> None:
    happen("old", "young", "failed", "open")
    now = timezone.now()
    Entry.objects.filter(key="old").update(delivered_at=now - KEEP_DELIVERED - timedelta(hours=1))
    Entry.objects.filter(key="young").update(delivered_at=now)
    Entry.objects.filter(key="failed").update(
        failed_at=now - timedelta(days=40), recorded_at=F("recorded_at") - timedelta(days=40)
    )
    assert prune(now) == 2
    assert set(Entry.objects.values_list("key", flat=True)) == {"young", "failed", "open"}


@pytest.mark.parametrize("things", [1, 30])
def test_delivery_takes_the_same_queries_for_one_and_for_many(
    notebook, things, django_assert_num_queries
) -> None:
    happen(*(f"k{number}" for number in range(things)))
    # look, savepoint, gate, choose, claim, release, read, and one update per reaction
    with django_assert_num_queries(9):
        deliver_pending(timezone.now())


def test_slow_reactions_have_a_lane_of_their_own(notebook, monkeypatch) -> None:
    name = "tests.outbox.conftest.react_second"
    monkeypatch.setattr("portal.outbox.delivery.slow_reactions", lambda: frozenset({name}))
    happen("a")
    now = timezone.now()
    assert deliver_pending(now, lane=Lane.QUICK) == 1
    assert (notebook.first, notebook.second) == ([("a",)], [])
    assert deliver_pending(now, lane=Lane.QUICK) == 0
    assert deliver_pending(now, lane=Lane.SLOW) == 1
    assert (notebook.first, notebook.second) == ([("a",)], [("a",)])
