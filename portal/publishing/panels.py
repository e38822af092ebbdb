"""What the forms of all pages in the CMS have in common."""

from collections.abc import Sequence
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)


def content_tabs(content: Sequence[Any], *more: tuple[Any, Sequence[Any]]) -> TabbedInterface:
    """Lay out a page's form: its text first, then `more` tabs, then whose it is and its address."""
    return TabbedInterface(
        [
            ObjectList([_title(), FieldPanel("summary"), *content], heading=_("Text")),
            *(ObjectList(list(panels), heading=heading) for heading, panels in more),
            ObjectList(_sorting(), heading=_("Sorting and readers")),
            ObjectList(
                [FieldPanel("slug"), FieldPanel("published_at"), PublishingPanel()],
                heading=_("Address and dates"),
            ),
        ]
    )


def _title() -> TitleFieldPanel:
    return TitleFieldPanel("title", classname="title")


def _sorting() -> list[Any]:
    return [
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("visibility")],
            heading=_("Whose page, and who may read it"),
        ),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("channels", widget=CheckboxSelectMultiple),
    ]
