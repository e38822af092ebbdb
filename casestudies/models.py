"""Case studies and guidelines: what counties did, and how to do it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.forms import HiddenInput
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from casestudies.charts import charts_of
from casestudies.rules import gaps_of, may_write
from portal.kernel.markdown import plain_text
from portal.kernel.text import clean_line, clean_text
from portal.members.audiences import Reader
from portal.publishing.blocks import SHORT_FEATURES, story_field
from portal.publishing.gaps import Gap
from portal.publishing.models import ContentPage, Download, IndexPage
from portal.publishing.models.pages import Numbered
from portal.publishing.panels import content_tabs
from portal.publishing.stories import rich_html, story_html

# From so many sections on, a page has a table of contents.
LONG = 4
REVIEW_HOLDS = timedelta(days=730)
LONGEST_EXAMPLE = 10_000


class CaseStudyIndex(IndexPage):
    """The folder of all case studies."""

    subpage_types: ClassVar[list[str]] = ["casestudies.CaseStudy"]

    class Meta:
        verbose_name = _("list of case studies")


class GuidelineIndex(IndexPage):
    """The folder of all guidelines."""

    subpage_types: ClassVar[list[str]] = ["casestudies.Guideline"]

    class Meta:
        verbose_name = _("list of guidelines")


class CaseStudy(ContentPage):
    """What a county did, with which effort and result, and what it would do differently."""

    kind = "case_study"
    url_name = "casestudies:case-study-detail"
    list_url_name = "casestudies:case-study-list"
    template = "casestudies/case_study_detail.html"
    article_template = "casestudies/case_study_article.html"
    writing_url_name = "casestudies:writing-check"
    parent_page_types: ClassVar[list[str]] = ["casestudies.CaseStudyIndex"]
    subpage_types: ClassVar[list[str]] = []
    # At these addresses case studies are written, shown on a map, compared (`casestudies/urls.py`).
    reserved_slugs: ClassVar[frozenset[str]] = frozenset({"schreiben", "karte", "vergleichen"})

    # Each section of the page: the field, and the name of its anchor.
    SECTIONS: ClassVar[dict[str, str]] = {
        "body": "beschreibung",
        "starting_point": "ausgangslage",
        "goal": "ziel",
        "what_was_done": "vorgehen",
        "law": "recht",
        "result": "ergebnis",
        "lessons": "lehren",
    }

    body = story_field(
        _("Description"), _("For texts that do not follow the sections below; may stay empty.")
    )
    starting_point = story_field(
        _("Starting point"), _("What was it like before? What made you start?")
    )
    goal = story_field(_("Goal"), _("What was to be achieved, for whom?"))
    what_was_done = story_field(_("What we did"), _("The steps in their order, and who took part."))
    law = story_field(
        _("Law and data protection"),
        _("Which rules applied? Who was asked: data protection officer, staff council, lawyers?"),
    )
    result = story_field(_("Result"), _("What came out of it, the unexpected included?"))
    lessons = story_field(
        _("What we would do differently"), _("The most valuable section for other counties.")
    )

    period_start = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The month counts, the day does not matter.")
    )
    period_end = models.DateField(
        _("until"), null=True, blank=True, help_text=_("Empty: still going on.")
    )
    effort_hours = models.PositiveIntegerField(_("hours of work"), null=True, blank=True)
    effort_euros = models.PositiveIntegerField(_("costs in euros"), null=True, blank=True)
    effort_note = models.CharField(
        _("what the effort includes"), max_length=300, blank=True,
        help_text=_("For example: without the hours of the regular editorial work."),
    )  # fmt: skip
    contact_unit = models.CharField(
        _("office to contact"), max_length=200, blank=True,
        help_text=_("An office rather than a person: it stays when people leave."),
    )  # fmt: skip
    contact_email = models.EmailField(
        _("e-mail of the office"), blank=True,
        help_text=_("Shown to everyone who may read the page."),
    )  # fmt: skip
    last_reviewed = models.DateField(
        _("last reviewed on"), null=True, blank=True,
        help_text=_("When somebody last checked that all of this is still true."),
    )  # fmt: skip

    # Whose questions and examples stand beside the form in which its authors write.
    pattern = models.CharField(max_length=40, blank=True, editable=False)

    edit_handler = content_tabs(
        [
            FieldPanel("starting_point"),
            FieldPanel("goal"),
            FieldPanel("what_was_done"),
            FieldPanel("law"),
            FieldPanel("result"),
            FieldPanel("lessons"),
            FieldPanel("body"),
        ],
        (
            _("Figures, contact, files"),
            [
                FieldRowPanel(
                    [FieldPanel("period_start"), FieldPanel("period_end")], heading=_("Period")
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("effort_hours"), FieldPanel("effort_euros")]),
                        FieldPanel("effort_note"),
                    ],
                    heading=_("Effort"),
                ),
                InlinePanel(
                    "key_figures",
                    heading=_("Key figures"),
                    label=_("Key figure"),
                    help_text=_("The same name in three years or more also gives a chart."),
                ),
                MultiFieldPanel(
                    [FieldPanel("contact_unit"), FieldPanel("contact_email")], heading=_("Contact")
                ),
                InlinePanel("attachments", heading=_("Files to take away"), label=_("File")),
                FieldPanel("last_reviewed"),
            ],
        ),
    )

    class Meta(ContentPage.Meta):
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        constraints = (
            *ContentPage.Meta.constraints,
            models.CheckConstraint(
                name="casestudy_period_in_order",
                condition=Q(period_end__isnull=True)
                | Q(period_start__isnull=True)
                | Q(period_end__gte=F("period_start")),
            ),
        )

    @classmethod
    def edit_url(cls, reader: Reader, page: Numbered) -> str:
        """Return where its county goes on writing, for those who write on it."""
        if url := super().edit_url(reader, page):
            return url
        return reverse(cls.writing_url_name, args=[page.pk]) if may_write(reader, page) else ""

    def sections(self) -> Mapping[str, str]:
        """Return the rendered sections in the order in which they are read."""
        return {name: story_html(getattr(self, name)) for name in self.SECTIONS}

    def words(self) -> Iterator[str]:
        """Yield the words of the summary, the figures, the contact and the files."""
        yield from (self.summary, self.effort_note, self.contact_unit)
        yield from (str(figure) for figure in self.key_figures.all())
        yield from (attachment.download.title for attachment in self.attachments.all())

    def clean(self) -> None:
        """Keep the period to months, in order."""
        self.period_start = first_of_month(self.period_start)
        self.period_end = first_of_month(self.period_end)
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise ValidationError({"period_end": _("The end lies before the beginning.")})
        if self.slug in self.reserved_slugs:
            raise ValidationError({"slug": _("This address is taken by the site itself.")})
        super().clean()

    def gaps(self) -> list[Gap]:
        """Return what this case study still lacks before somebody may be asked to release it."""
        return [*super().gaps(), *gaps_of(self)]

    def shown_sections(self) -> list[dict[str, Any]]:
        """Return title, anchor and HTML of the sections that say something."""
        return [
            {"anchor": anchor, "title": _verbose_name(name), "html": html}
            for name, anchor in self.SECTIONS.items()
            if (html := self.html.get(name))
        ]

    def article_context(self) -> dict[str, Any]:
        """Gather what the page shows, each child list once."""
        sections = self.shown_sections()
        figures = list(self.key_figures.all())
        return {
            "sections": sections,
            "contents": sections if len(sections) >= LONG else [],
            "figures": figures,
            "years_shown": any(figure.year for figure in figures),
            "charts": charts_of(figures),
            "attachments": [row.download for row in self.attachments.select_related("download")],
        }


class KeyFigure(Orderable):
    """A number that shows what came of it; several years of one make a series."""

    page = ParentalKey(CaseStudy, on_delete=models.CASCADE, related_name="key_figures")
    label = models.CharField(_("what was counted"), max_length=120)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        constraints = (
            models.CheckConstraint(
                name="keyfigure_year_plausible",
                condition=Q(year__isnull=True) | Q(year__gte=1990, year__lte=2100),
            ),
        )

    def __str__(self) -> str:
        return " ".join(
            filter(None, (self.label, f"{self.value:f}", self.unit, str(self.year or "")))
        )


class Attachment(Orderable):
    """A file readers of a case study can take away."""

    page = ParentalKey(CaseStudy, on_delete=models.CASCADE, related_name="attachments")
    download = models.ForeignKey(Download, models.CASCADE, related_name="+", verbose_name=_("file"))

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return str(self.download)


class Guideline(ContentPage):
    """How to do something: steps to tick off, what to do and what not, and the law behind it."""

    kind = "guideline"
    url_name = "casestudies:guideline-detail"
    list_url_name = "casestudies:guideline-list"
    template = "casestudies/guideline_detail.html"
    article_template = "casestudies/guideline_article.html"
    parent_page_types: ClassVar[list[str]] = ["casestudies.GuidelineIndex"]
    subpage_types: ClassVar[list[str]] = []

    # Each section of the page by the name of its text, as the table of contents leads to it.
    CONTENTS: ClassVar[dict[str, dict[str, Any]]] = {
        "body": {"anchor": "worum", "title": _("What it is about")},
        "steps": {"anchor": "schritte", "title": _("Steps")},
        "dos": {"anchor": "tun", "title": _("Do")},
        "donts": {"anchor": "lassen", "title": _("Do not")},
        "legal_basis": {"anchor": "recht", "title": _("Legal basis")},
    }

    audience = models.CharField(
        _("for whom"), max_length=200, blank=True,
        help_text=_("For example: press offices that are about to open a channel."),
    )  # fmt: skip
    body = story_field(_("What it is about"))
    dos = RichTextField(
        _("Do"), blank=True, features=SHORT_FEATURES, help_text=_("Best as a list.")
    )
    donts = RichTextField(
        _("Do not"), blank=True, features=SHORT_FEATURES, help_text=_("Best as a list.")
    )
    legal_basis = RichTextField(
        _("Legal basis"), blank=True, features=SHORT_FEATURES,
        help_text=_("Statutes with sections, decisions, advice of the supervisory authority."),
    )  # fmt: skip
    last_reviewed = models.DateField(
        _("last reviewed on"), null=True, blank=True,
        help_text=_("When somebody last checked that all of this is still true."),
    )  # fmt: skip

    edit_handler = content_tabs(
        [
            FieldPanel("audience"),
            FieldPanel("body"),
            InlinePanel("steps", heading=_("Steps"), label=_("Step")),
            FieldPanel("dos"),
            FieldPanel("donts"),
            InlinePanel(
                "examples",
                heading=_("Example texts"),
                label=_("Example text"),
                help_text=_(
                    "Texts others may take over as they are: a netiquette, a first answer."
                ),
            ),
            FieldPanel("legal_basis"),
            FieldPanel("last_reviewed"),
        ],
    )

    class Meta(ContentPage.Meta):
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")

    def sections(self) -> Mapping[str, str]:
        """Return the rendered sections in the order in which they are read."""
        short = {name: rich_html(getattr(self, name)) for name in ("dos", "donts", "legal_basis")}
        return {"body": story_html(self.body), **short}

    def words(self) -> Iterator[str]:
        """Yield the words of the summary, the audience, the steps and the example texts."""
        yield from (self.summary, self.audience)
        for step in self.steps.all():
            yield step.title
            yield plain_text(rich_html(step.body))
        for example in self._examples():
            yield from example.values()

    def steps_named(self) -> list[tuple[str, str]]:
        """Return number and title of each step; Wagtail keeps the number while it is edited."""
        return [(str(step.pk), step.title) for step in self.steps.all()]

    def derive(self) -> None:
        """Keep steps and example texts beside the sections: reading needs no query for them."""
        super().derive()
        self._name_steps()
        self.html["steps"] = [
            {"key": str(step.key), "title": step.title, "html": rich_html(step.body)}
            for step in self.steps.all()
        ]
        self.html["examples"] = self._examples()

    def _examples(self) -> list[dict[str, str]]:
        return [
            {"title": clean_line(one.title), "text": clean_text(one.text).strip()}
            for one in self.examples.all()
        ]

    def _name_steps(self) -> None:
        """Give each new step its own key; of two with the same one, the first keeps it."""
        named = set()
        for step in self.steps.all():
            if step.key is None or step.key in named:
                step.key = uuid4()
            named.add(step.key)

    def article_context(self) -> dict[str, Any]:
        """Gather what the page shows."""
        reviewed = self.last_reviewed
        contents = [entry for name, entry in self.CONTENTS.items() if self.html.get(name)]
        return {
            "contents": contents if len(contents) >= LONG else [],
            "review_overdue": reviewed and timezone.localdate() - reviewed > REVIEW_HOLDS,
        }


class Step(Orderable):
    """One thing to do.

    Its `key` stays the same from version to version, and in copies, exports and imports. Wagtail
    makes new rows where a version is published that was written before its steps had numbers; so
    the form carries the key along. A new one is empty until it is checked: all new rows of the
    form come from one pattern.
    """

    page = ParentalKey(Guideline, on_delete=models.CASCADE, related_name="steps")
    key = models.UUIDField(default=None, blank=True)
    title = models.CharField(_("what to do"), max_length=200)
    body = RichTextField(_("explanation"), blank=True, features=SHORT_FEATURES)

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("key", widget=HiddenInput),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = (models.UniqueConstraint(fields=["page", "key"], name="step_key_of_page"),)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Name a new step; the version that is saved with it knows the name."""
        named: UUID | None = self.key
        self.key = named or uuid4()


class ExampleText(Orderable):
    """A text readers may take over as it is; plain, to be pasted anywhere."""

    page = ParentalKey(Guideline, on_delete=models.CASCADE, related_name="examples")
    title = models.CharField(_("what it is"), max_length=120)
    text = models.TextField(
        _("text"), max_length=LONGEST_EXAMPLE,
        help_text=_("Plain text. Put what has to be replaced in [square brackets]."),
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("example text")
        verbose_name_plural = _("example texts")

    def __str__(self) -> str:
        return self.title


def _verbose_name(field: str) -> Any:
    return CaseStudy._meta.get_field(field).verbose_name  # type: ignore[union-attr]


def first_of_month(day: date | None) -> date | None:
    """Forget the day: periods are told in months."""
    return day and day.replace(day=1)
