"""Reads about what people want to hear of."""

from django.db.models import QuerySet

from portal.members.models import User
from portal.notifications.models import DeclinedNotice, FollowedTopic
from portal.notifications.notices import Notice
from portal.taxonomy.models import Topic


def topics_followed_by(person: User) -> QuerySet[Topic]:
    """Return the topics she wants to hear of, in alphabetical order."""
    followed = FollowedTopic.objects.filter(person=person, muted=False)
    return Topic.objects.filter(pk__in=followed.values("topic"))


def followed_topics_of(person: User) -> QuerySet[FollowedTopic]:
    """Return what she follows and has muted, in alphabetical order."""
    rows = FollowedTopic.objects.filter(person=person).select_related("topic")
    return rows.order_by("topic__name", "pk")


def notices_declined_by(person: User) -> set[str]:
    """Return the names of the kinds of mail she does without."""
    return set(DeclinedNotice.objects.filter(person=person).values_list("notice", flat=True))


def wants(person: User, notice: Notice) -> bool:
    """Whether she gets this kind of mail, now."""
    declined = DeclinedNotice.objects.filter(person=person, notice=notice.name)
    return person.is_active and not declined.exists()
