"""A county's news."""

from django.utils.translation import gettext_lazy as _

from portal.members.estates import Arrival, Departure, Estate
from portal.pages.models import NewsPage
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


class NewsFields(PageFields):
    """What editors fill in."""

    body: Story


class NewsRow(PageRow):
    """A piece of news."""

    fields: NewsFields


class NewsVersionRow(VersionRow):
    """A version of a piece of news."""

    fields: NewsFields


def _news(page: NewsPage, departure: Departure) -> NewsFields:
    return NewsFields(**common_fields(page), body=story_out(page.body, departure))


def _fill(page: NewsPage, fields: NewsFields, arrival: Arrival) -> None:
    page.body = story_in(fields.body, arrival)


PAGES = Estate(
    app="pages",
    kinds=page_kinds(
        NewsPage,
        labels=(_("News"), _("Versions of news")),
        records=(NewsRow, NewsVersionRow),
        read=_news,
        write=_fill,
    ),
)
