"""A worker leaves a sign of each of its threads; the one that is silent counts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from portal.outbox.delivery import Lane
from portal.outbox.management.commands import worker
from portal.outbox.models import Sign
from portal.outbox.signs import give_sign, last_sign

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_longest_silence_counts() -> None:
    assert last_sign() is None
    give_sign("quick", NOON)
    give_sign("slow", NOON - timedelta(minutes=5))
    give_sign("quick", NOON + timedelta(minutes=1))
    assert last_sign() == NOON - timedelta(minutes=5)


def test_a_round_of_the_worker_gives_a_sign_every_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [1_000.0]
    monkeypatch.setattr(worker.time, "monotonic", lambda: clock[0])
    command = worker.Command()
    before = timezone.now()
    command._give_sign(Lane.QUICK)
    (first,) = Sign.objects.values_list("seen_at", flat=True)
    assert first >= before
    command._give_sign(Lane.QUICK)
    assert Sign.objects.get().seen_at == first
    clock[0] += worker.SIGN_EVERY + 1
    command._give_sign(Lane.QUICK)
    assert Sign.objects.get().seen_at > first
