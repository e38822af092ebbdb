"""What people look after in the forum: the open questions of their county."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forum.actions.handing_over import hand_over_questions
from forum.models import Question
from portal.members.belongings import Belonging, Belongings
from portal.members.models import Organisation, User


def _held_by(person: User, organisation: Organisation) -> Sequence[Belonging]:
    questions = Question.objects.looked_after_by(person).filter(organisation=organisation)
    return [Belonging(one.title, one.get_absolute_url()) for one in questions.order_by("pk")]


def _hand_over(
    person: User, organisation: Organisation, successor: User | None, _now: datetime
) -> int:
    return hand_over_questions(person=person, organisation=organisation, successor=successor)


QUESTIONS = Belongings(
    kind="question", label=_("Open questions"), held_by=_held_by, hand_over=_hand_over
)
