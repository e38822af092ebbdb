"""What curators may enter as synonyms, without the database."""

from collections import Counter
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import entries_of
from portal.kernel.verdict import ALLOWED, Verdict, refused
from search.query import QUESTION_WORDS
from search.synonyms.lines import (
    LONGEST_ENTRY,
    LONGEST_SIDE,
    MOST_ENTRIES,
    MOST_LINES,
    MOST_WORDS,
    Line,
    key_of,
    tidied,
    words_of,
)


def may_stand(line: Line, others: Sequence[Line]) -> Verdict:
    """Whether a line may stand beside the others; refused with what to do about it."""
    if reason := _wrong_with(line) or _wrong_beside(line, others):
        return refused(reason)
    return ALLOWED


def _wrong_with(line: Line) -> str | Promise:
    entries, also = entries_of(line.words), entries_of(line.also)
    if not entries:
        return _("Please enter the words, separated by commas.")
    if not also and len(entries) < 2:
        return _(
            "One word alone has no synonym. Please enter a second one after a comma, or below what"
            " a search for this one finds too."
        )
    if max(len(entries), len(also)) > MOST_ENTRIES:
        return format_lazy(
            _("More than {most} words are too many. Please leave out some."), most=MOST_ENTRIES
        )
    found = (reason for entry in (*entries, *also) if (reason := _wrong_with_entry(entry)))
    return next(found, "") or _doubled((*entries, *also)) or _too_long(line)


def _wrong_with_entry(entry: str) -> str | Promise:
    words = words_of(entry)
    if len(entry) > LONGEST_ENTRY or len(words) > MOST_WORDS:
        return format_lazy(
            _("“{entry}” is too long: {words} words or {letters} letters at most."),
            entry=entry[:LONGEST_ENTRY],
            words=MOST_WORDS,
            letters=LONGEST_ENTRY,
        )
    if not words:
        return format_lazy(_("“{entry}” holds no letters that could be searched."), entry=entry)
    if QUESTION_WORDS.issuperset(words):
        return format_lazy(
            _(
                "“{entry}” is a word that questions are full of. The search leaves it out, so it"
                " cannot lead anywhere."
            ),
            entry=entry,
        )
    return ""


def _too_long(line: Line) -> str | Promise:
    if max(map(len, tidied(line))) <= LONGEST_SIDE:
        return ""
    return format_lazy(
        _("These words are too long together: {letters} letters at most."), letters=LONGEST_SIDE
    )


def _doubled(entries: Sequence[str]) -> str | Promise:
    counted = Counter(key_of(words_of(entry)) for entry in entries)
    twice = next((one for one in entries if counted[key_of(words_of(one))] > 1), "")
    if not twice:
        return ""
    return format_lazy(
        _("“{entry}” stands there twice; the search takes forms of one word for the same."),
        entry=twice,
    )


def _wrong_beside(line: Line, others: Sequence[Line]) -> str | Promise:
    if len(others) >= MOST_LINES:
        return format_lazy(
            _("There are {most} entries already. Please delete one first."), most=MOST_LINES
        )
    said = _says(line)
    if there := next((other for other in others if said <= _says(other)), None):
        return format_lazy(
            _("The search knows that already: “{line}”."), line=" → ".join(filter(None, there))
        )
    return ""


def _says(line: Line) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what leads where by a line."""
    words = [key_of(words_of(entry)) for entry in entries_of(line.words)]
    also = [key_of(words_of(entry)) for entry in entries_of(line.also)]
    return {(one, other) for one in words for other in also or words if one != other}
