"""The site's root, its news, and its plain pages."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.models import Page, PagePermissionTester

from portal.kernel.text import clean_text
from portal.members.models import User
from portal.publishing.blocks import story_field
from portal.publishing.models import ContentPage, IndexPage
from portal.publishing.models.pages import IndexPagePermissionTester, OpenPagePermissionTester
from portal.publishing.panels import content_tabs
from portal.publishing.stories import raise_headings, story_html


class RootPage(Page):
    """Holds the site together in the CMS; the start page itself is `portal.home`."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    preview_modes: ClassVar[list[Any]] = []
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("site")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """Send readers to the start page."""
        return redirect("home")

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        """Return what an editor may do: everything but to take the site away."""
        return IndexPagePermissionTester(user, self)


class NewsIndex(IndexPage):
    """The folder of all news."""

    subpage_types: ClassVar[list[str]] = ["pages.NewsPage"]

    class Meta:
        verbose_name = _("list of news")


class NewsPage(ContentPage):
    """A piece of news."""

    kind = "news"
    url_name = "pages:news-detail"
    list_url_name = "pages:news-list"
    template = "pages/news_detail.html"
    article_template = "pages/news_article.html"
    parent_page_types: ClassVar[list[str]] = ["pages.NewsIndex"]
    subpage_types: ClassVar[list[str]] = []

    body = story_field(_("Text"))

    edit_handler = content_tabs([FieldPanel("body")])

    class Meta(ContentPage.Meta):
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")

    def sections(self) -> Mapping[str, str]:
        """Return the text; it is the only section, so its headings follow the title."""
        return {"body": raise_headings(story_html(self.body))}


class PlainPage(Page):
    """A page of the site itself: imprint, privacy, accessibility, about. Everyone may read it."""

    template = "pages/plain_page.html"
    parent_page_types: ClassVar[list[str]] = ["pages.RootPage"]
    subpage_types: ClassVar[list[str]] = []

    body = story_field(_("Text"))
    html = models.TextField(blank=True, editable=False)

    edit_handler = TabbedInterface(
        [
            ObjectList([*Page.content_panels, FieldPanel("body")], heading=_("Text")),
            ObjectList([FieldPanel("slug"), PublishingPanel()], heading=_("Address and dates")),
        ]
    )

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        """Return what an editor may do."""
        return OpenPagePermissionTester(user, self)

    def clean(self) -> None:
        """Check the page and render its text."""
        super().clean()
        self.derive()

    def derive(self) -> None:
        """Render the text once, for all readers."""
        self.html = clean_text(raise_headings(story_html(self.body)))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the unsaved page as its readers will see it."""
        self.derive()
        return super().serve_preview(request, mode_name)
