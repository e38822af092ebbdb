"""For which searches a page may be recommended, without the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import entries_of
from portal.kernel.verdict import ALLOWED, Verdict, refused
from search.analysis.folding import words_in
from search.analysis.streams import stem_of
from search.best_bets.bets import (
    LONGEST_QUERIES,
    MOST_BETS,
    MOST_FOR_ONE_QUERY,
    MOST_QUERIES,
    Bet,
)
from search.query import QUESTION_WORDS

Asked = frozenset[str]


def asked_by(query: str) -> Asked:
    """Return what a search asks for: its stems without question words, in no order."""
    words = set(words_in(query))
    return frozenset(map(stem_of, words - QUESTION_WORDS or words))


def by_search(bets: Iterable[Bet]) -> Mapping[Asked, Sequence[Bet]]:
    """Return recommendations by what a search asks for."""
    made: defaultdict[Asked, list[Bet]] = defaultdict(list)
    for bet in bets:
        for asked in {asked_by(query) for query in entries_of(bet.queries)}:
            made[asked].append(bet)
    return dict(made)


def may_be_recommended(bet: Bet, others: Sequence[Bet], today: date) -> Verdict:
    """Whether a page may be recommended so, beside what is; refused with what to do about it."""
    reason = _wrong_with(bet.queries) or _wrong_beside(bet, others) or _wrong_time(bet, today)
    return refused(reason) if reason else ALLOWED


def _wrong_with(text: str) -> str | Promise:
    queries = entries_of(text)
    if not queries:
        return _("Please enter for which search the page is recommended.")
    if len(queries) > MOST_QUERIES or len(", ".join(queries)) > LONGEST_QUERIES:
        return format_lazy(
            _("These are too many searches: {most} with {letters} letters together at most."),
            most=MOST_QUERIES,
            letters=LONGEST_QUERIES,
        )
    if empty := next((query for query in queries if not asked_by(query)), ""):
        return format_lazy(_("“{entry}” holds no letters that could be searched."), entry=empty)
    return ""


def _wrong_beside(bet: Bet, others: Sequence[Bet]) -> str | Promise:
    if len(others) >= MOST_BETS:
        return format_lazy(
            _("There are {most} recommendations already. Please delete one first."), most=MOST_BETS
        )
    there = by_search(others)
    return next(
        (
            reason
            for query in entries_of(bet.queries)
            if (reason := _wrong_for(query, bet, there.get(asked_by(query), ())))
        ),
        "",
    )


def _wrong_for(query: str, bet: Bet, there: Sequence[Bet]) -> str | Promise:
    if bet.page in {other.page for other in there}:
        return format_lazy(_("This page is recommended for “{query}” already."), query=query)
    if len(there) >= MOST_FOR_ONE_QUERY:
        return format_lazy(
            _("For “{query}” {most} pages are recommended already."),
            query=query,
            most=MOST_FOR_ONE_QUERY,
        )
    return ""


def _wrong_time(bet: Bet, today: date) -> str | Promise:
    if bet.until and bet.until < today:
        return _("This day is over: the page would never be recommended.")
    return ""
