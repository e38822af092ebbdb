"""The site's root, its news, and its plain pages."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.models import Page, PagePermissionTester

from portal.kernel.text import clean_text
from portal.members.models import Organisation, User
from portal.publishing.blocks import story_field
from portal.publishing.foreign_files import require_workable_files
from portal.publishing.gaps import Gap
from portal.publishing.models import ContentPage, IndexPage, Picture
from portal.publishing.models.pages import IndexPagePermissionTester, OpenPagePermissionTester
from portal.publishing.panels import content_tabs
from portal.publishing.pictures import pictures_of
from portal.publishing.stories import raise_headings, story_html

ABOUT_LENGTH = 2_000


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


class PressOffice(models.Model):
    """Whom the press may ask in a county, and what the county says about itself below releases."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    about = models.TextField(
        _("about the county"),
        max_length=ABOUT_LENGTH,
        blank=True,
        help_text=_("A few sentences that stand below each of your press releases."),
    )
    unit = models.CharField(
        _("office to contact"), max_length=200, blank=True,
        help_text=_("An office rather than a person: it stays when people leave."),
    )  # fmt: skip
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail of the office"), blank=True)
    edited_at = models.DateTimeField(_("changed on"))

    class Meta:
        verbose_name = _("press office")
        verbose_name_plural = _("press offices")

    def __str__(self) -> str:
        return f"{self.unit or self.email or self.pk}"


class Genre(models.TextChoices):
    """What a piece of news is."""

    NEWS = "news", _("News")
    PRESS_RELEASE = "press_release", _("Press release")


class NewsPage(ContentPage):
    """A piece of news, or a press release.

    A release under embargo is published by the clock and not before: whoever publishes it sets
    its time (`clean`), and `guard.py` keeps every way to publish to it.
    """

    kind = "news"
    url_name = "pages:news-detail"
    list_url_name = "pages:news-list"
    template = "pages/news_detail.html"
    article_template = "pages/news_article.html"
    parent_page_types: ClassVar[list[str]] = ["pages.NewsIndex"]
    subpage_types: ClassVar[list[str]] = []

    body = story_field(_("Text"))
    genre = models.CharField(
        _("kind of news"), max_length=20, choices=Genre.choices, default=Genre.NEWS
    )
    place = models.CharField(_("place"), max_length=80, blank=True)
    released_on = models.DateField(_("date of the release"), null=True, blank=True)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_(
            "Only the county and the moderators see it before. Publish it all the same: it appears "
            "by itself at this time. To lift the embargo, empty the date of publication, too."
        ),
    )
    contact_unit = models.CharField(
        _("office to contact"), max_length=200, blank=True,
        help_text=_("An office rather than a person: it stays when people leave."),
    )  # fmt: skip
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail of the office"), blank=True)

    edit_handler = content_tabs(
        [FieldPanel("body")],
        (
            _("Press release"),
            [
                FieldPanel("genre"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("released_on")]),
                FieldPanel("embargo_until"),
                MultiFieldPanel(
                    [
                        FieldPanel("contact_unit"),
                        FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
                    ],
                    heading=_("Contact for the press"),
                ),
            ],
        ),
    )

    class Meta(ContentPage.Meta):
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        constraints = (
            *ContentPage.Meta.constraints,
            models.CheckConstraint(
                name="newspage_genre_known", condition=Q(genre__in=["news", "press_release"])
            ),
        )

    @property
    def is_press_release(self) -> bool:
        """Whether it speaks to the press."""
        return self.genre == Genre.PRESS_RELEASE

    def sections(self) -> Mapping[str, str]:
        """Return the text; it is the only section, so its headings follow the title."""
        return {"body": raise_headings(story_html(self.body))}

    def words(self) -> Iterator[str]:
        """Yield the words beside the text."""
        yield from (self.summary, self.place, self.contact_unit)

    def clean(self) -> None:
        """Let a release under embargo be published when it ends, and not before."""
        if self.embargo_until and self.embargo_until > timezone.now():
            self._wait_for_embargo(self.embargo_until)
        super().clean()

    def _wait_for_embargo(self, until: datetime) -> None:
        if self.live:
            sentence = _("This is published already: an embargo comes too late.")
            raise ValidationError({"embargo_until": sentence})
        if self.expire_at and self.expire_at <= until:
            sentence = _("It would be taken back before the embargo ends.")
            raise ValidationError({"embargo_until": sentence})
        # Wagtail's field; mypy reads this class before it has seen Wagtail's.
        planned: Any = getattr(self, "go_live_at")  # noqa: B009
        self.go_live_at = max(planned, until) if planned else until

    def gaps(self) -> list[Gap]:
        """Return what is missing; a press release needs a lead, a contact, rights of pictures."""
        found = super().gaps()
        return found + list(self._gaps_of_release()) if self.is_press_release else found

    def _gaps_of_release(self) -> Iterator[Gap]:
        if not self.summary:
            yield Gap("summary", _("The press release has no lead."))
        if not (self.contact_phone or self.contact_email):
            yield Gap("contact_unit", _("The press release does not say whom the press may ask."))
        if not self.body:
            yield Gap("body", _("The press release has no text."))
        if any(not picture.rights_html for picture in self._pictures()):
            yield Gap("body", _("A picture does not say who made it or how it may be used."))

    def _pictures(self) -> Iterator[Picture]:
        numbers = [value["image"] for _field, value in pictures_of(self) if value.get("image")]
        return Picture._base_manager.filter(pk__in=numbers).iterator()

    def article_context(self) -> dict[str, Any]:
        """Say what the county says about itself, where it speaks to the press."""
        if not self.is_press_release:
            return {}
        office = PressOffice.objects.filter(organisation=self.organisation_id).first()
        return {"about": office.about if office else ""}


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
        require_workable_files(self)
        self.derive()

    def derive(self) -> None:
        """Render the text once, for all readers."""
        self.html = clean_text(raise_headings(story_html(self.body)))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the unsaved page as its readers will see it."""
        self.derive()
        return super().serve_preview(request, mode_name)
