"""A county's case studies and guidelines."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casestudies.models import Attachment, CaseStudy, ExampleText, Guideline, KeyFigure, Step
from portal.members.estates import Arrival, Departure, Estate, Row, Text
from portal.publishing.estate import (
    DOWNLOAD,
    PageFields,
    PageRow,
    Story,
    VersionRow,
    common_fields,
    page_kinds,
    rich_text_in,
    rich_text_out,
    story_in,
    story_out,
)


class KeyFigureRow(Row):
    """A number; the same label in several years makes a series."""

    label: Text
    value: Decimal
    unit: Text
    year: int | None


class AttachmentRow(Row):
    """A file readers can take away: its number in `download.jsonl`."""

    download: int


class CaseStudyFields(PageFields):
    """What editors fill in."""

    body: Story
    starting_point: Story
    goal: Story
    what_was_done: Story
    law: Story
    result: Story
    lessons: Story
    period_start: date | None
    period_end: date | None
    effort_hours: int | None
    effort_euros: int | None
    effort_note: Text
    contact_unit: Text
    contact_email: str
    last_reviewed: date | None
    key_figures: list[KeyFigureRow]
    attachments: list[AttachmentRow]


class CaseStudyRow(PageRow):
    """A case study."""

    fields: CaseStudyFields


class CaseStudyVersionRow(VersionRow):
    """A version of a case study."""

    fields: CaseStudyFields


class StepRow(Row):
    """A step of a guideline."""

    key: UUID | None = None
    title: Text
    body: str


class ExampleTextRow(Row):
    """A text to be taken over as it is."""

    title: Text
    text: Text


class GuidelineFields(PageFields):
    """What editors fill in."""

    audience: Text
    body: Story
    dos: str
    donts: str
    legal_basis: str
    last_reviewed: date | None
    steps: list[StepRow]
    examples: list[ExampleTextRow] = []


class GuidelineRow(PageRow):
    """A guideline."""

    fields: GuidelineFields


class GuidelineVersionRow(VersionRow):
    """A version of a guideline."""

    fields: GuidelineFields


_PLAIN = (
    "period_start", "period_end", "effort_hours", "effort_euros", "effort_note", "contact_unit",
    "contact_email", "last_reviewed",
)  # fmt: skip
_RICH = ("dos", "donts", "legal_basis")


def _case_study(page: CaseStudy, departure: Departure) -> CaseStudyFields:
    figures = page.key_figures.all()
    values = {
        **common_fields(page),
        **{name: story_out(getattr(page, name), departure) for name in CaseStudy.SECTIONS},
        **{name: getattr(page, name) for name in _PLAIN},
        "key_figures": [
            KeyFigureRow(label=one.label, value=one.value, unit=one.unit, year=one.year)
            for one in figures
        ],
        "attachments": list(_attachments(page, departure)),
    }
    return CaseStudyFields.model_validate(values)


def _attachments(page: CaseStudy, departure: Departure) -> Iterable[AttachmentRow]:
    for one in page.attachments.all():
        departure.use(DOWNLOAD, one.download_id)
        yield AttachmentRow(download=one.download_id)


def _fill_case_study(page: CaseStudy, fields: CaseStudyFields, arrival: Arrival) -> None:
    for name in CaseStudy.SECTIONS:
        setattr(page, name, story_in(getattr(fields, name), arrival))
    for name in _PLAIN:
        setattr(page, name, getattr(fields, name))
    page.key_figures.set(
        [
            KeyFigure(
                sort_order=number, label=one.label, value=one.value, unit=one.unit, year=one.year
            )
            for number, one in enumerate(fields.key_figures)
        ]
    )
    page.attachments.set(
        [
            Attachment(sort_order=number, download_id=download)
            for number, one in enumerate(fields.attachments)
            if (download := arrival.number(DOWNLOAD, one.download))
        ]
    )


def _guideline(page: Guideline, departure: Departure) -> GuidelineFields:
    values = {
        **common_fields(page),
        **{name: rich_text_out(getattr(page, name), departure) for name in _RICH},
        "audience": page.audience,
        "body": story_out(page.body, departure),
        "last_reviewed": page.last_reviewed,
        "steps": [
            StepRow(key=one.key, title=one.title, body=rich_text_out(one.body, departure))
            for one in page.steps.all()
        ],
        "examples": [ExampleTextRow(title=one.title, text=one.text) for one in page.examples.all()],
    }
    return GuidelineFields.model_validate(values)


def _fill_guideline(page: Guideline, fields: GuidelineFields, arrival: Arrival) -> None:
    page.audience, page.last_reviewed = fields.audience, fields.last_reviewed
    page.body = story_in(fields.body, arrival)
    for name in _RICH:
        setattr(page, name, rich_text_in(getattr(fields, name), arrival))
    page.steps.set(
        [
            Step(
                sort_order=number,
                key=one.key,
                title=one.title,
                body=rich_text_in(one.body, arrival),
            )
            for number, one in enumerate(fields.steps)
        ]
    )
    page.examples.set(
        [
            ExampleText(sort_order=number, title=one.title, text=one.text)
            for number, one in enumerate(fields.examples)
        ]
    )


CASE_STUDIES = Estate(
    app="casestudies",
    kinds=(
        *page_kinds(
            CaseStudy,
            labels=(_("Case studies"), _("Versions of case studies")),
            records=(CaseStudyRow, CaseStudyVersionRow),
            read=_case_study,
            write=_fill_case_study,
            tables=("casestudies.KeyFigure", "casestudies.Attachment"),
        ),
        *page_kinds(
            Guideline,
            labels=(_("Guidelines"), _("Versions of guidelines")),
            records=(GuidelineRow, GuidelineVersionRow),
            read=_guideline,
            write=_fill_guideline,
            tables=("casestudies.Step", "casestudies.ExampleText"),
        ),
    ),
)
