"""System checks for forgotten wiring: what is not wired would be lost silently."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from portal.config import wiring
from portal.outbox.facts import Fact


def register_all() -> None:
    """Register the checks; called when the wiring is installed."""
    register(check_every_fact_is_wired)
    register(check_every_kind_is_described)


def check_every_fact_is_wired(**_options: Any) -> list[CheckMessage]:
    """Every kind of fact has a line in REACTIONS."""
    return [
        Error(
            f"{fact.__module__}.{fact.__name__} has no line in REACTIONS.",
            hint="Add it to portal/config/wiring.py; an empty tuple says that nothing follows.",
            id="kreiswissen.E001",
        )
        for fact in _leaf_facts(Fact)
        if fact not in wiring.REACTIONS and not fact.__module__.startswith("tests.")
    ]


def check_every_kind_is_described(**_options: Any) -> list[CheckMessage]:
    """Every kind of content is described to the search exactly once."""
    kinds = [searchable.kind for searchable in wiring.SEARCHABLE]
    return [
        Error(f"The kind {kind!r} is described twice in SEARCHABLE.", id="kreiswissen.E002")
        for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1})
    ]


def _leaf_facts(fact: type[Fact]) -> Iterator[type[Fact]]:
    children = fact.__subclasses__()
    if not children and fact is not Fact:
        yield fact
    for child in children:
        yield from _leaf_facts(child)
