"""A small table of reactions for tests: what it was given is what it notes."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from portal.config import wiring
from portal.kernel.content import Reference
from portal.outbox import registry
from portal.outbox.facts import Fact
from portal.outbox.registry import Failure, of_detail


class Happened(Fact):
    """Something with two reactions."""


class Detailed(Fact):
    """Something of which one reaction must know what exactly happened."""


class Ignored(Fact):
    """Something nobody reacts to."""


class Forgotten(Fact):
    """Something without a line in the table."""


class Notebook:
    """What the reactions were given, and what they shall answer."""

    def __init__(self) -> None:
        self.first: list[tuple[str, ...]] = []
        self.second: list[tuple[str, ...]] = []
        self.failures: dict[str, Failure] = {}
        self.error: Exception | None = None

    def answer(self, references: Sequence[Reference]) -> Mapping[Reference, Failure]:
        """Fail as the test wishes."""
        if self.error:
            raise self.error
        return {one: self.failures[one.key] for one in references if one.key in self.failures}


_notebook = Notebook()


def react_first(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Note it, and fail as the test wishes."""
    _notebook.first.append(tuple(reference.key for reference in references))
    return _notebook.answer(references)


def react_second(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Note it."""
    _notebook.second.append(tuple(reference.key for reference in references))
    return {}


@of_detail
def react_to_detail(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Note it beside the first."""
    return react_first(references)


@pytest.fixture
def notebook() -> Iterator[Notebook]:
    """Install the small table; the real one is back afterwards."""
    global _notebook  # noqa: PLW0603 - reactions are plain functions and need a place to write to
    _notebook = Notebook()
    registry.install(
        {
            Happened: (react_first, react_second),
            Detailed: (react_second, react_to_detail),
            Ignored: (),
        }
    )
    yield _notebook
    registry.install(wiring.REACTIONS)
