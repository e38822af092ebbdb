"""Which pages are due, for whom; always of what the reader may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from portal.members.audiences import active_organisations_of
from portal.members.models import Organisation, User
from portal.publishing.models import ContentPage, content_models
from portal.publishing.rules import may_enter_cms
from portal.upkeep.models import Upkeep
from portal.upkeep.queries.pages import kinds, pages_called
from portal.upkeep.queries.validity import is_flagged
from portal.upkeep.rules import REMIND_BEFORE, months_after

SCOPES = ("meine", "kreis", "alle")
STATES = ("ueberfaellig", "bald", "markiert", "ueberholt", "alles")


@dataclass(frozen=True, slots=True)
class Row:
    """One page of the queue."""

    upkeep: Upkeep
    page: ContentPage
    flagged: bool
    days_over: int | None

    @property
    def kind_name(self) -> str:
        """What kind of page it is, in words."""
        return str(self.page._meta.verbose_name)


def scopes_for(person: User) -> list[str]:
    """Return which parts of the queue there are for her."""
    open_to = {
        "meine": True,
        "kreis": bool(person.led_organisations),
        "alle": bool(may_enter_cms(person)),
    }
    return [scope for scope in SCOPES if open_to[scope]]


def queue(person: User, scope: str) -> QuerySet[Upkeep]:
    """Return published pages that are hers to review, her counties', or all she may see."""
    match scope:
        case "meine":
            named = Q(page__owner=person) | Q(deputy=person)
            own = active_organisations_of(person)
            return _visible(person, None if may_enter_cms(person) else own).filter(named)
        case "kreis":
            return _visible(person, person.led_organisations)
        case "alle" if may_enter_cms(person):
            return _visible(person, None)
    return Upkeep.objects.none()


def _visible(person: User, organisations: Collection[Organisation] | None) -> QuerySet[Upkeep]:
    visible = Q(pk__in=())
    for model in content_models():
        pages = model.objects.visible_to(person).order_by()
        if organisations is not None:
            pages = pages.filter(organisation__in=organisations)
        visible |= Q(page__in=pages.values("pk"))
    return Upkeep.objects.filter(visible)


def in_state(rows: QuerySet[Upkeep], state: str, today: date) -> QuerySet[Upkeep]:
    """Keep the pages in one state."""
    match state:
        case "ueberfaellig":
            return rows.filter(due_on__lte=today)
        case "bald":
            return rows.filter(due_on__gt=today, due_on__lte=today + REMIND_BEFORE)
        case "markiert":
            return rows.filter(is_flagged(), obsolete_since=None)
        case "ueberholt":
            return rows.exclude(obsolete_since=None)
    return rows


def of_kind(rows: QuerySet[Upkeep], kind: str) -> QuerySet[Upkeep]:
    """Keep the pages of one kind; "" means any."""
    model = kinds().get(kind)
    return rows if model is None else rows.filter(page__in=model.objects.order_by().values("pk"))


def ordered(rows: QuerySet[Upkeep]) -> QuerySet[Upkeep]:
    """Put what is due for longest first."""
    found = rows.select_related("page__owner", "deputy")
    return found.annotate(flagged=is_flagged()).order_by(F("due_on").asc(nulls_last=True), "page")


def shown(found: Sequence[Upkeep], today: date) -> list[Row]:
    """Return rows with their pages; one query for each kind."""
    pages = pages_called([one.page_id for one in found])
    return [
        Row(one, pages[one.page_id], bool(getattr(one, "flagged", False)), _days_over(one, today))
        for one in found
        if one.page_id in pages
    ]


def _days_over(one: Upkeep, today: date) -> int | None:
    return (today - one.due_on).days if one.due_on and one.due_on <= today else None


def waiting_for(person: User, now: datetime) -> QuerySet[Upkeep]:
    """Return what waits for her own review: overdue, or resting on what has changed."""
    today = timezone.localdate(now)
    mine = queue(person, "meine").filter(obsolete_since=None)
    return ordered(mine.filter(Q(due_on__lte=today) | Q(is_flagged())))


# Months since the last review, by the upper end of each step.
AGES = (6, 12, 24)


def ages(rows: QuerySet[Upkeep], today: date) -> list[int]:
    """Count pages by the time since their last review, youngest first; never reviewed last."""
    ends = [months_after(today, -months) for months in AGES]
    counts = {
        "age0": Count("pk", filter=Q(reviewed_on__gt=ends[0])),
        "age1": Count("pk", filter=Q(reviewed_on__lte=ends[0], reviewed_on__gt=ends[1])),
        "age2": Count("pk", filter=Q(reviewed_on__lte=ends[1], reviewed_on__gt=ends[2])),
        "age3": Count("pk", filter=Q(reviewed_on__lte=ends[2])),
        "never": Count("pk", filter=Q(reviewed_on=None)),
    }
    return list(rows.order_by().aggregate(**counts).values())


def totals(rows: QuerySet[Upkeep], today: date) -> dict[str, int]:
    """Count all, overdue, flagged and obsolete pages."""
    return {
        "all": rows.count(),
        **{state: in_state(rows, state, today).count() for state in STATES[:4]},
    }
