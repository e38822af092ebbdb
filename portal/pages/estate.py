"""A county's news, and whom the press may ask there."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from portal.members.estates import Arrival, Departure, Estate, Kind, Row, Text
from portal.members.estates.arrival import check_fields
from portal.members.estates.rows import values_of
from portal.pages.models import NewsPage, PressOffice
from portal.publishing.estate import (
    PageFields,
    PageRow,
    Story,
    VersionRow,
    common_fields,
    page_kinds,
    story_in,
    story_out,
)

_RELEASE = (
    "genre", "place", "released_on", "embargo_until", "contact_unit", "contact_phone",
    "contact_email",
)  # fmt: skip
_OFFICE = ("about", "unit", "phone", "email", "edited_at")


class NewsFields(PageFields):
    """What editors fill in."""

    body: Story
    genre: Literal["news", "press_release"] = "news"
    place: Text = ""
    released_on: date | None = None
    embargo_until: datetime | None = None
    contact_unit: Text = ""
    contact_phone: Text = ""
    contact_email: Text = ""


class NewsRow(PageRow):
    """A piece of news."""

    fields: NewsFields


class PressOfficeRow(Row):
    """Whom the press may ask, and what stands below each press release."""

    about: Text
    unit: Text
    phone: Text
    email: Text
    edited_at: datetime


class NewsVersionRow(VersionRow):
    """A version of a piece of news."""

    fields: NewsFields


def _news(page: NewsPage, departure: Departure) -> NewsFields:
    return NewsFields(
        **common_fields(page),
        **values_of(page, _RELEASE),
        body=story_out(page.body, departure),
    )


def _fill(page: NewsPage, fields: NewsFields, arrival: Arrival) -> None:
    page.body = story_in(fields.body, arrival)
    for name, value in values_of(fields, _RELEASE).items():
        setattr(page, name, value)


def _offices(departure: Departure) -> Iterator[PressOfficeRow]:
    for one in PressOffice.objects.filter(organisation=departure.organisation):
        yield PressOfficeRow(**values_of(one, _OFFICE))


def _take_office(row: PressOfficeRow, arrival: Arrival) -> int:
    office = PressOffice(organisation=arrival.organisation, **values_of(row, _OFFICE))
    check_fields(office)
    office.save(force_insert=True)
    return office.pk


PAGES = Estate(
    app="pages",
    kinds=(
        *page_kinds(
            NewsPage,
            labels=(_("News"), _("Versions of news")),
            records=(NewsRow, NewsVersionRow),
            read=_news,
            write=_fill,
        ),
        Kind(
            name="press_office",
            label=_("Press office"),
            record=PressOfficeRow,
            tables=("pages.PressOffice",),
            rows=_offices,
            take_in=_take_office,
            line=lambda row: row.unit or row.email,
            count=lambda organisation: PressOffice.objects.filter(
                organisation=organisation
            ).count(),
        ),
    ),
)
