"""Answers as what rests on laws, rulings and platforms."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from forum.models import Answer, Question
from forum.notices.writers import writers_of
from forum.rules import may_edit
from forum.rules.care import may_moderate
from portal.kernel.content import Reference
from portal.members.audiences import Reader
from portal.members.models import User
from portal.members.rules import leads
from portal.upkeep.things import KindOfThing, ShownThing


def _shown(reader: Reader, keys: Collection[str]) -> Mapping[str, ShownThing]:
    visible = Question.objects.visible_to(reader)
    found = Answer.objects.filter(key__in=keys, question__in=visible)
    return {
        answer.key: ShownThing(
            answer.question.title, answer.get_absolute_url(), answer.organisation.display_name
        )
        for answer in found.select_related("question", "organisation")
    }


def _caretakers(keys: Collection[str]) -> Mapping[str, Collection[int]]:
    answers = Answer.objects.filter(key__in=keys).select_related("organisation", "question")
    return {answer.key: writers_of(answer) for answer in answers}


def _may_look_after(person: User, key: str) -> bool:
    visible = Question.objects.visible_to(person)
    answers = Answer.objects.filter(key=key, question__in=visible)
    answer = answers.select_related("organisation", "question").first()
    if answer is None:
        return False
    for_the_county = answer.is_official and leads(person, answer.organisation)
    return bool(for_the_county or may_edit(person, answer) or may_moderate(person, answer.question))


def _question(key: str) -> Reference:
    return Reference(
        "question", Question.objects.values_list("key", flat=True).get(answers__key=key)
    )


ANSWERS = KindOfThing(
    kind="answer",
    label=_("Answer"),
    shown=_shown,
    caretakers=_caretakers,
    may_look_after=_may_look_after,
    shown_with=_question,
)
