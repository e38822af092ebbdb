"""The wiring is complete: no fact is lost, no kind of content is forgotten."""

import pytest
from django.core.checks import run_checks

from portal.config import checks, wiring
from portal.outbox.facts import Fact


class UnwiredFact(Fact):
    """A fact nobody wired, for the check to find."""


def test_system_checks_find_nothing() -> None:
    assert run_checks() == []


def test_check_names_a_fact_without_a_line(monkeypatch) -> None:
    fact = next(iter(wiring.REACTIONS))
    monkeypatch.delitem(wiring.REACTIONS, fact)
    errors = checks.check_every_fact_is_wired()
    assert [error.id for error in errors] == ["kreiswissen.E001"]
    assert fact.__name__ in errors[0].msg


def test_check_names_a_kind_described_twice(monkeypatch) -> None:
    first = wiring.SEARCHABLE[0]
    monkeypatch.setattr(wiring, "SEARCHABLE", (*wiring.SEARCHABLE, first))
    errors = checks.check_every_kind_is_described()
    assert [error.id for error in errors] == ["kreiswissen.E002"]


def test_every_kind_of_content_is_described() -> None:
    kinds = {searchable.kind for searchable in wiring.SEARCHABLE}
    assert kinds == {
        "case_study",
        "guideline",
        "news",
        "trail",
        "question",
        "channel",
        "organisation",
    }


@pytest.mark.parametrize(
    "table", ["MATTERS", "NOTICES", "GUARDS", "PAGE_PARTS", "TIMETABLE", "LIST_ORDERS"]
)
def test_nothing_in_a_table_takes_the_name_of_another(table: str) -> None:
    """Tables are kept by name: of two alike the first would silently be gone."""
    names = [entry.name for entry in getattr(wiring, table)]
    assert sorted(names) == sorted(set(names))
