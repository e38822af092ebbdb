"""Record what happened, in the transaction in which it happened."""

from collections.abc import Collection

from django.db import transaction

from portal.kernel.content import Reference
from portal.outbox.facts import Fact
from portal.outbox.models import Entry
from portal.outbox.registry import Reaction, address_for, reaction_name, reactions_to

BATCH = 500


class NotAtomic(RuntimeError):
    """A fact was recorded outside a transaction: the act could happen without its reactions."""


def record(fact: Fact) -> None:
    """Write one delivery per reaction wired to the fact. Must run inside `transaction.atomic`."""
    record_all((fact,))


def record_all(facts: Collection[Fact]) -> None:
    """Record many facts with as few queries as one."""
    if not transaction.get_connection().in_atomic_block:
        raise NotAtomic(", ".join({type(fact).__name__ for fact in facts}))
    entries = (
        _entry(type(fact).__name__, address_for(fact, reaction), reaction)
        for fact in facts
        for reaction in reactions_to(type(fact))
    )
    Entry.objects.bulk_create(entries, batch_size=BATCH)


def requeue(references: Collection[Reference], reaction: Reaction) -> None:
    """Deliver these things to one reaction again, in order, as if they had just changed."""
    entries = (_entry("Requeued", reference, reaction) for reference in references)
    Entry.objects.bulk_create(entries, batch_size=BATCH)


def _entry(fact: str, reference: Reference, reaction: Reaction) -> Entry:
    return Entry(
        fact=fact, kind=reference.kind, key=reference.key, reaction=reaction_name(reaction)
    )
