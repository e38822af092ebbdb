"""What notifications know about people; all of it goes with the account."""

from collections.abc import Iterator

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.notifications.models import AccountMail, DeclinedNotice, FollowedTopic, InboxNotice


def _export(person: User) -> list[Row]:
    return [*_topics(person), *_declined(person), *_told(person), *_mails(person)]


def _topics(person: User) -> Iterator[Row]:
    followed = FollowedTopic.objects.filter(person=person).select_related("topic")
    for one in followed.order_by("topic__name"):
        yield {
            "kind": "followed_topic",
            "topic": one.topic.name,
            "muted": one.muted,
            "since": one.since.isoformat(),
        }


def _declined(person: User) -> Iterator[Row]:
    for one in DeclinedNotice.objects.filter(person=person).order_by("notice"):
        yield {
            "kind": "declined_notice",
            "notice": one.notice,
            "since": one.since.isoformat(),
        }


def _told(person: User) -> Iterator[Row]:
    for one in InboxNotice.objects.filter(person=person).order_by("pk").iterator():
        yield {
            "kind": "told",
            "of": one.matter,
            "because": one.reason,
            "thing": str(one.thing),
            "at": one.created_at.isoformat(),
            "read": one.read_at.isoformat() if one.read_at else None,
        }


def _mails(person: User) -> Iterator[Row]:
    # What it says is for her mailbox alone: it holds a link that opens the account.
    for mail in AccountMail.objects.filter(person=person).order_by("pk"):
        yield {"kind": "mail_on_its_way", "written": mail.written_at.isoformat()}


def _erase(person: User) -> None:
    for hers in (FollowedTopic, DeclinedNotice, InboxNotice, AccountMail):
        hers.objects.filter(person=person).delete()


NOTIFICATIONS = PersonalData(
    app="notifications",
    fields=(
        PersonalField("notifications.FollowedTopic.person", OnErasure.DELETE),
        PersonalField("notifications.DeclinedNotice.person", OnErasure.DELETE),
        PersonalField("notifications.InboxNotice.person", OnErasure.DELETE),
        PersonalField("notifications.AccountMail.person", OnErasure.DELETE),
    ),
    export=_export,
    erase=_erase,
)
