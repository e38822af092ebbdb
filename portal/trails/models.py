"""Collections, the stations on them, and what each reader has read of them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.members.audiences import Reader
from portal.publishing.blocks import SHORT_FEATURES
from portal.publishing.gaps import Gap
from portal.publishing.models import ContentPage, IndexPage
from portal.publishing.panels import content_tabs
from portal.publishing.stories import rich_html
from portal.trails.forms import StationsPanel
from portal.trails.reading import Stop, sections_of, stops_of
from portal.trails.rules import MOST_STATIONS


class TrailIndex(IndexPage):
    """The folder of all collections."""

    subpage_types: ClassVar[list[str]] = ["trails.Trail"]

    class Meta:
        verbose_name = _("list of collections")


class Trail(ContentPage):
    """A collection: content of several kinds in an order, and why each of it is there.

    What a station says, its reason included, is for those who may read what it leads to. So
    stations stand neither in `html` nor in `text`, of which versions and the search are made.
    """

    kind = "trail"
    url_name = "trails:trail-detail"
    list_url_name = "trails:trail-list"
    template = "trails/trail_detail.html"
    article_template = "trails/trail_article.html"
    parent_page_types: ClassVar[list[str]] = ["trails.TrailIndex"]
    subpage_types: ClassVar[list[str]] = []

    introduction = RichTextField(
        _("introduction"), blank=True, features=SHORT_FEATURES,
        help_text=_("For whom is this, and what do they know afterwards?"),
    )  # fmt: skip

    edit_handler = content_tabs(
        [
            FieldPanel("introduction"),
            StationsPanel(
                "stations",
                panels=[FieldPanel("address"), FieldPanel("reason"), FieldPanel("section")],
                heading=_("Stations"),
                label=_("Station"),
                max_num=MOST_STATIONS,
                help_text=_("In the order in which they are read."),
            ),
        ],
    )

    class Meta(ContentPage.Meta):
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def sections(self) -> Mapping[str, str]:
        """Return the introduction: it is all that everybody reads."""
        return {"introduction": rich_html(self.introduction)}

    def derive(self) -> None:
        """Say in `html` that stations are not told: versions would list them (readers)."""
        super().derive()
        self.html["stations"] = []

    def gaps(self) -> list[Gap]:
        """Return what is missing; without stations it leads nowhere."""
        there = any(one.kind for one in self.stations.all())
        missing = [] if there else [Gap("stations", _("The collection has no stations."))]
        return [*super().gaps(), *missing]

    def stops(self, reader: Reader) -> list[Stop]:
        """Return the stations this reader may see, numbered as she sees them."""
        return stops_of(self.stations.all(), reader)

    def surroundings(self, reader: Reader) -> dict[str, Any]:
        """Add the stations: what is shown of them follows from who reads."""
        stops = self.stops(reader)
        shown = {"sections": sections_of(stops), "minutes": sum(one.minutes for one in stops)}
        return super().surroundings(reader) | shown | {"total": len(stops)}


class Station(Orderable):
    """One stop of a collection: what it leads to, why, and whether a new section begins with it.

    Drafts may have stations that lead nowhere yet.
    """

    page = ParentalKey(Trail, on_delete=models.CASCADE, related_name="stations")
    kind = models.CharField(max_length=40, blank=True, editable=False)
    key = models.CharField(max_length=120, blank=True, editable=False)
    reason = models.CharField(
        _("why it is here"), max_length=300, blank=True, help_text=_("One sentence.")
    )
    section = models.CharField(
        _("section that begins here"), max_length=120, blank=True,
        help_text=_("May stay empty. Its heading stands above this station."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("station")
        verbose_name_plural = _("stations")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    def clean(self) -> None:
        """Keep both texts to one line."""
        self.reason, self.section = clean_line(self.reason), clean_line(self.section)

    @property
    def reference(self) -> Reference:
        """What it leads to."""
        return Reference(self.kind, self.key)


class StationRead(models.Model):
    """Somebody has read what a station leads to; hers alone, and for this collection."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    trail = models.ForeignKey(Trail, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    read_at = models.DateTimeField()

    objects: ClassVar[models.Manager["StationRead"]] = models.Manager()

    class Meta:
        verbose_name = _("station read")
        verbose_name_plural = _("stations read")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "trail", "kind", "key"], name="stationread_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}:{self.key}"

    @property
    def reference(self) -> Reference:
        """What was read."""
        return Reference(self.kind, self.key)
