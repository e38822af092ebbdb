"""Saved searches and what was looked for, as tests need them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.alerts.actions import save_search
from portal.alerts.models import Rhythm, SavedSearch
from portal.members.audiences import Reader
from portal.members.models import User
from search.asked.actions import note_asked


def confirmed(person: User) -> User:
    """Let the address of an account be known to be its owner's."""
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    return person


def saved(
    person: User,
    address: str = "q=Dialog",
    rhythm: str = Rhythm.AT_ONCE,
    name: str = "Mein Dialog",
    now: datetime | None = None,
) -> SavedSearch:
    """Save a search of somebody's, whose address is confirmed."""
    return save_search(
        actor=confirmed(person), name=name, address=address, rhythm=rhythm,
        now=now or timezone.now(),
    )  # fmt: skip


def asked(
    text: str, *readers: Reader, found: bool = False, days_ago: Iterable[int] = (0,)
) -> list[int | None]:
    """Let each of them, or a visitor, look for TEXT once on each of these days."""
    now = timezone.now()
    return [
        note_asked(reader=reader, text=text, found=found, now=now - timedelta(days=days))
        for reader in readers or (AnonymousUser(),)
        for days in days_ago
    ]
