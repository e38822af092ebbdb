"""Whom something about a page concerns, and why."""

from collections.abc import Iterator, Mapping
from itertools import islice

from portal.kernel.content import Reference
from portal.members.audiences import may_see
from portal.members.models import User
from portal.notifications.matters import Matter
from portal.notifications.telling import Occasion
from portal.publishing.models import ContentPage
from portal.publishing.rules import may_enter_cms
from portal.upkeep.models import FoundationChange, Reliance, Review, Upkeep
from portal.upkeep.notices import matters
from portal.upkeep.queries.pages import (
    Cared,
    caretakers_of,
    leaders_by_organisation,
    looks_after,
    moderators_told,
    page_called,
    pages_called,
)
from portal.upkeep.queries.validity import reliances_flagged_by
from portal.upkeep.rules import Outcome, Stage
from portal.upkeep.things import kind_of_thing

BATCH = 500


def of_due_review(reference: Reference) -> Occasion | None:
    """A page is due, or soon will be. Later its coordinators hear of it, at last the moderators."""
    pk, day, stage = reference.key.split("-")
    row = Upkeep.objects.filter(pk=int(pk)).first()
    page = page_called(int(pk))
    if row is None or page is None or not page.live or f"{row.due_on:%Y%m%d}" != day:
        return None
    return _of_page(matters.REVIEW_DUE, reference, page, row, _told_at(int(stage), page, row))


def _told_at(stage: int, page: ContentPage, row: Upkeep) -> Mapping[int, str]:
    if stage >= Stage.MODERATORS:
        return moderators_told()
    if stage == Stage.COUNTY:
        leaders = leaders_by_organisation([page.organisation_id])
        return leaders.get(page.organisation_id) or moderators_told()
    return caretakers_of([_cared(page, row)])[page.pk]


def of_feedback(reference: Reference) -> Occasion | None:
    """Somebody told a page's authors something; what only editors can do, the moderators."""
    reviews = Review.objects.filter(key=reference.key, page__isnull=False)
    review = reviews.select_related("person").first()
    page = page_called(review.page_id) if review and review.page_id else None
    if review is None or page is None:
        return None
    row = Upkeep.objects.get(pk=page.pk)
    if review.outcome == Outcome.EDIT:
        edits_herself = review.person and may_enter_cms(review.person)
        told = {} if edits_herself else moderators_told()
    else:
        told = dict(caretakers_of([_cared(page, row)])[page.pk])
    told = {pk: why for pk, why in told.items() if pk != review.person_id}
    return _of_page(matters.FEEDBACK, reference, page, row, told)


def of_change(reference: Reference) -> Occasion | None:
    """What pages and answers rest on has changed: who looks after them, each once."""
    change = FoundationChange.objects.filter(key=reference.key, taken_back_at=None).first()
    return _of_change(matters.CHANGED, change) if change else None


def of_taken_back(reference: Reference) -> Occasion | None:
    """A change was taken back: whoever was told of it."""
    changes = FoundationChange.objects.filter(key=reference.key)
    change = changes.exclude(taken_back_at=None).first()
    return _of_change(matters.TAKEN_BACK, change) if change else None


def _of_change(matter: Matter, change: FoundationChange) -> Occasion:
    told: dict[int, str] = {}
    for batch in _batches(change):
        for person, why in (*_of_pages(batch), *_of_things(batch)):
            told.setdefault(person, why)
    return Occasion(
        matter=matter,
        about=change.reference,
        reasons={pk: why for pk, why in told.items() if pk != change.person_id},
        may_know=lambda person: person.takes_part,
    )


def _batches(change: FoundationChange) -> Iterator[list[Reliance]]:
    """Yield what is flagged in bounded batches, by rising number."""
    last, rows = 0, reliances_flagged_by(change).order_by("pk")
    while batch := list(islice(rows.filter(pk__gt=last), BATCH)):
        last = batch[-1].pk
        yield batch


def _of_pages(batch: list[Reliance]) -> Iterator[tuple[int, str]]:
    pages = pages_called({row.page_id for row in batch if row.page_id})
    rows = {row.pk: row for row in Upkeep.objects.filter(page__in=pages)}
    live = [page for page in pages.values() if page.live]
    cared = [_cared(page, rows.get(page.pk)) for page in live]
    for pk, told in caretakers_of(cared).items():
        # Moderators know nothing of what a county keeps to itself.
        internal = pages[pk].visibility == "county"
        yield from ((who, why) for who, why in told.items() if why != "moderates" or not internal)


def _of_things(batch: list[Reliance]) -> Iterator[tuple[int, str]]:
    by_kind: dict[str, list[str]] = {}
    for row in batch:
        if row.thing_key:
            by_kind.setdefault(row.thing_kind, []).append(row.thing_key)
    for name, keys in by_kind.items():
        if kind := kind_of_thing(name):
            for people in kind.caretakers(keys).values():
                yield from ((person, "looks_after") for person in people)


def _cared(page: ContentPage, row: Upkeep | None) -> Cared:
    return Cared(page.pk, page.organisation_id, page.owner_id, row.deputy_id if row else None)


def _of_page(
    matter: Matter,
    about: Reference,
    page: ContentPage,
    row: Upkeep,
    told: Mapping[int, str],
) -> Occasion:
    def may_know(person: User) -> bool:
        return may_see(person, page) and bool(looks_after(person, page, row.deputy_id))

    return Occasion(matter=matter, about=about, reasons=told, may_know=may_know)
