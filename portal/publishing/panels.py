"""What the forms of all pages in the CMS have in common."""

from collections.abc import Sequence
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from portal.publishing.guards import all_guards


class GuardsPanel(Panel):
    """What other apps have to say about the page, above its form; nothing where they have not."""

    class BoundPanel(Panel.BoundPanel):
        """The panel beside one page's form."""

        def is_shown(self) -> bool:
            """Whether anybody has something to say."""
            return bool(super().is_shown() and self.said)

        @cached_property
        def said(self) -> SafeString:
            """All that is said, one after the other."""
            editor, page = self.request.user, self.instance
            return format_html_join("", "{}", ((g.panel(page, editor),) for g in all_guards()))

        def render_html(self, parent_context: Any = None) -> SafeString:  # noqa: ARG002
            """Write it; the parts come from templates of our own."""
            return self.said


def content_tabs(content: Sequence[Any], *more: tuple[Any, Sequence[Any]]) -> TabbedInterface:
    """Lay out a page's form: its text first, then `more` tabs, then whose it is and its address."""
    return TabbedInterface(
        [
            ObjectList(
                [GuardsPanel(), _title(), FieldPanel("summary"), *content], heading=_("Text")
            ),
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
