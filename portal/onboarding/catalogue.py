"""What the self-assessment asks, and which topics each answer leads to: all of it in this place.

Topics are those of `portal/taxonomy`, by their addresses; one that administrators have removed
leads nowhere. `question` is what a county would ask others about it: in the forum, or on a visit.
A word added here needs no migration; one taken away is ignored where somebody had chosen it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntegerChoices):
    """How much experience a county has in a field."""

    NONE = 0, pgettext_lazy("experience", "none")
    FIRST_STEPS = 1, _("first steps")
    ROUTINE = 2, _("routine")


class WorryKind(TextChoices):
    """What moves a county that begins: hopes, obstacles, objections."""

    CHANCE = "chance", _("Chances")
    HURDLE = "hurdle", _("Hurdles")
    RESERVATION = "reservation", _("Reservations")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a county knows about, or wants to know about."""

    slug: str
    label: str | Promise
    topics: tuple[str, ...]
    question: str | Promise


@dataclass(frozen=True, slots=True)
class Worry(Subject):
    """A chance, a hurdle or a reservation."""

    kind: WorryKind


FIELDS = (
    Subject(
        "strategy", _("Goals and strategy"), ("strategie",),
        _("How did you agree on goals, and how do you notice that you reach them?"),
    ),
    Subject(
        "editing", _("Planning and writing posts"), ("redaktion",),
        _("How do you plan your posts, and who writes and releases them?"),
    ),
    Subject(
        "dialogue", _("Answering citizens"), ("buergerdialog",),
        _("How do you answer questions from citizens, and how quickly?"),
    ),
    Subject(
        "moderation", _("Moderating comments"), ("moderation",),
        _("When do you hide or delete a comment, and who decides it?"),
    ),
    Subject(
        "crisis", _("Crisis communication"), ("krisenkommunikation",),
        _("How do you use your channels in a crisis, and what did you prepare?"),
    ),
    Subject(
        "law", _("Law and data protection"), ("recht", "datenschutz"),
        _("What did you agree on with your data protection officer before you began?"),
    ),
    Subject(
        "accessibility", _("Accessible posts"), ("barrierefreiheit",),
        _("How do you make posts, pictures and videos accessible in everyday work?"),
    ),
    Subject(
        "media", _("Pictures and video"), ("bild-und-video",),
        _("Who takes pictures and videos, and how do you keep consents?"),
    ),
    Subject(
        "staff", _("Staff and training"), ("personal",),
        _("How many hours a week does it take you, and how are they shared?"),
    ),
    Subject(
        "figures", _("Figures and evaluation"), ("auswertung",),
        _("Which figures do you look at, and what follows from them?"),
    ),
    Subject(
        "channels", _("Opening and closing channels"), ("kanalwechsel",),
        _("How did you decide which channels to open, and which to close?"),
    ),
    Subject(
        "participation", _("Participation of citizens"), ("buergerbeteiligung",),
        _("How did you involve citizens in a decision by social media?"),
    ),
)  # fmt: skip

_CHANCES = (
    (
        "reach", _("Reach people where they are"), ("strategie", "buergerdialog"),
        _("Whom do you reach by social media whom you did not reach before?"),
    ),
    (
        "warn", _("Warn and inform quickly"), ("krisenkommunikation",),
        _("Did your channels help in an emergency, and what would you do differently?"),
    ),
    (
        "listen", _("Hear what moves people"), ("buergerdialog", "buergerbeteiligung"),
        _("How does what citizens write reach the departments?"),
    ),
    (
        "explain", _("Show and explain what the administration does"),
        ("redaktion", "bild-und-video"),
        _("Which posts explain administrative work best?"),
    ),
    (
        "recruit", _("Win trainees and staff"), ("ausbildung",),
        _("Did social media bring you applicants, and how do you know?"),
    ),
)  # fmt: skip
_HURDLES = (
    (
        "hours", _("Too few people and hours"), ("personal",),
        _("How do you run your channels with few people?"),
    ),
    (
        "data-protection", _("Data protection and joint responsibility"), ("datenschutz",),
        _("How do you meet your joint responsibility with the platforms?"),
    ),
    (
        "legal", _("Imprint, image rights, archiving"), ("recht",),
        _("Which legal questions came up that you had not expected?"),
    ),
    (
        "departments", _("Departments do not contribute"), ("redaktion", "personal"),
        _("How did you win the departments to contribute?"),
    ),
    (
        "barriers", _("Accessibility takes effort"), ("barrierefreiheit",),
        _("How do you meet the duties of accessibility with little effort?"),
    ),
    (
        "leadership", _("Leadership wants figures first"), ("strategie", "auswertung"),
        _("How did you convince your leadership, and with which figures?"),
    ),
)  # fmt: skip
_RESERVATIONS = (
    (
        "hate", _("Insults and storms of indignation"), ("moderation", "krisenkommunikation"),
        _("What did you do when comments turned into insults?"),
    ),
    (
        "evenings", _("Nobody can answer in the evening and at weekends"),
        ("buergerdialog", "personal"),
        _("Who answers comments in the evening and at the weekend?"),
    ),
    (
        "control", _("We lose control over what is said about us"), ("strategie", "redaktion"),
        _("How do you deal with criticism that stays visible?"),
    ),
    (
        "corporations", _("We depend on corporations"), ("kanalwechsel", "datenschutz"),
        _("How do you stay independent of single platforms?"),
    ),
    (
        "relevance", _("Hardly anybody reads it"), ("auswertung", "strategie"),
        _("How do you find out whether your posts are read?"),
    ),
)  # fmt: skip

WORRIES = tuple(
    Worry(slug, label, topics, question, kind)
    for kind, rows in (
        (WorryKind.CHANCE, _CHANCES),
        (WorryKind.HURDLE, _HURDLES),
        (WorryKind.RESERVATION, _RESERVATIONS),
    )
    for slug, label, topics, question in rows
)
FIELDS_BY_SLUG = {field.slug: field for field in FIELDS}
WORRIES_BY_SLUG = {worry.slug: worry for worry in WORRIES}


def worries_of_kind(kind: str) -> Iterable[Worry]:
    """Return the chances, the hurdles or the reservations, in their order."""
    return (worry for worry in WORRIES if worry.kind == kind)
