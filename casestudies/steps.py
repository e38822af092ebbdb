"""The steps in which a case study is written: one question each, in this order."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its place in the address, and the fields of the page it is about.

    `story` says that its one field is a section of blocks.
    """

    slug: str
    title: str | Promise
    fields: tuple[str, ...]
    hint: str | Promise
    story: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        "titel",
        _("Title and readers"),
        ("title", "visibility"),
        _("What would a colleague in another county type into the search?"),
    ),
    Step(
        "ausgangslage",
        _("Starting point"),
        ("starting_point",),
        _("What was it like before? What made you start?"),
        story=True,
    ),
    Step("ziel", _("Goal"), ("goal",), _("What was to be achieved, for whom?"), story=True),
    Step(
        "vorgehen",
        _("What we did"),
        ("what_was_done",),
        _("The steps in their order, and who took part."),
        story=True,
    ),
    Step(
        "recht",
        _("Law and data protection"),
        ("law",),
        _("Which rules applied? Who was asked: data protection officer, staff council, lawyers?"),
        story=True,
    ),
    Step(
        "ergebnis",
        _("Result"),
        ("result",),
        _("What came out of it, the unexpected included? What failed is worth as much."),
        story=True,
    ),
    Step(
        "lehren",
        _("What we would do differently"),
        ("lessons",),
        _("The most valuable section for other counties."),
        story=True,
    ),
    Step(
        "aufwand",
        _("Period and effort"),
        ("period_start", "period_end", "effort_hours", "effort_euros", "effort_note"),
        _("A rough figure helps more than none. Others plan with it."),
    ),
    Step(
        "kennzahlen",
        _("Key figures"),
        ("key_figures",),
        _("What did you count? The same name in three years or more also gives a chart."),
    ),
    Step(
        "kontakt",
        _("Contact"),
        ("contact_unit", "contact_email"),
        _("An office rather than a person: it stays when people leave."),
    ),
    Step(
        "themen",
        _("Topics and channels"),
        ("topics", "channels"),
        _("By these others find your case study. Two or three are enough."),
    ),
    Step(
        "weiteres",
        _("Anything else"),
        ("body",),
        _("What fits under none of the questions. May stay empty."),
        story=True,
    ),
    Step(
        "zusammenfassung",
        _("Summary"),
        ("summary",),
        _("One or two sentences for lists. It is easiest to write at the end."),
    ),
)
BY_SLUG: Mapping[str, Step] = {step.slug: step for step in STEPS}
BY_FIELD: Mapping[str, Step] = {field: step for step in STEPS for field in step.fields}


def number_of(step: Step) -> int:
    """Return the number of a step as people count."""
    return STEPS.index(step) + 1


def step_before(step: Step) -> Step | None:
    """Return the step before, or None at the beginning."""
    return STEPS[number_of(step) - 2] if number_of(step) > 1 else None


def step_after(step: Step) -> Step | None:
    """Return the step that follows, or None at the end."""
    return STEPS[number_of(step)] if number_of(step) < len(STEPS) else None
