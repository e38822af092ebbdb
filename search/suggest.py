"""What a reader may mean by what she has typed so far: counties, topics, titles she may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import structlog
from django.core.cache import caches
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_line
from portal.members.audiences import Reader, tokens_of
from portal.members.models import ACTIVE_STATUSES, Organisation
from portal.taxonomy.models import Topic
from search.analysis.beginnings import beginning
from search.analysis.folding import words_in
from search.analysis.streams import stem_of
from search.engines import engine
from search.late import late_for
from search.port import EngineUnavailable, Hit, Query, Term
from search.query import MOST_WORDS, QUESTION_WORDS
from search.registry import searchable, visible_references

logger = structlog.get_logger(__name__)

SHORTEST = 2
LONGEST = 100
MOST_TITLES = 6
MOST_COUNTIES = 3
MOST_TOPICS = 2
# The index may be late: so many more are asked for, to be checked.
SPARE = 6
NAMES = "suggested-names"
KEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place to go at once."""

    title: str
    url: str
    kind_label: str | Promise
    organisation_name: str = ""


class Name(NamedTuple):
    """The name of a county or topic: all its words, and those that tell it from others."""

    title: str
    url: str
    words: tuple[str, ...]
    own: tuple[str, ...]


def suggestions(reader: Reader, text: str) -> list[Suggestion]:
    """Return what begins so: names first, then titles; nothing before the second letter."""
    text = clean_line(text[:LONGEST])
    words = words_in(text)[:MOST_WORDS]
    if len(text) < SHORTEST or not words:
        return []
    names = list(_names_beginning(words))
    known = {one.url for one in names}
    return [*names, *(one for one in _titles(reader, text, words) if one.url not in known)]


def _titles(reader: Reader, text: str, words: Sequence[str]) -> list[Suggestion]:
    """Ask the engine, and look again in the database; an engine that is away suggests nothing."""
    query = Query(text=text, audience=tokens_of(reader), page_size=MOST_TITLES + SPARE)
    late = late_for(reader)
    try:
        hits = engine().suggest(late.kept_from(query), groups_of(words, ended=text.endswith(" ")))
    except EngineUnavailable as error:
        logger.warning("suggestions_unavailable", error=str(error))
        return []
    visible = visible_references(reader, (hit.reference for hit in hits))
    seen = [hit for hit in hits if hit.reference in visible and hit.reference not in late.shown]
    return [_shown(hit) for hit in seen][:MOST_TITLES]


def _shown(hit: Hit) -> Suggestion:
    described = searchable(hit.reference.kind)
    label = described.label if described else hit.reference.kind
    return Suggestion(hit.title, hit.url, label, hit.organisation_name)


def groups_of(words: Sequence[str], *, ended: bool = False) -> list[list[Term]]:
    """Ask for the words of a title: the last one as far as it is typed, unless it has ended."""
    *earlier, last = dict.fromkeys(words)
    if ended:
        earlier, last = [*earlier, last], ""
    telling = [word for word in earlier if word not in QUESTION_WORDS]
    groups = [[_whole(word)] for word in telling or (earlier if not last else ())]
    if last:
        groups.append([Term("title_beginnings", beginning(last), 1.0), _whole(last)])
    return groups


def _whole(word: str) -> Term:
    return Term("title_parts", stem_of(word), 1.0)


def _names_beginning(words: Sequence[str]) -> Iterator[Suggestion]:
    """Return topics and counties with words that begin so; *Kreis* alone is no county's name."""
    typed = [beginning(word) for word in words]
    topics, counties = _names()
    for names, most, label in (
        (topics, MOST_TOPICS, _("Topic")),
        (counties, MOST_COUNTIES, _("County")),
    ):
        found = (name for name in names if _begins_so(name, typed))
        yield from (Suggestion(name.title, name.url, label) for name in islice(found, most))


def _begins_so(name: Name, typed: Sequence[str]) -> bool:
    return all(_any_begins(name.words, word) for word in typed) and _any_begins(name.own, typed[-1])


def _any_begins(words: Sequence[str], typed: str) -> bool:
    return any(word.startswith(typed) for word in words)


def _names() -> tuple[list[Name], list[Name]]:
    """Return all topics and counties; new ones after a minute.

    Every name is public, and so is every county's page: the list of counties is the state's.
    """
    names: tuple[list[Name], list[Name]] | None = caches["kept"].get(NAMES)
    if names is None:
        names = (list(_topics()), list(_counties()))
        caches["kept"].set(NAMES, names, KEEP_SECONDS)
    return names


def _topics() -> Iterator[Name]:
    for slug, name in Topic.objects.order_by("name").values_list("slug", "name"):
        url = f"{reverse('search:results')}?{urlencode({'topic': slug})}"
        words = _words(name)
        yield Name(name, url, words, words)


def _counties() -> Iterator[Name]:
    """Those that take part come first: that they do is public."""
    counties = Organisation.objects.filter(kind=Organisation.Kind.COUNTY)
    by_name = counties.order_by("name", "type_label", "pk")
    for county in sorted(by_name, key=lambda one: one.status not in ACTIVE_STATUSES):
        url, name = county.get_absolute_url(), county.display_name
        yield Name(name, url, _words(name), _words(county.name))


def _words(name: str) -> tuple[str, ...]:
    return tuple(map(beginning, words_in(name)))
