"""What people decide about what they hear of."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.rules import may_change_own_account
from portal.notifications.facts import AccountMailWritten
from portal.notifications.models import AccountMail, DeclinedNotice, FollowedTopic, InboxNotice
from portal.notifications.notices import Notice, all_notices
from portal.notifications.sealing import Letter, seal
from portal.outbox.recording import record
from portal.taxonomy.models import Topic


@transaction.atomic
def choose_topics(*, actor: User, topics: Collection[Topic], now: datetime) -> None:
    """Follow these topics and no others; what is followed already keeps its date.

    What she has muted stays so, unless she chose it.
    """
    require(may_change_own_account(actor))
    others = FollowedTopic.objects.filter(person=actor, muted=False)
    others.exclude(topic__in=topics).delete()
    _follow(actor, topics, now)


@transaction.atomic
def follow_topics(*, actor: User, topics: Collection[Topic], now: datetime) -> None:
    """Follow these topics as well; asked for twice, it happens once. Ends being muted."""
    require(may_change_own_account(actor))
    _follow(actor, topics, now)


def _follow(actor: User, topics: Collection[Topic], now: datetime) -> None:
    _keep(actor, topics, now, muted=False)


@transaction.atomic
def mute_topic(*, actor: User, topic: Topic, now: datetime) -> None:
    """Hear nothing of a topic, whatever else is followed."""
    require(may_change_own_account(actor))
    _keep(actor, [topic], now, muted=True)


@transaction.atomic
def stop_following_topic(*, actor: User, topic: Topic) -> None:
    """Neither follow nor mute a topic any more; repeating it changes nothing."""
    require(may_change_own_account(actor))
    FollowedTopic.objects.filter(person=actor, topic=topic).delete()


def _keep(actor: User, topics: Collection[Topic], now: datetime, *, muted: bool) -> None:
    """Write rows, or change those there are; these keep their date."""
    rows = [FollowedTopic(person=actor, topic=topic, since=now, muted=muted) for topic in topics]
    FollowedTopic.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["muted"],
        unique_fields=["person", "topic"],
    )


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


@transaction.atomic
def read_notice(*, actor: User, notice: InboxNotice, now: datetime) -> None:
    """Mark a notice of hers as read; it keeps the first time."""
    require(may_change_own_account(actor))
    InboxNotice.objects.filter(pk=notice.pk, person=actor, read_at=None).update(read_at=now)


@transaction.atomic
def read_all_notices(*, actor: User, until: int, now: datetime) -> int:
    """Mark as read what she has had before her: what came after notice UNTIL stays new."""
    require(may_change_own_account(actor))
    seen = InboxNotice.objects.filter(person=actor, pk__lte=until, read_at=None)
    return seen.update(read_at=now)


@transaction.atomic
def read_notices_about(*, actor: User, about: Mapping[str, Iterable[str]], now: datetime) -> int:
    """Mark as read what she was told of things she has read elsewhere; keys by matter."""
    require(may_change_own_account(actor))
    read = Q(pk=None)
    for matter, keys in about.items():
        read |= Q(matter=matter, thing_key__in=keys)
    return InboxNotice.objects.filter(read, person=actor, read_at=None).update(read_at=now)
