"""What a thing to do is, and how its moments are said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.members.models import User

SHOWN = 5


class Urgency(IntEnum):
    """What comes first: the first to end, then whoever waits longest, then one's own order."""

    HAS_AN_END = 1
    SOMEBODY_WAITS = 2
    GOOD_TO_KNOW = 3
    UPKEEP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: what it is about, one verb, and where to do it."""

    text: str
    verb: str
    url: str
    urgency: Urgency
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task, and the page with all of them; without one it is bounded by itself."""

    tasks: Callable[[User, datetime], Iterable[Task]]
    label: str | Promise = ""
    url_name: str = ""
    query: str = ""


def until(moment: datetime) -> str:
    return _("until %(date)s") % {"date": date_format(localtime(moment), "DATE_FORMAT")}


def since(moment: datetime) -> str:
    return _("since %(date)s") % {"date": date_format(localtime(moment), "DATE_FORMAT")}
