"""Which fact triggers which reactions; filled once at start from `portal/config/wiring.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.content import Reference
from portal.outbox.facts import Fact


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one delivery failed. A permanent failure is kept for a person and not tried again."""

    reason: str
    permanent: bool = False


# Delivers to many things at once and returns those that failed; raising means that all failed
# for now. A reaction re-reads the database (it is given addresses) and may be called again for
# what it delivered already: it must be idempotent.
Reaction = Callable[[Sequence[Reference]], Mapping[Reference, Failure]]

_reactions: dict[type[Fact], tuple[Reaction, ...]] = {}
_by_name: dict[str, Reaction] = {}
_slow: set[str] = set()
_of_detail: set[str] = set()


class UnwiredFact(LookupError):
    """A fact has no line in the wiring table: it would be lost silently."""


class WithoutDetail(LookupError):
    """A fact was recorded without the detail that one of its reactions needs."""


def reaction_name(reaction: Reaction) -> str:
    """Return the dotted name under which the outbox keeps deliveries for `reaction`."""
    return f"{reaction.__module__}.{reaction.__qualname__}"


def slow(reaction: Reaction) -> Reaction:
    """Mark a reaction that waits for a service outside (mail): quick ones need not wait for it."""
    _slow.add(reaction_name(reaction))
    return reaction


def of_detail(reaction: Reaction) -> Reaction:
    """Mark a reaction that must know what exactly happened: it gets the fact's `detail`."""
    _of_detail.add(reaction_name(reaction))
    return reaction


def address_for(fact: Fact, reaction: Reaction) -> Reference:
    """Return what a reaction is given of a fact; raises WithoutDetail rather than lose it."""
    if reaction_name(reaction) not in _of_detail:
        return fact.reference
    if fact.detail is None:
        raise WithoutDetail(f"{type(fact).__name__} for {reaction_name(reaction)}")
    return fact.detail


def slow_reactions() -> frozenset[str]:
    """Return the names of the reactions that are delivered in a thread of their own."""
    return frozenset(_slow)


def install(table: Mapping[type[Fact], tuple[Reaction, ...]]) -> None:
    """Take over the wiring table, replacing an earlier one."""
    _reactions.clear()
    _by_name.clear()
    _reactions.update(table)
    for reactions in table.values():
        _by_name.update({reaction_name(reaction): reaction for reaction in reactions})


def reactions_to(fact: type[Fact]) -> tuple[Reaction, ...]:
    """Return the reactions wired to a kind of fact; raises UnwiredFact for a forgotten one."""
    try:
        return _reactions[fact]
    except KeyError:
        raise UnwiredFact(f"{fact.__name__} has no line in portal/config/wiring.py") from None


def wired_facts() -> frozenset[type[Fact]]:
    """Return every fact that has a line in the wiring table."""
    return frozenset(_reactions)


def reaction_called(name: str) -> Reaction | None:
    """Return the reaction of that dotted name, or None where an upgrade has removed it."""
    return _by_name.get(name)
