"""What case studies can be narrowed to and ordered by, beside what all pages can."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casestudies.models import CaseStudy, KeyFigure
from portal.members.audiences import Reader, active_organisations_of
from portal.members.counties import LAENDER, SIZES
from portal.members.models import Organisation
from portal.publishing.facets import FACETS, Facet
from portal.publishing.orders import Order

# Each class of effort: up to so many hours.
EFFORTS: tuple[tuple[int | None, str, str | Promise], ...] = (
    (40, "40", _("up to 40 hours")),
    (160, "160", _("41 to 160 hours")),
    (500, "500", _("161 to 500 hours")),
    (None, "more", _("more than 500 hours")),
)


def facets_for(reader: Reader, today: date | None = None) -> tuple[Facet, ...]:
    """Return all filters of the overview; some depend on who reads, or on the day."""
    month = (today or timezone.localdate()).replace(day=1)
    return (*FACETS, LAND, SIZE, *_alike(reader), EFFORT, _state(month), RESULT)


def _texts(*cases: tuple[Q | Exists, str]) -> Case:
    """Return the text of the first case that holds."""
    return Case(
        *(When(condition, then=Value(value)) for condition, value in cases),
        output_field=TextField(),
    )


LAND = Facet(
    name="land",
    label=_("Land"),
    value="organisation__land",
    labels=dict(sorted(LAENDER.items(), key=lambda land: land[1])),
)


def _sizes() -> Iterator[tuple[Q, str]]:
    for least, slug, _label in reversed(SIZES):
        yield Q(organisation__population__gte=least), slug


SIZE = Facet(
    name="size",
    label=_("Inhabitants"),
    value=_texts(*_sizes()),
    labels={slug: label for _least, slug, label in SIZES},
)


def _alike(reader: Reader) -> Iterator[Facet]:
    """Offer counties like hers: of her Land, from two thirds to one and a half times as large."""
    own = active_organisations_of(reader)
    near = [(one, one.population) for one in own if one.land and one.population]
    if near:
        alike = Q()
        for one, population in near:
            alike |= _near(one, population)
        others = ~Q(organisation__in=[one.pk for one in own])
        yield Facet(
            name="alike",
            label=_("Counties like mine"),
            value=_texts((alike & others, "yes")),
            labels={"yes": _("my Land, about my size")},
        )


def _near(one: Organisation, population: int) -> Q:
    size = (population * 2 // 3, population * 3 // 2)
    return Q(organisation__land=one.land, organisation__population__range=size)


def _efforts() -> Iterator[tuple[Q, str]]:
    for most, slug, _label in EFFORTS:
        yield Q(effort_hours__isnull=False) if most is None else Q(effort_hours__lte=most), slug


EFFORT = Facet(
    name="effort",
    label=_("Effort"),
    value=_texts(*_efforts()),
    labels={slug: label for _most, slug, label in EFFORTS},
)


def _state(month: date) -> Facet:
    ended = Q(period_end__lt=month)
    return Facet(
        name="state",
        label=_("Period"),
        value=_texts((ended, "ended"), (Q(period_start__isnull=False), "running")),
        labels={"running": _("still running"), "ended": _("completed")},
    )


RESULT = Facet(
    name="result",
    label=_("Result"),
    value=_texts(
        (Exists(KeyFigure.objects.filter(page=OuterRef("pk"))), "figures"),
        (Q(html__has_key="result"), "words"),
    ),
    labels={"figures": _("result in key figures"), "words": _("result in words")},
)


def _least_effort(pages: QuerySet[CaseStudy], _reader: Reader) -> QuerySet[CaseStudy]:
    return pages.order_by(F("effort_hours").asc(nulls_last=True), "-published_at", "-pk")


LEAST_EFFORT = Order(
    "effort", _("the least effort first"), frozenset({CaseStudy.kind}), _least_effort
)
