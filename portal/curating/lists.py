"""Pages that need somebody: each list with its reason, of what its reader may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casestudies.models import CaseStudy
from portal.curating.rules import TIME_TO_REPEAT
from portal.members.models import ACTIVE_STATUSES, Membership, User
from portal.publishing.models import ContentPage, content_models
from portal.readers.queries import helpfulness
from portal.replication.queries import with_proof
from portal.trails.queries import broken_trails
from portal.upkeep.models import Upkeep
from portal.upkeep.queries.queue import in_state, ordered, queue, shown


@dataclass(frozen=True, slots=True)
class Row:
    """One page of a list, and why it is there."""

    title: str
    url: str
    county: str
    note: str


@dataclass(frozen=True, slots=True)
class List:
    """One list: what it is called, why one looks at it, and how it is read, at most MOST rows."""

    title: str | Promise
    explains: str | Promise
    rows: Callable[[User, datetime, int], list[Row]]


def _overdue(person: User, now: datetime, most: int) -> list[Row]:
    today = timezone.localdate(now)
    found = ordered(in_state(queue(person, "alle"), "ueberfaellig", today))[:most]
    return [
        _row(one.page, ngettext("%d day overdue", "%d days overdue", over) % over)
        for one in shown(list(found), today)
        if (over := one.days_over) is not None
    ]


def _unhelpful(person: User, _now: datetime, most: int) -> list[Row]:
    found: Iterable[Mapping[str, Any]] = helpfulness(person).filter(no__gt=0)[:most]
    return [
        Row(
            title=one["title"],
            url=reverse("publishing:page-by-number", args=[one["page"]]),
            county="",
            note=_("helped %(yes)d, did not help %(no)d") % one,
        )
        for one in found
    ]


def _never_repeated(person: User, now: datetime, most: int) -> list[Row]:
    pages = CaseStudy.objects.visible_to(person).exclude(visibility="county")
    old = pages.filter(published_at__lte=now - TIME_TO_REPEAT)
    found = with_proof(old, person).filter(tried=0).order_by("published_at", "pk")
    return [_row(page, "") for page in _as_rows(found)[:most]]


def _orphaned(person: User, _now: datetime, most: int) -> list[Row]:
    return _alone(person, most, Q(owner__isnull=False))


def _imported(person: User, _now: datetime, most: int) -> list[Row]:
    return _alone(person, most, Q(owner=None))


def _alone(person: User, most: int, owned: Q) -> list[Row]:
    found = (_row(page, "") for model in content_models() for page in _left(model, person, owned))
    return list(islice(found, most))


def _left(model: type[ContentPage], person: User, owned: Q) -> Iterable[ContentPage]:
    """Return pages whose owner is not there, and that no deputy looks after."""
    there = Membership.objects.filter(
        user=OuterRef("owner"),
        user__is_active=True,
        organisation=OuterRef("organisation"),
        organisation__status__in=ACTIVE_STATUSES,
    )
    looked_after = Upkeep.objects.filter(page=OuterRef("pk"), deputy__is_active=True)
    alone = model.objects.visible_to(person).filter(owned, ~Exists(there), ~Exists(looked_after))
    oldest_first = alone.order_by(F("published_at").asc(nulls_last=True), "pk")
    found: Iterable[ContentPage] = _as_rows(oldest_first)
    return found


def _broken_trails(person: User, _now: datetime, most: int) -> list[Row]:
    note = _("%(gone)d of %(all)d stations are gone, or kept to a county")
    return [
        _row(trail, note % {"gone": gone, "all": every})
        for trail, gone, every in broken_trails(person, most)
    ]


def _as_rows(pages: Any) -> Any:
    return pages.select_related("organisation").only(
        "title", "slug", "visibility", "published_at", "organisation__display_name"
    )


def _row(page: ContentPage, note: str) -> Row:
    return Row(page.title, page.get_absolute_url(), page.organisation.display_name, note)


LISTS: Mapping[str, List] = {
    "ueberfaellig": List(
        gettext_lazy("Overdue"),
        gettext_lazy("Nobody has checked these pages in time."),
        _overdue,
    ),
    "nicht-hilfreich": List(
        gettext_lazy("Not helpful"),
        gettext_lazy("Readers said that these pages did not help them."),
        _unhelpful,
    ),
    "nicht-nachgenutzt": List(
        gettext_lazy("Not tried elsewhere"),
        gettext_lazy("Case studies older than half a year that no other county reports on."),
        _never_repeated,
    ),
    "verwaist": List(
        gettext_lazy("Without anybody"),
        gettext_lazy("Who wrote these pages has left, and nobody was named instead."),
        _orphaned,
    ),
    "importiert": List(
        gettext_lazy("Without anybody (imported)"),
        gettext_lazy("These pages came by import, and nobody was named to look after them."),
        _imported,
    ),
    "sammlungen": List(
        gettext_lazy("Collections with gaps"),
        gettext_lazy("What some of their stations lead to cannot be read any more."),
        _broken_trails,
    ),
}


def table_of(rows: Iterable[Row]) -> list[list[str]]:
    """Return a list as rows of words, for a file."""
    head = [_("Title"), _("County"), _("Remark"), _("Address")]
    return [head, *([one.title, one.county, one.note, one.url] for one in rows)]
