"""Bring in case studies and guidelines that counties have already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha1
from uuid import UUID, uuid5

from django.core.files.base import ContentFile

from casestudies.models import Attachment, CaseStudy, ExampleText, Guideline, KeyFigure, Step
from portal.kernel.text import clean_line
from portal.publishing.imports import Common, Imported, import_page
from portal.publishing.markdown import rich_text_from_markdown, story_from_markdown
from portal.publishing.models import Download

# From what the importer calls a step follows its key: importing again finds it again.
_STEPS = UUID("b0a1b1d5-2d0e-4b0c-8f4e-5d1f3f0f7c42")


@dataclass(frozen=True, slots=True)
class NewKeyFigure:
    """A number; the same label in several years makes a series."""

    label: str
    value: Decimal
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file that comes with a case study."""

    title: str
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step of a guideline; `body` is Markdown.

    The `key` is the importer's own name for it; without one it is recognised by its title.
    """

    title: str
    body: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class NewExample:
    """A text others may take over as it is; plain."""

    title: str
    text: str


def import_case_study(
    common: Common,
    *,
    now: datetime,
    body: str = "",
    starting_point: str = "",
    goal: str = "",
    what_was_done: str = "",
    law: str = "",
    result: str = "",
    lessons: str = "",
    period_start: date | None = None,
    period_end: date | None = None,
    effort_hours: int | None = None,
    effort_euros: int | None = None,
    effort_note: str = "",
    key_figures: Sequence[NewKeyFigure] = (),
    contact_unit: str = "",
    contact_email: str = "",
    attachments: Sequence[NewAttachment] = (),
    last_reviewed: date | None = None,
) -> Imported[CaseStudy]:
    """Create or update the case study with this key. Texts are Markdown; `body` alone suffices.

    Raises ValidationError with messages by field; nothing is changed then.
    """

    def fill(page: CaseStudy) -> None:
        page.body = story_from_markdown(body)
        page.starting_point = story_from_markdown(starting_point)
        page.goal = story_from_markdown(goal)
        page.what_was_done = story_from_markdown(what_was_done)
        page.law = story_from_markdown(law)
        page.result = story_from_markdown(result)
        page.lessons = story_from_markdown(lessons)
        page.period_start, page.period_end = period_start, period_end
        page.effort_hours, page.effort_euros = effort_hours, effort_euros
        page.effort_note = clean_line(effort_note)
        page.contact_unit, page.contact_email = clean_line(contact_unit), contact_email.strip()
        page.last_reviewed = last_reviewed
        page.key_figures.set([key_figure(n, figure) for n, figure in enumerate(key_figures)])
        page.attachments.set([_attachment(n, new, page) for n, new in enumerate(attachments)])

    return import_page(CaseStudy, common, now=now, fill=fill, uses_files=bool(attachments))


def import_guideline(
    common: Common,
    *,
    now: datetime,
    body: str = "",
    audience: str = "",
    steps: Sequence[NewStep] = (),
    dos: str = "",
    donts: str = "",
    legal_basis: str = "",
    last_reviewed: date | None = None,
    examples: Sequence[NewExample] = (),
) -> Imported[Guideline]:
    """Create or update the guideline with this key. Texts are Markdown.

    Raises ValidationError with messages by field; nothing is changed then.
    """

    def fill(page: Guideline) -> None:
        page.body = story_from_markdown(body)
        page.audience = clean_line(audience)
        page.dos = rich_text_from_markdown(dos)
        page.donts = rich_text_from_markdown(donts)
        page.legal_basis = rich_text_from_markdown(legal_basis)
        page.last_reviewed = last_reviewed
        page.steps.set(list(_steps(page, steps)))
        page.examples.set(
            [
                ExampleText(sort_order=number, title=clean_line(one.title), text=one.text)
                for number, one in enumerate(examples)
            ]
        )

    return import_page(Guideline, common, now=now, fill=fill)


def key_figure(number: int, figure: NewKeyFigure) -> KeyFigure:
    """Make the row of a key figure at its place."""
    return KeyFigure(
        sort_order=number,
        label=clean_line(figure.label),
        value=figure.value,
        unit=clean_line(figure.unit),
        year=figure.year,
    )


def step_key(page: str, name: str) -> UUID:
    """Return the key of the step of a page that its importer calls so."""
    return uuid5(_STEPS, f"{page}\n{name}")


def _steps(page: Guideline, steps: Sequence[NewStep]) -> Iterator[Step]:
    """Make the rows of the steps; a step that was there keeps its key."""
    there = {one.title: one.key for one in page.steps.all()} if page.pk else {}
    for number, step in enumerate(steps):
        title = clean_line(step.title)
        named = step_key(page.key, step.key or title)
        yield Step(
            sort_order=number,
            key=named if step.key else there.get(title, named),
            title=title,
            body=rich_text_from_markdown(step.body),
        )


def _attachment(number: int, new: NewAttachment, page: CaseStudy) -> Attachment:
    """Attach a file; the same content attached to the same page before is not stored twice."""
    digest = sha1(new.content, usedforsecurity=False).hexdigest()
    for known in page.attachments.all():
        if known.download.file_hash == digest:
            return Attachment(sort_order=number, download=known.download)
    download = Download(title=clean_line(new.title), file_size=len(new.content), file_hash=digest)
    download.file.save(new.filename, ContentFile(new.content), save=False)
    download.full_clean()
    download.save()
    return Attachment(sort_order=number, download=download)
