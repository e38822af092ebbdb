"""Ticking off stations, for oneself; bringing collections in.

Ticks concern one person and record no fact (docs/decisions/0071).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.publishing.imports import Common, Imported, import_page
from portal.publishing.markdown import rich_text_from_markdown
from portal.trails.models import Station, StationRead, Trail
from portal.trails.rules import may_mark


@dataclass(frozen=True, slots=True)
class NewStation:
    """What a station leads to, why, and the heading of the section that begins with it."""

    reference: Reference
    reason: str = ""
    section: str = ""


@transaction.atomic
def mark_read(*, actor: User, trail: Trail, reference: Reference, now: datetime) -> None:
    """Tick a station off; twice is once."""
    require(may_mark(actor, trail))
    StationRead.objects.get_or_create(
        person=actor,
        trail=trail,
        kind=reference.kind,
        key=reference.key,
        defaults={"read_at": now},
    )


@transaction.atomic
def mark_unread(*, actor: User, trail: Trail, reference: Reference) -> None:
    """Take a tick back."""
    require(may_mark(actor, trail))
    ticks = StationRead.objects.filter(person=actor, trail=trail)
    ticks.filter(kind=reference.kind, key=reference.key).delete()


@transaction.atomic
def begin_anew(*, actor: User, trail: Trail) -> None:
    """Take all ticks of a collection back."""
    require(may_mark(actor, trail))
    StationRead.objects.filter(person=actor, trail=trail).delete()


def import_trail(
    common: Common,
    *,
    now: datetime,
    introduction: str = "",
    stations: Sequence[NewStation] = (),
    owner: User | None = None,
) -> Imported[Trail]:
    """Create or update the collection with this key; the introduction is Markdown.

    Its `owner` looks after it.

    Raises ValidationError with messages by field; nothing is changed then.
    """

    def fill(page: Trail) -> None:
        page.owner = owner or page.owner
        page.introduction = rich_text_from_markdown(introduction)
        page.stations.set([station(number, one) for number, one in enumerate(stations)])

    return import_page(Trail, common, now=now, fill=fill)


def station(number: int, new: NewStation) -> Station:
    """Make the row of a station at its place."""
    return Station(
        sort_order=number,
        kind=new.reference.kind,
        key=new.reference.key,
        reason=clean_line(new.reason),
        section=clean_line(new.section),
    )
