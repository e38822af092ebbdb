"""Texts prepared for a county: first questions to the forum, the message to its mentor. Pure.

They say what the county's register and application say anyway; what it wrote in its own words is
not in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.members.models import Organisation
from portal.onboarding.catalogue import FIELDS_BY_SLUG
from portal.onboarding.fitting import Gap, to_ask
from portal.onboarding.models import Assessment

QUESTIONS = 3
# What is asked first where nothing is known of a county.
_EVERYBODYS = ("strategy", "staff", "dialogue")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question as the forum's form opens with it."""

    title: str
    body: str
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    to: str

    @property
    def address(self) -> str:
        """Where the form opens with all of this filled in."""
        fields = [("title", self.title), ("body", self.body)]
        fields += [("topic", topic) for topic in self.topics]
        fields += [("channel", channel) for channel in self.channels]
        fields += [("to", self.to)] if self.to else []
        return f"{reverse('forum:question-ask')}?{urlencode(fields)}"


def general_gaps() -> list[Gap]:
    """Return what everybody asks who begins."""
    fields = (FIELDS_BY_SLUG[slug] for slug in _EVERYBODYS)
    return [Gap(one.slug, one.label, 1, one.topics, question=one.question) for one in fields]


def prepared_questions(
    organisation: Organisation,
    assessment: Assessment | None,
    gaps: Sequence[Gap],
    mentor: Organisation | None,
) -> list[Prepared]:
    """Return three questions on what weighs most; where there is a mentor, it is asked."""
    known = {gap.slug for gap in gaps}
    others = [one for one in general_gaps() if one.slug not in known]
    body = _body(organisation, assessment)
    return [
        Prepared(
            title=str(gap.question),
            body=body,
            topics=gap.topics,
            channels=(gap.platform,) if gap.platform else (),
            to=mentor.slug if mentor else "",
        )
        for gap in to_ask([*gaps, *others], QUESTIONS)
    ]


def _body(organisation: Organisation, assessment: Assessment | None) -> str:
    said = [_("We are %(county)s and new in the group.") % {"county": organisation.display_name}]
    if assessment:
        running = ", ".join(one.name for one in assessment.running.all())
        planned = ", ".join(one.name for one in assessment.planned.all())
        said += [_("We run: %(channels)s.") % {"channels": running}] if running else []
        said += [_("Planned: %(channels)s.") % {"channels": planned}] if planned else []
    asked = (
        _("How did you begin, and who was involved?"),
        _("What did it take, in hours and in money?"),
        _("What would you do differently today?"),
    )
    wishes = "\n".join(f"- {question}" for question in asked)
    return "\n\n".join((" ".join(said), _("We would like to know above all:"), wishes))


def meeting_message(mentor: Organisation, gaps: Sequence[Gap]) -> str:
    """Return the message with which a county suggests a meeting to its mentor."""
    asked = to_ask(gaps or general_gaps(), QUESTIONS)
    listed = "\n".join(f"- {gap.question}" for gap in asked)
    lines = (
        _("we would like to visit you for half a day and bring three questions:"),
        listed,
        _("Which days in the next weeks would suit you? We can also meet by video."),
    )
    greeting = _("Dear colleagues at %(county)s,") % {"county": mentor.display_name}
    return "\n\n".join((greeting, *lines))
