"""Note foundations, rest things on them, say that one has changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import ALLOWED, Refused, Verdict, refused, require
from portal.members.models import User
from portal.outbox.recording import record
from portal.publishing.models import ContentPage
from portal.taxonomy.models import Platform
from portal.upkeep.actions.keeping import hold
from portal.upkeep.facts import (
    ChangeTakenBack,
    FoundationChanged,
    FoundationSaved,
    FoundationsNamed,
    ThingRestsElsewhere,
    ThingReviewed,
)
from portal.upkeep.models import Clearing, Foundation, FoundationChange, Reliance, Review, Upkeep
from portal.upkeep.queries.pages import looks_after
from portal.upkeep.queries.validity import open_flags
from portal.upkeep.rules import NOT_HERS, Basis, Outcome, may_keep_foundations
from portal.upkeep.things import kind_of_thing


class NameTaken(Exception):
    """There is a foundation of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of a foundation."""

    basis: Basis
    name: str
    reference: str = ""
    url: str = ""
    platform: Platform | None = None
    land: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What happened to a foundation."""

    what: str
    happened_on: date
    source: str = ""


@transaction.atomic
def save_foundation(
    *, actor: User, described: Described, foundation: Foundation | None = None
) -> Foundation:
    """Note a foundation, or reword it. Raises NameTaken."""
    require(may_keep_foundations(actor))
    saved = foundation or Foundation()
    saved.basis, saved.url = described.basis, described.url
    saved.name, saved.reference = clean_line(described.name), clean_line(described.reference)
    saved.platform = described.platform if described.basis == Basis.FEATURE else None
    saved.land = described.land if described.basis == Basis.LAND else ""
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise NameTaken from None
    record(FoundationSaved(reference=saved.address))
    return saved


@transaction.atomic
def rest_page(
    *, actor: User, page: ContentPage, foundation: Foundation, step: str = "", now: datetime
) -> Reliance:
    """Say that a page, or a step of it, rests on a foundation; twice is once."""
    row = hold([page.pk])[page.pk]
    require(looks_after(actor, page, row.deputy_id))
    require(_has_step(page, step))
    reliance, _new = Reliance.objects.get_or_create(
        page_id=page.pk, step=step, foundation=foundation, defaults={"since": now}
    )
    Upkeep.objects.filter(pk=row.pk).update(rests=True)
    record(FoundationsNamed(reference=page.reference))
    return reliance


def _has_step(page: ContentPage, step: str) -> Verdict:
    if not step or step in dict(page.steps_named()):
        return ALLOWED
    return refused(_("This step does not exist any more."))


@transaction.atomic
def unrest_page(*, actor: User, page: ContentPage, reliance: Reliance) -> None:
    """Say that a page rests on something no more; a flag is cleared by a review only."""
    row = hold([page.pk])[page.pk]
    require(looks_after(actor, page, row.deputy_id))
    require(_may_let_go(reliance))
    reliance.delete()
    rests = Reliance.objects.filter(page=page.pk).exists()
    Upkeep.objects.filter(pk=row.pk).update(rests=rests)
    record(FoundationsNamed(reference=page.reference))


def _may_let_go(reliance: Reliance) -> Verdict:
    if open_flags().filter(pk=reliance.pk).exists():
        return refused(
            _("This has changed, and nobody has reviewed that yet. Please review it first.")
        )
    return ALLOWED


@transaction.atomic
def announce_change(
    *, actor: User, foundation: Foundation, happened: Happened, now: datetime
) -> FoundationChange:
    """Say that a foundation has changed. All that rests on it is flagged by that alone."""
    require(may_keep_foundations(actor))
    change = FoundationChange.objects.create(
        foundation=foundation,
        what=clean_line(happened.what),
        happened_on=happened.happened_on,
        source=happened.source,
        person=actor,
        at=now,
    )
    record(FoundationChanged(reference=change.reference))
    return change


@transaction.atomic
def take_back_change(*, actor: User, change: FoundationChange, now: datetime) -> bool:
    """Undo a change: nothing is flagged by it any more. False where somebody has done so."""
    require(may_keep_foundations(actor))
    open_one = FoundationChange.objects.filter(pk=change.pk, taken_back_at=None)
    if not open_one.update(taken_back_at=now, taken_back_by=actor):
        return False
    record(ChangeTakenBack(reference=change.reference))
    return True


def _held_by(actor: User, thing: Reference) -> Reference:
    """Return what shows a thing; raises Refused unless she looks after that."""
    kind = kind_of_thing(thing.kind)
    if kind is None or not kind.may_look_after(actor, thing.key):
        raise Refused(refused(NOT_HERS))
    return kind.shown_with(thing.key)


@transaction.atomic
def rest_thing(
    *, actor: User, thing: Reference, foundations: Collection[Foundation], now: datetime
) -> None:
    """Say on what an answer rests; what is flagged stays until it is reviewed."""
    place = _held_by(actor, thing)
    known = Reliance.objects.filter(thing_kind=thing.kind, thing_key=thing.key)
    flagged = open_flags().filter(thing_kind=thing.kind, thing_key=thing.key)
    let_go = known.exclude(foundation__in=foundations)
    let_go.exclude(pk__in=list(flagged.values_list("pk", flat=True))).delete()
    Reliance.objects.bulk_create(
        [
            Reliance(foundation=one, thing_kind=thing.kind, thing_key=thing.key, since=now)
            for one in foundations
        ],
        ignore_conflicts=True,
    )
    record(ThingRestsElsewhere(reference=place, detail=thing))


@transaction.atomic
def review_thing(
    *, actor: User, thing: Reference, cleared: Collection[str], remark: str, now: datetime
) -> Review:
    """Say that an answer still holds after what has changed; clears those changes only."""
    place = _held_by(actor, thing)
    review = Review.objects.create(
        thing_kind=thing.kind, thing_key=thing.key, outcome=Outcome.VALID, person=actor,
        remark=clean_text(remark).strip(), at=now,
    )  # fmt: skip
    flagged = open_flags().filter(
        thing_kind=thing.kind, thing_key=thing.key, change_key__in=cleared
    )
    Clearing.objects.bulk_create(
        [Clearing(change_id=change, reliance_id=pk, review=review)
         for pk, change in flagged.values_list("pk", "change")],
        ignore_conflicts=True,
    )  # fmt: skip
    record(ThingReviewed(reference=place, detail=thing))
    return review
