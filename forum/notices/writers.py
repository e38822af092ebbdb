"""The people behind posts, behind a veil, too. Nothing else in `forum.notices` looks at authors.

They are told, and nobody else learns who they are: rows and mails name what the page names.
"""

from collections.abc import Collection

from forum.models import Answer, Comment, OfficialDraftStep, Question
from forum.rules.states import WRITING, DraftAct, DraftState
from portal.members.models import Membership, Organisation
from portal.members.queries import leaders_of

People = frozenset[int]


def askers_of(question: Question) -> People:
    """Return who looks after a question: who asked it, who took it over, or the county's leaders.

    Whoever has left the county hears nothing of its questions.
    """
    county = question.written_for
    there = _still_of(county, {question.caretaker_id or question.written_by_id})
    return there or frozenset(leaders_of(county).values_list("pk", flat=True))


def writers_of(post: Question | Answer | Comment) -> People:
    """Return who wrote a post and still belongs to its county: what becomes of it is for her.

    Of an answer for the county: who wrote its drafts.
    """
    return _still_of(post.written_for, _wrote(post))


def publishers_of(post: Question | Answer | Comment) -> People:
    """Return by whose act a post is there: she need not be told of it."""
    if isinstance(post, Answer) and post.is_official:
        return _people_of_steps(post, {DraftAct.RELEASED})
    return _known({post.written_by_id})


def _wrote(post: Question | Answer | Comment) -> People:
    if isinstance(post, Answer) and post.is_official:
        return _people_of_steps(post, WRITING)
    return _known({post.written_by_id})


def _people_of_steps(answer: Answer, acts: Collection[DraftAct]) -> People:
    steps = OfficialDraftStep.objects.filter(
        draft__answer=answer, draft__state=DraftState.RELEASED, act__in=acts
    )
    return _known(steps.values_list("person_id", flat=True))


def _still_of(organisation: Organisation, people: Collection[int | None]) -> People:
    here = Membership.objects.filter(
        organisation=organisation, user__in=_known(people), user__is_active=True
    )
    return frozenset(here.values_list("user_id", flat=True))


def _known(people: Collection[int | None]) -> People:
    return frozenset(person for person in people if person is not None)
