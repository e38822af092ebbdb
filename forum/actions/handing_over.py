"""What becomes of a leaver's open questions."""

from django.db import transaction

from forum.facts import QuestionHandedOver
from forum.models import Question
from portal.members.models import Organisation, User
from portal.outbox.recording import record


@transaction.atomic
def hand_over_questions(*, person: User, organisation: Organisation, successor: User | None) -> int:
    """Let somebody else look after a leaver's open questions; who wrote them stays as it is.

    Whether she may leave, and who may follow her, was asked by the caller. Without a successor
    the county's coordinators are left. Returns how many questions changed hands.
    """
    questions = Question.objects.filter(organisation=organisation)
    held = questions.looked_after_by(person) if successor else questions.filter(caretaker=person)
    handed_over = list(held.select_for_update())
    questions.filter(pk__in=[question.pk for question in handed_over]).update(caretaker=successor)
    for question in handed_over:
        record(QuestionHandedOver(reference=question.reference))
    return len(handed_over)
