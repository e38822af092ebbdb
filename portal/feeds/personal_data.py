"""What feeds know about people: that somebody has a key, and since when."""

from portal.feeds.models import FeedKey
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row


def _export(person: User) -> list[Row]:
    # The secret is no data about her, but a way in: it is not in the copy.
    keys = FeedKey.objects.filter(person=person)
    return [{"kind": "feed_key", "made": key.made_at.isoformat()} for key in keys]


def _erase(person: User) -> None:
    FeedKey.objects.filter(person=person).delete()


FEEDS = PersonalData(
    app="feeds",
    fields=(PersonalField("feeds.FeedKey.person", OnErasure.DELETE),),
    export=_export,
    erase=_erase,
)
