"""What things rest on, and what is flagged. A flag is not kept: it follows from a change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from portal.kernel.content import Reference
from portal.members.audiences import Reader, may_see
from portal.members.counties import LAENDER
from portal.publishing.models import ContentPage, content_models
from portal.upkeep.models import Clearing, FoundationChange, Reliance, Upkeep
from portal.upkeep.queries.pages import page_called
from portal.upkeep.rules import Basis
from portal.upkeep.things import shown_things


@dataclass(frozen=True, slots=True)
class Flag:
    """One change that flags a page or a step of it, and no review has cleared."""

    change: int
    key: str
    what: str
    source: str
    happened_on: date
    foundation: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Rests:
    """One foundation of a page, or of a step of it."""

    pk: int
    name: str
    basis: str
    reference: str
    url: str
    land: str
    step: str

    @property
    def land_name(self) -> str:
        """The Land whose law it is, or ""."""
        return LAENDER.get(self.land, "")


@dataclass(slots=True)
class Standing:
    """All that a reader's page says of a page's upkeep."""

    obsolete_since: datetime | None = None
    obsolete_reason: str = ""
    successor: int | None = None
    rests: list[Rests] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    @property
    def foundations(self) -> list[Rests]:
        """Each foundation once, by name."""
        once = {one.pk: one for one in self.rests}
        return sorted(once.values(), key=lambda one: one.name)

    @property
    def lands(self) -> list[str]:
        """The Länder whose law it rests on."""
        return sorted({one.land for one in self.rests if one.basis == Basis.LAND})


_OF_STANDING = (
    "pk", "step", "since", "clearings__change", "foundation", "foundation__name",
    "foundation__basis", "foundation__reference", "foundation__url", "foundation__land",
    "foundation__changes", "foundation__changes__key", "foundation__changes__what",
    "foundation__changes__source", "foundation__changes__happened_on", "foundation__changes__at",
    "foundation__changes__taken_back_at",
)  # fmt: skip


def standing_of(page: Any) -> Standing:
    """Read all of it: one query where it rests on something; a page object is asked once.

    Its `upkeep` is read along with a page for readers (`parts.Part.joins`).
    """
    known: dict[str, Any] = vars(page)
    if "_upkeep_standing" not in known:
        row: Upkeep | None = getattr(page, "upkeep", None)
        known["_upkeep_standing"] = _read_standing(row) if row else Standing()
    standing: Standing = known["_upkeep_standing"]
    return standing


def _read_standing(row: Upkeep) -> Standing:
    standing = Standing(row.obsolete_since, row.obsolete_reason, row.successor_id)
    if not row.rests:
        return standing
    rows = [_short(found) for found in Reliance.objects.filter(page=row.pk).values(*_OF_STANDING)]
    cleared = {(row["reliance"], row["clearings__change"]) for row in rows}
    standing.rests = list({row["reliance"]: _rests(row) for row in rows}.values())
    flags = {
        (row["reliance"], row["changes"]): _flag(row)
        for row in rows
        if _is_open(row) and (row["reliance"], row["changes"]) not in cleared
    }
    standing.flags = sorted(
        flags.values(), key=lambda flag: (flag.happened_on, flag.change, flag.step)
    )
    return standing


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """Name columns by their ends: "foundation__changes__at" is "changes__at"."""
    short = {name.removeprefix("foundation__"): value for name, value in row.items()}
    return short | {"reliance": row["pk"]}


def _is_open(row: Mapping[str, Any]) -> bool:
    return bool(
        row["changes"] and row["changes__taken_back_at"] is None
        and row["since"] <= row["changes__at"]
    )  # fmt: skip


def _rests(row: Mapping[str, Any]) -> Rests:
    names = ("foundation", "name", "basis", "reference", "url", "land", "step")
    return Rests(*(row[name] for name in names))


def _flag(row: Mapping[str, Any]) -> Flag:
    return Flag(
        row["changes"],
        row["changes__key"],
        row["changes__what"],
        row["changes__source"],
        row["changes__happened_on"],
        row["name"],
        row["step"],
    )


def open_flags() -> QuerySet[Any]:
    """Return the `Reliance` that is flagged, once for each change (`change`, `change_key`)."""
    cleared = Clearing.objects.filter(reliance=OuterRef("pk"), change=OuterRef("change"))
    found: QuerySet[Any] = Reliance.objects.annotate(
        change=F("foundation__changes"),
        change_key=F("foundation__changes__key"),
        what=F("foundation__changes__what"),
        source=F("foundation__changes__source"),
        happened_on=F("foundation__changes__happened_on"),
        changed_at=F("foundation__changes__at"),
        taken_back_at=F("foundation__changes__taken_back_at"),
    ).filter(~Exists(cleared), change__isnull=False, taken_back_at=None, changed_at__gte=F("since"))
    return found


def flags_of_thing(thing: Reference) -> list[Flag]:
    """Return what has changed for something that is no page; one query."""
    rows = open_flags().filter(thing_kind=thing.kind, thing_key=thing.key)
    columns = ("change", "change_key", "what", "source", "happened_on", "foundation__name")
    return [Flag(*row) for row in rows.order_by("changed_at").values_list(*columns)]


def warning_of(kind: str) -> Subquery:
    """Return the latest change by which a row with a `key` is flagged, as a sentence, or None."""
    flags = open_flags().filter(thing_kind=kind, thing_key=OuterRef("key")).order_by("-changed_at")
    text = Concat(F("foundation__name"), Value(": "), F("what"), output_field=CharField())
    return Subquery(flags.annotate(text=text).values("text")[:1])


def is_flagged() -> Exists:
    """Return the condition on `Upkeep` that something its page rests on has changed."""
    return Exists(open_flags().filter(page=OuterRef("page")))


@dataclass(frozen=True, slots=True)
class Dependent:
    """One thing that rests on a foundation, as somebody who may see it reads it."""

    kind: str
    title: str
    url: str
    county: str


def reliances_flagged_by(change: FoundationChange) -> QuerySet[Reliance]:
    """Return what this change flags, or flagged before it was reviewed."""
    return change.foundation.reliances.filter(since__lte=change.at)


def dependents(reader: Reader, reliances: QuerySet[Reliance]) -> Iterator[Dependent]:
    """Yield what of these the reader may see; the number of queries does not grow with them."""
    of_pages = reliances.filter(page__isnull=False)
    for model in content_models():
        visible = model.objects.visible_to(reader).order_by().values("pk")
        rows = list(of_pages.filter(page__in=visible).order_by("page__title", "step"))
        pages = {
            page.pk: page
            for page in model.objects.filter(pk__in=[row.page_id for row in rows])
            .select_related("organisation")
            .only("title", "slug", "organisation__display_name")
        }
        for row in rows:
            page = pages[row.page_id]
            name = "step" if row.step else "page"
            url = page.get_absolute_url()
            yield Dependent(name, page.title, url, page.organisation.display_name)
    things = reliances.filter(page=None).order_by("pk")
    for kind, shown in shown_things(reader, (row.thing for row in things)):
        yield Dependent(kind, shown.title, shown.url, shown.county)


def counted(found: Iterable[Dependent]) -> list[tuple[str, int, int, int]]:
    """Return how many pages, steps and other things each county has among them, by its name."""
    numbers: dict[str, Counter[str]] = {}
    for one in found:
        kind = one.kind if one.kind in {"page", "step"} else "thing"
        numbers.setdefault(one.county, Counter())[kind] += 1
    return [(name, n["page"], n["step"], n["thing"]) for name, n in sorted(numbers.items())]


def successor_for(reader: Reader, standing: Standing) -> ContentPage | None:
    """Return the page that takes an obsolete one's place, if this reader may see it."""
    page = page_called(standing.successor) if standing.successor else None
    return page if page and page.live and may_see(reader, page) else None
