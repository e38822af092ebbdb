"""Reads of what files say."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from portal.file_texts.holders import HeldFile
from portal.file_texts.models import FileText, ReadFile
from search.port import FileText as FoundText

# Of one page; the rest of its files is not found by their text.
MOST_FILES = 20
MOST_TEXT = 400_000


def texts_for(held: Mapping[str, Sequence[HeldFile]]) -> dict[str, tuple[FoundText, ...]]:
    """Return what is known of the files on pages, by the pages' keys; one query, or none."""
    known = _known({file.token for files in held.values() for file in files})
    return {key: tuple(_bounded(files, known)) for key, files in held.items()}


@dataclass(frozen=True, slots=True)
class Unfindable:
    """A file that is not found by its text, and why."""

    name: str
    state: FileText.State


def unfindable(files: Sequence[HeldFile]) -> list[Unfindable]:
    """Return those of the files of which no text could be read; one query, or none."""
    if not files:
        return []
    rows = ReadFile.objects.filter(token__in=[file.token for file in files])
    states = dict(rows.exclude(text__state=FileText.State.READ).values_list("token", "text__state"))
    return [
        Unfindable(file.name, FileText.State(states[file.token]))
        for file in files
        if file.token in states
    ]


def numbers_by_state() -> dict[FileText.State, int]:
    """Count the files that were read, by how it went; one query."""
    rows = ReadFile.objects.order_by().values_list("text__state").annotate(Count("pk"))
    counted = dict(rows)
    return {state: counted[state.value] for state in FileText.State if state.value in counted}


def _known(tokens: Collection[str]) -> dict[str, str]:
    if not tokens:
        return {}
    rows = ReadFile.objects.filter(token__in=tokens, text__state=FileText.State.READ)
    return dict(rows.values_list("token", "text__text"))


def _bounded(files: Sequence[HeldFile], known: Mapping[str, str]) -> Iterable[FoundText]:
    room = MOST_TEXT
    for file in files[:MOST_FILES]:
        text = known.get(file.token, "")[:room]
        room -= len(text)
        if text:
            yield FoundText(file.name, text)
