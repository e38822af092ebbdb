"""Saving searches, having mails sent about them or not, wishing, commissioning."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.alerts.facts import AlertBegun, PageCommissioned, SearchSaved
from portal.alerts.models import (
    ADDRESS_LENGTH,
    Alert,
    Commission,
    KnownHit,
    Rhythm,
    SavedSearch,
    Wish,
)
from portal.alerts.queries import due_searches, has_confirmed_address, searches_of, wishes_of
from portal.alerts.rules import (
    MOST_KNOWN,
    MOST_SEARCHES,
    MOST_WISHES,
    may_change,
    may_get_mails,
    may_save_search,
    may_wish,
    next_look,
)
from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from search.asked.rules import spelling_of, stems_of


class TooMany(Exception):
    """She keeps as many as one may."""


class SavedBefore(Exception):
    """She keeps this very search already."""


class TooLong(Exception):
    """The address is longer than is kept."""


class NotKept(Exception):
    """Such words are not kept: they may tell of somebody, or say nothing."""


@transaction.atomic
def save_search(*, actor: User, name: str, address: str, rhythm: str, now: datetime) -> SavedSearch:
    """Keep the search of an address (`addresses.normalised`).

    Raises TooMany, SavedBefore, TooLong.
    """
    require(may_save_search(actor))
    _require_mails(actor, rhythm)
    if len(address) > ADDRESS_LENGTH:
        raise TooLong
    _require_room(actor, searches_of(actor), MOST_SEARCHES)
    search = SavedSearch(
        person=actor, name=clean_line(name), address=address, rhythm=rhythm, saved_at=now
    )
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError:
        raise SavedBefore from None
    _begin_anew(search, now)
    return search


def _require_room(actor: User, things: QuerySet[Any], most: int) -> None:
    """Let one act of a person's after the other count what there is of hers."""
    User.objects.select_for_update().get(pk=actor.pk)
    if things.count() >= most:
        raise TooMany


def _require_mails(actor: User, rhythm: str) -> None:
    require(may_get_mails(rhythm=rhythm, confirmed=has_confirmed_address(actor)))


def _begin_anew(search: SavedSearch, now: datetime) -> None:
    """Let what it finds now be known before it writes."""
    search.looked_at, search.alert = None, None
    search.due_at = next_look(search.rhythm, now)
    search.save(update_fields=["looked_at", "due_at", "alert"])
    record(SearchSaved(reference=search.reference))


@transaction.atomic
def edit_search(*, actor: User, search: SavedSearch, name: str, rhythm: str, now: datetime) -> None:
    """Change name and mails of a search."""
    require(may_change(actor, search))
    _require_mails(actor, rhythm)
    before, search.rhythm, search.name = search.rhythm, rhythm, clean_line(name)
    search.save(update_fields=["name", "rhythm"])
    if before == Rhythm.NONE:
        _begin_anew(search, now)
    elif before != rhythm:
        SavedSearch.objects.filter(pk=search.pk).update(due_at=next_look(rhythm, now))


@transaction.atomic
def pause_search(*, actor: User, search: SavedSearch) -> None:
    """Let a search rest; what it would find meanwhile is never told."""
    require(may_change(actor, search))
    SavedSearch.objects.filter(pk=search.pk).update(paused=True, alert=None)


@transaction.atomic
def resume_search(*, actor: User, search: SavedSearch, now: datetime) -> None:
    """Let a search write again of what comes from now on."""
    require(may_change(actor, search))
    SavedSearch.objects.filter(pk=search.pk).update(paused=False)
    _begin_anew(search, now)


@transaction.atomic
def stop_mails(*, search: SavedSearch) -> None:
    """End the mails about one search, by the link in one of them; the search stays."""
    SavedSearch.objects.filter(pk=search.pk).update(rhythm=Rhythm.NONE, alert=None)


@transaction.atomic
def delete_search(*, actor: User, search: SavedSearch) -> None:
    """Forget a search and what it has found."""
    require(may_change(actor, search))
    search.delete()


@transaction.atomic
def begin_alert(*, person: int, now: datetime, changed_at: datetime | None) -> Alert | None:
    """Take up all of somebody's searches that are due; of two at once one gets them."""
    alert = Alert.objects.create(person_id=person, begun_at=now)
    if not due_searches(now, changed_at).filter(person=person).update(alert=alert):
        alert.delete()
        return None
    record(AlertBegun(reference=alert.reference))
    return alert


@transaction.atomic
def end_alert(*, alert: Alert, now: datetime) -> None:
    """Close an alert; searches that nobody was to hear of wait for their next time."""
    for search in alert.searches.all():
        settle_search(search=search, known=(), found=None, now=now)
    alert.delete()


@transaction.atomic
def settle_search(
    *,
    search: SavedSearch,
    known: Collection[Reference],
    found: Collection[Reference] | None,
    now: datetime,
) -> None:
    """Note what a search has found, and when it was looked at.

    KNOWN is told, or need not be; FOUND is all it finds now, None where nobody looked. What was
    found long ago and is not any more is forgotten, beyond MOST_KNOWN.
    """
    row = SavedSearch.objects.select_for_update().filter(pk=search.pk).first()
    if row is None:
        return
    if found is not None:
        _remember(row, known, found)
    # Whoever changed it meanwhile has said when it is looked at next.
    if row.alert_id == search.alert_id:
        row.looked_at, row.alert, row.due_at = now, None, next_look(row.rhythm, now)
        row.save(update_fields=["looked_at", "alert", "due_at"])


def _remember(
    search: SavedSearch, known: Collection[Reference], found: Collection[Reference]
) -> None:
    rows = [KnownHit(search=search, kind=one.kind, key=one.key) for one in known]
    KnownHit.objects.bulk_create(rows, ignore_conflicts=True)
    gone = [hit.pk for hit in search.known.order_by("-pk") if hit.reference not in found]
    KnownHit.objects.filter(pk__in=gone[MOST_KNOWN:]).delete()


@transaction.atomic
def make_wish(*, actor: User, text: str, now: datetime) -> Wish:
    """Wish for a case study; wishing twice is wishing once. Raises NotKept, TooMany."""
    require(may_wish(actor))
    spelling, stems = spelling_of(text), stems_of(text)
    if not spelling or not stems:
        raise NotKept
    if wish := wishes_of(actor).filter(stems=stems).first():
        return wish
    _require_room(actor, wishes_of(actor), MOST_WISHES)
    row = Wish(person=actor, stems=stems, spelling=spelling, wished_at=now)
    Wish.objects.bulk_create([row], ignore_conflicts=True)
    return wishes_of(actor).get(stems=stems)


@transaction.atomic
def withdraw_wish(*, actor: User, wish: Wish) -> None:
    """Wish for it no more."""
    require(may_change(actor, wish))
    wish.delete()


@transaction.atomic
def note_commission(*, page: Reference, spelling: str, now: datetime) -> None:
    """Note for what a page was begun; who may commission says the caller's rule."""
    row = Commission(
        kind=page.kind, key=page.key, stems=stems_of(spelling), spelling=spelling, begun_at=now
    )
    if Commission.objects.filter(kind=page.kind, key=page.key).exists():
        return
    Commission.objects.bulk_create([row], ignore_conflicts=True)
    record(PageCommissioned(reference=page))
