"""What people do with their key for feeds: rule, change, done."""

from datetime import datetime

from django.db import transaction

from portal.feeds.models import FeedKey
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.rules import may_change_own_account


@transaction.atomic
def make_feed_key(*, actor: User, now: datetime) -> FeedKey:
    """Give the person a key; the one she has already stays, however often she asks."""
    require(may_change_own_account(actor))
    key, _made = FeedKey.objects.get_or_create(person=actor, defaults={"made_at": now})
    return key


@transaction.atomic
def revoke_feed_key(*, actor: User) -> None:
    """Close all addresses with the person's key at once; without a key nothing happens."""
    require(may_change_own_account(actor))
    FeedKey.objects.filter(person=actor).delete()
