"""What a line may hold: its fields and their types, one class per kind of content.

Checking here is strict (a title that is a number is an error, not a text) because a guess would
be found out only by readers.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portal.importing.problems import NotImportable
from portal.kernel.markdown import MAX_BODY_LENGTH
from portal.kernel.text import clean_line, clean_text

_EARLIEST_YEAR = 1950
_LONGEST_LIST = 1_000
_SHOWN = 40


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("contains NUL bytes; the file is probably damaged."))
    return text


def _filled(text: str) -> str:
    if not text:
        raise ValueError(_("must not be empty."))
    return text


def _at_most(limit: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > limit:
            raise ValueError(
                _("is too long: %(length)d characters, at most %(limit)d.")
                % {"length": len(text), "limit": limit}
            )
        return text

    return AfterValidator(check)


def _moment(text: str) -> datetime:
    """Read an ISO date or date with time; a mere date means noon, so that no zone shifts it."""
    moment = _parsed(text, parse_datetime) if len(text) > len("2024-01-31") else None
    if moment is None:
        moment = datetime.combine(_day(text), time(12))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    if not moment.year >= _EARLIEST_YEAR:
        raise ValueError(_not_a_date(text))
    if moment > timezone.now() + timedelta(days=1):
        raise ValueError(_("lies in the future: please import this when it may be read."))
    return moment


def _day(text: str) -> date:
    day: date | None = _parsed(text, parse_date)
    if day is None:
        raise ValueError(_not_a_date(text))
    return day


def _month_or_day(text: str) -> date:
    return _day(f"{text}-01" if len(text) == len("2024-01") else text)


def _parsed(text: str, parse: Any) -> Any:
    try:
        return parse(text)
    except (ValueError, OverflowError):
        raise ValueError(_not_a_date(text)) from None


def _not_a_date(text: str) -> str:
    return _("“%(given)s” is not a date such as 2024-01-31 or 2024-01-31T14:30.") % {
        "given": text[:_SHOWN]
    }


def _text_required(value: Any) -> str:
    if not isinstance(value, str):
        # Numbers here are keys that lost their leading zero, or dates of another program.
        raise ValueError(_("must be text in quotation marks."))
    return _without_nul(value).strip()


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_without_nul), AfterValidator(clean_text)]
Line = Annotated[str, AfterValidator(_without_nul), AfterValidator(clean_line)]
Body = Annotated[Text, _at_most(MAX_BODY_LENGTH)]
FilledBody = Annotated[Body, AfterValidator(str.strip), AfterValidator(_filled)]
Name = Annotated[Line, AfterValidator(_filled), _at_most(200)]
ShortName = Annotated[Line, AfterValidator(_filled), _at_most(120)]
Author = Annotated[Line, _at_most(120)]
Names = Annotated[list[Name], BeforeValidator(_one_or_many), Field(max_length=_LONGEST_LIST)]
Moment = Annotated[datetime, BeforeValidator(_moment), BeforeValidator(_text_required)]
Day = Annotated[date, BeforeValidator(_day), BeforeValidator(_text_required)]
Month = Annotated[date, BeforeValidator(_month_or_day), BeforeValidator(_text_required)]
Amount = Annotated[int, Field(ge=0, le=100_000_000)]
# JSON and YAML read 12.5 as a float: its shortest decimal form is what was written.
Figure = Annotated[
    Decimal,
    BeforeValidator(
        lambda value: Decimal(str(value)) if type(value) in {int, float} else value
    ),
]  # fmt: skip


class Part(BaseModel):
    """A group of fields. An empty field (null) counts as left out."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        return {name: value for name, value in values.items() if value is not None}


class Record(Part):
    """What every kind has."""

    kind: str
    key: ShortName
    title: Name
    organisation: Name
    topics: Names = []
    channels: Names = []
    visibility: Literal["public", "members", "county"] = "members"
    published_at: Moment | None = None
    summary: Line = ""


class KeyFigure(Part):
    label: Name
    value: Figure
    unit: Line = ""
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None


class CaseStudy(Record):
    """What a county did; a body alone is enough."""

    body: Body = ""
    period_start: Month | None = None
    period_end: Month | None = None
    starting_point: Body = ""
    goal: Body = ""
    what_was_done: Body = ""
    effort_hours: Amount | None = None
    effort_euros: Amount | None = None
    effort_note: Line = ""
    law: Body = ""
    result: Body = ""
    key_figures: Annotated[list[KeyFigure], Field(max_length=100)] = []
    lessons: Body = ""
    contact_unit: Line = ""
    contact_email: Line = ""
    last_reviewed: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "CaseStudy":
        if not any((self.body, self.starting_point, self.what_was_done, self.result)):
            raise NotImportable("body", _("is missing: there is no text at all."))
        return self


class Step(Part):
    """Its key is the importer's own; without one it is recognised by its title."""

    title: Name
    body: Body = ""
    key: Line = ""


class Example(Part):
    title: Annotated[Name, _at_most(120)]
    text: Annotated[FilledBody, _at_most(10_000)]


class Guideline(Record):
    """Advice others may follow; a body alone is enough."""

    body: Body = ""
    audience: Line = ""
    steps: Annotated[list[Step], Field(max_length=100)] = []
    dos: Body = ""
    donts: Body = ""
    legal_basis: Body = ""
    last_reviewed: Day | None = None
    examples: Annotated[list[Example], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _says_something(self) -> "Guideline":
        if not (self.body or self.steps):
            raise NotImportable("body", _("is missing: there is no text at all."))
        return self


class News(Record):
    body: FilledBody


class Comment(Part):
    """A remark. Its author is a person here (e-mail address) or just a name."""

    organisation: Name
    body: Annotated[FilledBody, _at_most(2_000)]
    author: Author = ""
    published_at: Moment | None = None


class Answer(Comment):
    body: FilledBody
    accepted: bool = False
    comments: Annotated[list[Comment], Field(max_length=_LONGEST_LIST)] = []


class Question(Record):
    """A question with its answers. Its author is a person here (e-mail) or just a name."""

    body: FilledBody
    author: Author = ""
    addressed_to: Names = ["all"]
    answers: Annotated[list[Answer], Field(max_length=_LONGEST_LIST)] = []


RECORDS: dict[str, type[Record]] = {
    "case_study": CaseStudy,
    "guideline": Guideline,
    "news": News,
    "question": Question,
}


def unknown_fields(record: type[Part], values: Any) -> list[str]:
    """Name the fields in VALUES that a record does not have, nested ones included."""
    if not isinstance(values, dict):
        return []
    unknown = [str(name) for name in values if name not in record.model_fields]
    for name, part in _PARTS.get(record, {}).items():
        entries = values.get(name)
        for entry in entries if isinstance(entries, list) else ():
            unknown += [f"{name}.{inner}" for inner in unknown_fields(part, entry)]
    return list(dict.fromkeys(unknown))


_PARTS: dict[type[Part], dict[str, type[Part]]] = {
    CaseStudy: {"key_figures": KeyFigure},
    Guideline: {"steps": Step, "examples": Example},
    Question: {"answers": Answer},
    Answer: {"comments": Comment},
}
