"""What people decide about what they hear of."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.rules import may_change_own_account
from portal.notifications.facts import AccountMailWritten
from portal.notifications.models import AccountMail, DeclinedNotice, FollowedTopic
from portal.notifications.notices import Notice, all_notices
from portal.notifications.sealing import Letter, seal
from portal.outbox.recording import record
from portal.taxonomy.models import Topic


@transaction.atomic
def choose_topics(*, actor: User, topics: Collection[Topic], now: datetime) -> None:
    """Follow these topics and no others; what is followed already keeps its date."""
    require(may_change_own_account(actor))
    FollowedTopic.objects.filter(person=actor).exclude(topic__in=topics).delete()
    _follow(actor, topics, now)


@transaction.atomic
def follow_topics(*, actor: User, topics: Collection[Topic], now: datetime) -> None:
    """Follow these topics as well; asked for twice, it happens once."""
    require(may_change_own_account(actor))
    _follow(actor, topics, now)


def _follow(actor: User, topics: Collection[Topic], now: datetime) -> None:
    rows = [FollowedTopic(person=actor, topic=topic, since=now) for topic in topics]
    FollowedTopic.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def choose_notices(*, actor: User, wanted: Collection[Notice], now: datetime) -> None:
    """Get these kinds of mail and none of the others there are."""
    require(may_change_own_account(actor))
    DeclinedNotice.objects.filter(
        person=actor, notice__in=[notice.name for notice in wanted]
    ).delete()
    for notice in all_notices():
        if notice not in wanted:
            decline_notice(person=actor, notice=notice, now=now)


@transaction.atomic
def decline_notice(*, person: User, notice: Notice, now: datetime) -> None:
    """Do without a kind of mail; by the link in it, too, whose owner need not log in."""
    require(may_change_own_account(person))
    row = DeclinedNotice(person=person, notice=notice.name, since=now)
    DeclinedNotice.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def write_account_mail(*, person: User | None, letter: Letter, now: datetime) -> AccountMail:
    """Keep an account's mail until the mail server has it; the worker sends it.

    It is the same work for a letter to nobody: how long it takes tells nothing.
    """
    mail = AccountMail.objects.create(person=person, sealed=seal(letter), written_at=now)
    record(AccountMailWritten(reference=mail.reference))
    return mail
