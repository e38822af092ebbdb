"""A person's inbox: what she was told, as it reads for her now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import IntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL

from portal.members.models import User
from portal.notifications.matters import Reason, Shown, matter_called
from portal.notifications.models import InboxNotice


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the inbox. Without `shown` there is nothing she may see of it (any more)."""

    notice: InboxNotice
    shown: Shown | None
    reason: Reason | None


def inbox_of(person: User) -> QuerySet[InboxNotice]:
    """Return what she was told, the newest first; nothing to who takes no part any more."""
    if not person.takes_part:
        return InboxNotice.objects.none()
    return InboxNotice.objects.filter(person=person).order_by("-created_at", "-pk")


def lines_of(person: User, notices: Iterable[InboxNotice]) -> list[Line]:
    """Say how notices read for her; each matter is asked once for all of its things."""
    rows = list(notices)
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        wanted[row.matter].append(row.thing_key)
    shown = {name: _described(person, name, keys) for name, keys in wanted.items()}
    return [_line(row, shown[row.matter].get(row.thing_key)) for row in rows]


def _described(person: User, name: str, keys: Sequence[str]) -> dict[str, Shown]:
    matter = matter_called(name)
    return dict(matter.describe(person, keys)) if matter else {}


def _line(row: InboxNotice, shown: Shown | None) -> Line:
    matter = matter_called(row.matter)
    reason = matter.reason_called(row.reason) if matter else None
    return Line(row, shown if reason else None, reason)


def line_of(person: User, notice: InboxNotice) -> Line:
    """Say how one notice reads for her."""
    return lines_of(person, [notice])[0]


# By hand: it is read with the person on every page, and to put it together with the ORM takes three
# times as long as to read the person.
_UNREAD = """(SELECT COUNT(*) FROM notifications_inboxnotice
  WHERE person_id = members_user.id AND read_at IS NULL)"""


def with_unread_notices(people: QuerySet[User]) -> QuerySet[User]:
    """Give each person the number of her unread notices, as `unread_notices`."""
    return people.annotate(unread_notices=RawSQL(_UNREAD, (), output_field=IntegerField()))  # noqa: S611 - no parameter, no text from outside


def unread(notices: QuerySet[InboxNotice]) -> QuerySet[InboxNotice]:
    """Keep what she has not read."""
    return notices.filter(Q(read_at=None))
