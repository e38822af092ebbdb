"""What people look after in working copies: the open steps they are responsible for."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portal.checklists.actions import hand_over_steps
from portal.checklists.queries import steps_of_person
from portal.members.belongings import Belonging, Belongings
from portal.members.models import Organisation, User


def _held_by(person: User, organisation: Organisation) -> Sequence[Belonging]:
    return [
        Belonging(f"{one.title} ({one.copy.title})", one.copy.get_absolute_url())
        for one in steps_of_person(person, organisation).order_by("pk")
    ]


def _hand_over(
    person: User, organisation: Organisation, successor: User | None, _now: datetime
) -> int:
    return hand_over_steps(person=person, organisation=organisation, successor=successor)


STEPS = Belongings(
    kind="working_step",
    label=_("Steps of working copies"),
    held_by=_held_by,
    hand_over=_hand_over,
)
