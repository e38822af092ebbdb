"""The steps of a county and of a person, made from facts: pure, one list each, in this order.

A step is done because something is there (a channel, a question), not because somebody ticked it.
Only what nothing here can know is ticked, and can be unticked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.members.models import Organisation
from portal.onboarding.models import Assessment, Mentorship
from portal.onboarding.rules.states import State

CASE_STUDIES_TO_READ, GUIDELINES_TO_READ = 3, 1
# What is ticked by hand: by a person for herself, and by anybody of the county for it.
SECURED, MENTOR_MET, PREPARED = "secured", "mentor", "question"
TICKABLE = frozenset({SECURED, MENTOR_MET, PREPARED})


class Standing(Enum):
    """Where a step stands."""

    DONE = "done"
    TODO = "todo"
    # Somebody else, or another step, comes first: no one is reminded of it.
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step, as a list shows it and a mail names it."""

    slug: str
    label: str | Promise
    text: str | Promise
    standing: Standing
    url: str
    act: str | Promise
    optional: bool = False
    for_leaders: bool = False
    # Ticked by hand: whether it can be, and whether it is.
    tickable: bool = False
    ticked: bool = False

    @property
    def done(self) -> bool:
        """Whether it is done."""
        return self.standing is Standing.DONE

    @property
    def open(self) -> bool:
        """Whether something can be done about it now."""
        return self.standing is Standing.TODO


@dataclass(frozen=True, slots=True)
class Checklist:
    """All steps of one county or person."""

    steps: tuple[Step, ...]

    @property
    def needed(self) -> tuple[Step, ...]:
        """The steps that count: the optional ones are offered, not asked for."""
        return tuple(step for step in self.steps if not step.optional)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.needed)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.needed)

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.total

    def next(self, *, leads: bool = True) -> Step | None:
        """Return the first step she can do something about."""
        return next(
            (one for one in self.needed if one.open and (leads or not one.for_leaders)), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyFacts:
    """What is known of a county's way in."""

    people: int = 0
    invited: bool = False
    channels: bool = False
    assessment: Assessment | None = None
    mentorship: Mentorship | None = None
    had_mentor: bool = False
    asked: bool = False
    suggested: bool = False
    meeting_ticked: bool = False

    @property
    def assessed(self) -> bool:
        """Whether it has assessed itself."""
        return self.assessment is not None and self.assessment.completed_at is not None

    @property
    def seeks_mentor(self) -> bool:
        """Whether it would like a mentor: unless it said no."""
        return self.assessment is None or self.assessment.seeks_mentor

    @property
    def mentor(self) -> Organisation | None:
        """The mentor of a running mentorship."""
        one = self.mentorship
        return one.mentor if one and one.state == State.ACTIVE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known of a person's way in."""

    second_factor: bool = False
    asked: bool = False
    ticks: frozenset[str] = field(default_factory=frozenset)

    def read(self, kind: str) -> int:
        """How many texts of a kind she says she has read."""
        return sum(1 for what in self.ticks if what.startswith(f"{kind}:"))


def _standing(*, done: bool, possible: bool = True) -> Standing:
    if done:
        return Standing.DONE
    return Standing.TODO if possible else Standing.WAITING


# --- The county ---------------------------------------------------------------------------------


def county_steps(facts: CountyFacts, organisation: Organisation) -> Checklist:
    """Return a county's steps."""
    slug = organisation.slug
    return Checklist(
        (
            Step(
                slug="people",
                label=_("Invite a second person"),
                text=_("So that somebody answers when you are away."),
                standing=_standing(done=facts.people > 1 or facts.invited),
                url=reverse("joining:people", args=[slug]),
                act=_("Invite colleagues"),
                for_leaders=True,
            ),
            Step(
                slug="channels",
                label=_("Enter your channels"),
                text=_("Which channels your county runs, plans or has closed."),
                standing=_standing(done=facts.channels),
                url=reverse("channels:organisation-channels", args=[slug]),
                act=_("Keep your channels"),
                for_leaders=True,
            ),
            _assessment(facts, slug),
            _mentor(facts, slug),
            Step(
                slug="question",
                label=_("Ask the first question"),
                text=_("We have prepared three. Other counties answer, mostly within days."),
                standing=_standing(done=facts.asked),
                url=reverse("onboarding:question", args=[slug]),
                act=_("Choose a question"),
            ),
            Step(
                slug="meeting",
                label=_("Suggest an exchange meeting"),
                text=_("Visit the county that has done it: your mentor gets your message."),
                standing=_standing(
                    done=facts.suggested or facts.meeting_ticked, possible=bool(facts.mentor)
                ),
                url=reverse("onboarding:meeting", args=[slug]),
                act=_("Write the message"),
                for_leaders=True,
                tickable=not facts.suggested,
                ticked=facts.meeting_ticked,
            ),
        )
    )


def _assessment(facts: CountyFacts, slug: str) -> Step:
    begun = facts.assessment is not None and not facts.assessed
    return Step(
        slug="assessment",
        label=_("Assess where you stand"),
        text=_("Four pages, about 15 minutes. Each page is saved; you can go on later."),
        standing=_standing(done=facts.assessed),
        url=reverse("onboarding:assessment", args=[slug]),
        act=_("Go on") if begun else _("Begin the self-assessment"),
    )


def _mentor(facts: CountyFacts, slug: str) -> Step:
    standing, text = _mentor_standing(facts)
    return Step(
        slug="mentor",
        label=_("Agree on a mentor county"),
        text=text,
        standing=standing,
        url=reverse("onboarding:mentoring", args=[slug]),
        act=_("Look at the proposal"),
        optional=not facts.seeks_mentor,
        for_leaders=True,
    )


def _mentor_standing(facts: CountyFacts) -> tuple[Standing, str | Promise]:
    one = facts.mentorship
    if one is None:
        return _without_mentor(facts)
    name = one.mentor.display_name
    if one.state == State.ACTIVE:
        return Standing.DONE, format_lazy(_("{county} is your mentor."), county=name)
    if one.state == State.MENTEE_AGREED:
        said = _("You have agreed. {county} has not answered yet.")
        return Standing.WAITING, format_lazy(said, county=name)
    return Standing.TODO, format_lazy(_("{county} is proposed: yes or no?"), county=name)


def _without_mentor(facts: CountyFacts) -> tuple[Standing, str | Promise]:
    if facts.had_mentor:
        return Standing.DONE, _("Your mentorship is finished.")
    if not facts.assessed:
        return Standing.WAITING, _("Comes after the self-assessment.")
    if not facts.seeks_mentor:
        return Standing.WAITING, _("You look for none. You can change that in the assessment.")
    return Standing.WAITING, _("We look for a fitting county every day and write to you.")


# --- The person ---------------------------------------------------------------------------------


def person_steps(facts: PersonFacts, county: CountyFacts, organisation: Organisation) -> Checklist:
    """Return a person's steps."""
    slug, ticks = organisation.slug, facts.ticks
    path = reverse("onboarding:county-path", args=[slug])
    return Checklist(
        (
            Step(
                slug=SECURED,
                label=_("Secure your account"),
                text=_("With a second factor: a passkey or an app. You can do without."),
                standing=_standing(done=facts.second_factor or SECURED in ticks),
                url=reverse("mfa_index"),
                act=_("Set up a second factor"),
                optional=True,
                tickable=not facts.second_factor,
                ticked=SECURED in ticks,
            ),
            Step(
                slug="reading",
                label=_("Read three case studies and a guideline"),
                text=_reading_text(facts),
                standing=_standing(done=_has_read(facts)),
                url=f"{path}#lesen",
                act=_("See what fits you"),
            ),
            Step(
                slug=MENTOR_MET,
                label=_("Get to know your mentor county"),
                text=_mentor_text(county),
                standing=_standing(done=MENTOR_MET in ticks, possible=bool(county.mentor)),
                url=f"{path}#mentor",
                act=_("Look at the mentor county"),
                tickable=bool(county.mentor) or MENTOR_MET in ticks,
                ticked=MENTOR_MET in ticks,
            ),
            Step(
                slug=PREPARED,
                label=_("Ask or prepare your first question"),
                text=_("Three are prepared. Change them as you like before you publish one."),
                standing=_standing(done=facts.asked or PREPARED in ticks),
                url=reverse("onboarding:question", args=[slug]),
                act=_("Choose a question"),
                tickable=not facts.asked,
                ticked=PREPARED in ticks,
            ),
        )
    )


def _has_read(facts: PersonFacts) -> bool:
    return (
        facts.read("case_study") >= CASE_STUDIES_TO_READ
        and facts.read("guideline") >= GUIDELINES_TO_READ
    )


def _reading_text(facts: PersonFacts) -> str | Promise:
    return format_lazy(
        _("{stories} of 3 case studies and {guides} of 1 guideline read."),
        stories=min(facts.read("case_study"), CASE_STUDIES_TO_READ),
        guides=min(facts.read("guideline"), GUIDELINES_TO_READ),
    )


def _mentor_text(county: CountyFacts) -> str | Promise:
    if county.mentor:
        said = _("See what {county} runs, wrote and answered.")
        return format_lazy(said, county=county.mentor.display_name)
    return _("Comes as soon as a mentor county is agreed.")


def next_of(county: Checklist, person: Checklist, *, leads: bool) -> Step | None:
    """Return the one step that comes next: leaders bring the county on its way first."""
    lists: Iterable[Checklist] = (county, person) if leads else (person, county)
    return next((step for one in lists if (step := one.next(leads=leads))), None)
