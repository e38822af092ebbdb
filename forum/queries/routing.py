"""Whom to ask: what counties have done, gathered for the ranking in a few constant queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import ngettext

from forum.models import KIND, Answer, CountyRequest, Question
from forum.rules.request_states import PENDING, RequestState
from forum.rules.requests import asker_of
from forum.rules.routing import LOAD_DAYS, MOST_SUGGESTED, Candidate, Suggestion, ranked
from portal.kernel.content import Reference
from portal.members.audiences import Reader, tokens_of
from portal.members.content import Visibility
from portal.members.experience import Clue, Clues, Subject, all_experience, freshness
from portal.members.models import LEADING, Membership, Organisation, User
from search.port import Query
from search.service import Found, search

# As many hits as are looked at for what is alike; what comes later has little in common.
MOST_HITS = 30
# A hit with less than this share of the best one's score is about something else.
ALIKE = 0.35
TEXT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to know, and whom not to suggest."""

    text: str
    subject: Subject
    # Primary keys of organisations: the one that asks, and those asked before.
    excluded: frozenset[int] = frozenset()
    # The question itself is not evidence.
    itself: Reference | None = None


def suggestions(
    reader: Reader, wanted: Wanted, now: datetime, most: int = MOST_SUGGESTED
) -> list[Suggestion]:
    """Return counties worth asking, with the reasons, by what the reader may see."""
    counties = _askable(wanted.excluded)
    found = {source.kind: source.clues(reader, wanted.subject, now) for source in all_experience()}
    found["accepted"] = _accepted(reader, wanted, now)
    found["similar"] = _similar(reader, wanted, now)
    loads = _loads(now)
    return ranked(
        (
            Candidate(
                pk=one.pk,
                slug=one.slug,
                name=one.display_name,
                load=loads.get(one.pk, 0),
                clues={kind: clues[one.pk] for kind, clues in found.items() if one.pk in clues},
            )
            for one in counties
        ),
        most,
    )


def suggestions_about(
    reader: Reader, question: Question, now: datetime, most: int = MOST_SUGGESTED
) -> list[Suggestion]:
    """Return further counties worth asking about a question; none where nobody may read it."""
    if question.visibility == Visibility.COUNTY:
        return []
    asked = CountyRequest.objects.filter(question=question)
    excluded = {asker_of(question).pk, *asked.values_list("organisation_id", flat=True)}
    topics = question.topics.values_list("slug", flat=True)
    channels = question.channels.values_list("slug", flat=True)
    wanted = Wanted(
        f"{question.title} {question.body_text[:TEXT_LENGTH]}",
        Subject(frozenset(topics), frozenset(channels)),
        frozenset(excluded),
        question.reference,
    )
    return suggestions(reader, wanted, now, most)


def next_counties(question: Question, now: datetime) -> list[Organisation]:
    """Return whom to ask next, by what whoever asked may see; the best first."""
    author = User.objects.filter(pk=question.written_by_id or 0, is_active=True).first()
    reader = author or AnonymousUser()
    found = suggestions_about(reader, question, now)
    counties = Organisation.objects.in_bulk([one.pk for one in found])
    return [counties[one.pk] for one in found]


def _askable(excluded: Collection[int]) -> Iterable[Organisation]:
    """Return member counties in which somebody would see to a request."""
    leads = Membership.objects.filter(
        organisation=OuterRef("pk"), role__in=LEADING, user__is_active=True
    )
    return Organisation.objects.filter(
        Exists(leads), kind=Organisation.Kind.COUNTY, status=Organisation.Status.MEMBER
    ).exclude(pk__in=excluded).only("slug", "display_name")  # fmt: skip


def _loads(now: datetime) -> dict[int, int]:
    """Count the requests of each county that wait, or came lately."""
    lately = Q(asked_at__gt=now - timedelta(days=LOAD_DAYS))
    counted = CountyRequest.objects.filter(Q(state__in=PENDING) | lately).exclude(
        state=RequestState.WITHDRAWN
    )
    return dict(
        counted.order_by().values_list("organisation_id").annotate(number=Count("pk"))
    )  # fmt: skip


def _accepted(reader: Reader, wanted: Wanted, now: datetime) -> Clues:
    """Tell whose answers on the subject were accepted; what is recent counts more."""
    topics, channels = wanted.subject.topics, wanted.subject.channels
    if not (topics or channels):
        return {}
    on = Q(topics__slug__in=topics) | Q(channels__slug__in=channels)
    about = Question.objects.visible_to(reader).filter(on).order_by().values("pk")
    rows = Answer.objects.filter(
        question__in=about, is_accepted=True, accepted_at__lte=now
    ).values_list("organisation_id", "answered_at")
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for organisation_id, at in rows:
        found[organisation_id].append(at)
    return {
        organisation_id: Clue(
            sum(freshness(at, now) for at in days),
            ngettext("%(number)d accepted answer", "%(number)d accepted answers", len(days))
            % {"number": len(days)},
        )
        for organisation_id, days in found.items()
    }


def _similar(reader: Reader, wanted: Wanted, now: datetime) -> Clues:
    """Tell who wrote or answered something alike; the one search knows what is alike."""
    query = Query(text=wanted.text, audience=tokens_of(reader), page_size=MOST_HITS, counted=False)
    page = search(reader, query) if wanted.text.strip() else None
    if page is None or page.degraded:
        return {}
    hits = [hit for hit in page.hits if hit.reference != wanted.itself]
    best = max((hit.score for hit in hits), default=0.0)
    alike = {hit.reference: hit.score / best for hit in hits if best and hit.score >= ALIKE * best}
    shares = _own_posts(hits, alike)
    for organisation_id, share in _answers_in(alike, now):
        shares[organisation_id].append(share)
    return {
        organisation_id: Clue(
            sum(sorted(parts, reverse=True)[:3]),
            ngettext("%(number)d similar post", "%(number)d similar posts", len(parts))
            % {"number": len(parts)},
        )
        for organisation_id, parts in shares.items()
    }


def _own_posts(
    hits: Iterable[Found], alike: Mapping[Reference, float]
) -> defaultdict[int, list[float]]:
    """Gather what counties published; that somebody asks is no sign that she knows."""
    by_slug: defaultdict[str, list[float]] = defaultdict(list)
    for hit in hits:
        if hit.reference in alike and hit.reference.kind != KIND:
            by_slug[hit.organisation].append(alike[hit.reference])
    known = Organisation.objects.filter(slug__in=by_slug).values_list("slug", "pk")
    return defaultdict(list, {pk: by_slug[slug] for slug, pk in known})


def _answers_in(alike: Mapping[Reference, float], now: datetime) -> Iterable[tuple[int, float]]:
    """Yield who answered questions alike: an accepted answer counts wholly, another one half."""
    keys = [reference.key for reference in alike if reference.kind == KIND]
    rows = Answer.objects.filter(question__key__in=keys, answered_at__lte=now).values_list(
        "organisation_id", "question__key", "is_accepted"
    )
    for organisation_id, key, accepted in rows:
        yield organisation_id, alike[Reference(KIND, key)] * (1.0 if accepted else 0.5)
