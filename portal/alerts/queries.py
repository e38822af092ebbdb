"""Reads about saved searches, wishes and commissions."""

from collections.abc import Collection, Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet

from portal.alerts.models import Commission, Rhythm, SavedSearch, Wish
from portal.kernel.content import Reference
from portal.members.models import User

_CLOCKED = (Rhythm.DAILY, Rhythm.WEEKLY)


def searches_of(person: User) -> QuerySet[SavedSearch]:
    """Return her own saved searches, by name."""
    return SavedSearch.objects.filter(person=person).order_by("name", "pk")


def due_searches(now: datetime, changed_at: datetime | None) -> QuerySet[SavedSearch]:
    """Return what is to be looked at: by the clock, or because the index has changed since."""
    due = Q(rhythm__in=_CLOCKED, due_at__lte=now)
    if changed_at:
        due |= Q(rhythm=Rhythm.AT_ONCE, looked_at__lt=changed_at)
    waiting = SavedSearch.objects.filter(paused=False, alert=None, looked_at__isnull=False)
    return waiting.filter(due, person__is_active=True)


def has_confirmed_address(person: User) -> bool:
    """Whether the address of her account is known to be hers."""
    own = EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True)
    return bool(own.exists())


def wishes_of(person: User) -> QuerySet[Wish]:
    """Return what she wishes for, the newest first."""
    return Wish.objects.filter(person=person)


def wishes_by_stems(stems: Collection[str]) -> Mapping[str, int]:
    """Return how many people wish for what; nobody's name."""
    wished = Wish.objects.filter(stems__in=stems, person__is_active=True).order_by()
    counted = wished.values_list("stems").annotate(number=Count("pk"))
    return dict(counted)


def commissions_by_stems(stems: Collection[str]) -> Mapping[str, Reference]:
    """Return the newest page that was begun for each."""
    rows = Commission.objects.filter(stems__in=stems).order_by("begun_at", "pk")
    return {one.stems: one.reference for one in rows}


def commission_of(page: Reference) -> Commission | None:
    """Return what a page was begun for, where it was commissioned."""
    return Commission.objects.filter(kind=page.kind, key=page.key).first()


def wishing_for(commission: Commission) -> set[int]:
    """Return who wishes for what a page was begun for."""
    wished = Wish.objects.filter(stems=commission.stems, person__is_active=True)
    return set(wished.values_list("person", flat=True))
