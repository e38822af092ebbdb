"""Tell people that something happened: the inbox now, mails when the outbox comes to them.

This is the seam. What happened and whom it concerns is said by an app as an `Occasion`; what
becomes of it is decided here, per batch of people. Bundling, digests and preferences have their
place in `_tell_some` and in `mails.mail_notices`, and nowhere else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import people_with_memberships
from portal.notifications.facts import NoticeWritten
from portal.notifications.matters import Matter
from portal.notifications.models import InboxNotice
from portal.outbox.recording import record_all
from portal.outbox.registry import Failure

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One thing that happened. `reasons` names each person once, with her strongest reason.

    `may_know` is asked for each of them, when she is told: rights change by the day.
    """

    matter: Matter
    about: Reference
    reasons: Mapping[int, str]
    may_know: Callable[[User], bool]


def tell(occasion: Occasion, now: datetime) -> int:
    """Tell everybody it concerns and return how many were told now.

    Each batch is a transaction of its own. After a crash all of it is done again: who was told is
    not told twice.
    """
    people = sorted(occasion.reasons)
    return sum(_tell_some(occasion, batch, now) for batch in _batches(people))


def tell_each(
    references: Iterable[Reference], occasion_of: Callable[[Reference], Occasion | None]
) -> Mapping[Reference, Failure]:
    """Tell of each of several facts, and say which ones failed: the body of a reaction.

    Without an occasion what happened is not so any more, and nobody need be told.
    """
    failures = {}
    for reference in references:
        try:
            if occasion := occasion_of(reference):
                tell(occasion, timezone.now())
        except Exception as error:  # noqa: BLE001 - one thing must not keep others from being told
            failures[reference] = Failure(f"{type(error).__name__}: {error}")
    return failures


def _batches(people: Sequence[int]) -> Iterator[list[int]]:
    waiting = iter(people)
    while batch := list(islice(waiting, BATCH)):
        yield batch


@transaction.atomic
def _tell_some(occasion: Occasion, batch: Sequence[int], now: datetime) -> int:
    rows = [
        _row(occasion, person, now)
        for person in people_with_memberships(batch)
        if person.takes_part and occasion.may_know(person)
    ]
    InboxNotice.objects.bulk_create(rows, ignore_conflicts=True)
    keys = [row.key for row in rows]
    # Those that were there already have other keys.
    written = InboxNotice.objects.filter(key__in=keys).order_by("pk")
    told = dict(written.values_list("key", "reason"))
    record_all([_written(key) for key, reason in told.items() if _mailed(occasion.matter, reason)])
    return len(told)


def _row(occasion: Occasion, person: User, now: datetime) -> InboxNotice:
    return InboxNotice(
        person=person,
        matter=occasion.matter.name,
        reason=occasion.reasons[person.pk],
        thing_kind=occasion.about.kind,
        thing_key=occasion.about.key,
        created_at=now,
    )


def _written(key: str) -> NoticeWritten:
    return NoticeWritten(reference=InboxNotice(key=key).reference)


def _mailed(matter: Matter, name: str) -> bool:
    reason = matter.reason_called(name)
    return reason is not None and reason.notice is not None
