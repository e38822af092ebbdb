"""Whom a fact concerns, and why: each person once, with her strongest reason."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from forum.models import (
    Answer,
    CareAct,
    Comment,
    Following,
    OfficialDraft,
    OfficialDraftStep,
    Question,
)
from forum.models.cared import HAS_PAGE
from forum.notices import matters
from forum.notices.writers import People, askers_of, publishers_of, writers_of
from forum.queries.official import people_who_release
from forum.rules.official import may_see_draft
from forum.rules.states import DraftAct, DraftState
from portal.kernel.content import Reference
from portal.members.audiences import may_see
from portal.members.models import LEADING, Membership, User
from portal.notifications.matters import Matter
from portal.notifications.models import FollowedTopic
from portal.notifications.telling import Occasion

NOBODY: People = frozenset()


@dataclass(slots=True)
class Listeners:
    """Who follows a question, and how. Muted is stronger: `silent` hear nothing of it at all."""

    question: set[int] = field(default_factory=set)
    county: set[int] = field(default_factory=set)
    topic: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)


def listeners_to(question: Question, moved: Collection[int] = ()) -> Listeners:
    """Read who follows a question, its county or a topic of it (two queries).

    Who has muted one of them does not follow; `moved` are rows that a merge took elsewhere.
    """
    heard, muted = Listeners(), set[int]()
    rows = Following.objects.filter(
        Q(question=question) | Q(pk__in=moved) | Q(organisation=question.organisation_id)
    )
    for person, county, is_muted in rows.values_list("person_id", "organisation_id", "muted"):
        (muted if is_muted else heard.county if county else heard.question).add(person)
        if is_muted and not county:
            heard.silent.add(person)
    topics = FollowedTopic.objects.filter(topic__in=question.topics.all())
    for person, is_muted in topics.values_list("person_id", "muted"):
        (muted if is_muted else heard.topic).add(person)
    for following in (heard.question, heard.county, heard.topic):
        following.difference_update(muted)
    return heard


def of_question(reference: Reference) -> Occasion | None:
    """A question was asked: the counties it names, and who follows its county or a topic."""
    question = _question(reference)
    if question is None:
        return None
    heard = listeners_to(question)
    people = {
        "addressed": addressees_of(question),
        "follows_county": heard.county,
        "follows_topic": heard.topic,
    }
    return _occasion(
        matters.QUESTION,
        reference,
        question,
        people=people,
        actors=publishers_of(question),
        heard=heard,
    )


def of_edited_question(reference: Reference) -> Occasion | None:
    """A question was changed: the counties it names now, as far as they were not told before."""
    question = _question(reference)
    if question is None:
        return None
    people = {"addressed": addressees_of(question)}
    heard = listeners_to(question)
    return _occasion(
        matters.QUESTION,
        reference,
        question,
        people=people,
        actors=publishers_of(question),
        heard=heard,
    )


def addressees_of(question: Question) -> People:
    """Return who leads the counties a question names, and who answers for them.

    Where all are asked, nobody is named: it stands in everybody's “For my county”.
    """
    if question.addressed_to_all:
        return NOBODY
    answered = Answer.with_openings.filter(
        author=OuterRef("user"), organisation=OuterRef("organisation")
    )
    named = Membership.objects.filter(
        Q(role__in=LEADING) | Exists(answered), organisation__in=question.addressed_to.all()
    )
    return frozenset(named.values_list("user_id", flat=True))


def of_answer(reference: Reference) -> Occasion | None:
    """A county answered."""
    return _of_answer(matters.ANSWER, reference)


def of_official_answer(reference: Reference) -> Occasion | None:
    """A county answered in its own name; who wrote it is told that it is out."""
    return _of_answer(matters.OFFICIAL_ANSWER, reference)


def _of_answer(matter: Matter, reference: Reference) -> Occasion | None:
    answer = _answer(reference)
    if answer is None:
        return None
    question = answer.question
    heard = listeners_to(question)
    people = {
        "asked": askers_of(question),
        "wrote_draft": writers_of(answer) if answer.is_official else NOBODY,
        "follows_question": heard.question,
        "follows_county": heard.county,
        "follows_topic": heard.topic,
    }
    return _occasion(
        matter, reference, question, people=people, actors=publishers_of(answer), heard=heard
    )


def of_comment(reference: Reference) -> Occasion | None:
    """Somebody commented: who wrote the answer, who commented on it, who follows the question."""
    comments = Comment.objects.shown().select_related("organisation")
    comment = comments.filter(key=reference.key, answer__opens=False).first()
    if comment is None:
        return None
    answer = _answer(Reference("answer", comment.answer.key))
    if answer is None:
        return None
    heard = listeners_to(answer.question)
    others = Comment.objects.shown().filter(answer=answer).select_related("organisation")
    people = {
        "wrote_answer": writers_of(answer),
        "takes_part": frozenset().union(*map(publishers_of, others)),
        "follows_question": heard.question,
    }
    return _occasion(
        matters.COMMENT,
        reference,
        answer.question,
        people=people,
        actors=publishers_of(comment),
        heard=heard,
    )


def of_acceptance(reference: Reference) -> Occasion | None:
    """An answer helped: who wrote it."""
    answer = _answer(reference)
    if answer is None or not answer.is_accepted:
        return None
    return _to_writers(matters.ACCEPTED, reference, answer, {answer.accepted_by_id})


def of_thanks(reference: Reference) -> Occasion | None:
    """Thanks were said: who wrote the answer, unless her own county thanks itself."""
    answer = _answer(reference)
    if answer is None or not answer.thanks:
        return None
    if answer.organisation_id == answer.question.organisation_id:
        return None
    return _to_writers(matters.THANKED, reference, answer, {answer.accepted_by_id})


def _to_writers(
    matter: Matter, reference: Reference, answer: Answer, actors: Collection[int | None]
) -> Occasion:
    people = {"wrote_answer": writers_of(answer)}
    heard = listeners_to(answer.question)
    return _occasion(matter, reference, answer.question, people=people, actors=actors, heard=heard)


def of_submitted_draft(reference: Reference) -> Occasion | None:
    """A draft waits for release: who may release it."""
    return _of_draft(matters.DRAFT_SUBMITTED, reference, DraftAct.SUBMITTED, DraftState.SUBMITTED)


def of_returned_draft(reference: Reference) -> Occasion | None:
    """A draft came back: who looks after it."""
    return _of_draft(matters.DRAFT_RETURNED, reference, DraftAct.RETURNED, DraftState.RETURNED)


def _of_draft(
    matter: Matter, reference: Reference, act: DraftAct, state: DraftState
) -> Occasion | None:
    draft = (
        OfficialDraft.objects.filter(key=reference.key, state=state)
        .select_related("question__organisation", "organisation")
        .first()
    )
    if draft is None:
        return None
    step = draft.steps.filter(act=act).latest("at", "pk")
    people = {
        "may_release": frozenset(people_who_release(draft).values_list("pk", flat=True)),
        "wrote_draft": frozenset({draft.drafted_by_id} if draft.drafted_by_id else ()),
    }
    return _occasion(
        matter,
        _step_reference(step),
        draft.question,
        people=people,
        actors={step.person_id},
        heard=listeners_to(draft.question),
        also=lambda person: may_see_draft(person, draft),
    )


def _step_reference(step: OfficialDraftStep) -> Reference:
    return Reference("official_draft_step", str(step.pk))


def of_care(matter: Matter, reference: Reference) -> Occasion | None:
    """Something was done with a question: who asked it, and who follows it."""
    act = (
        CareAct.objects.filter(
            question__key=reference.key, act=matters.ACT_OF[matter.name], undone_at=None
        )
        .select_related("question__organisation", "question__merged_into")
        .order_by("-at", "-pk")
        .first()
    )
    if act is None or not matters.holds(act):
        return None
    question = act.question
    place = question.merged_into or question
    heard = listeners_to(question, moved=act.before.get("moved", {}).get("followings", ()))
    return _occasion(
        matter,
        Reference("care_act", act.key),
        question,
        people={"asked": askers_of(question), "follows_question": heard.question},
        actors={act.actor_id},
        heard=heard,
        also=lambda person: may_see(person, place),
    )


def _question(reference: Reference) -> Question | None:
    questions = Question.objects.filter(HAS_PAGE, key=reference.key)
    return questions.select_related("organisation").first()


def _answer(reference: Reference) -> Answer | None:
    answers = Answer.objects.filter(key=reference.key)
    return answers.select_related("organisation", "question__organisation").first()


def _occasion(
    matter: Matter,
    about: Reference,
    question: Question,
    *,
    people: Mapping[str, Collection[int]],
    actors: Collection[int | None],
    heard: Listeners,
    also: Callable[[User], bool] = lambda _person: True,
) -> Occasion:
    """Give each person her strongest reason; without those who did it, and who want silence."""
    reasons: dict[int, str] = {}
    for reason in matter.reasons:
        for person in people.get(reason.name, NOBODY):
            if person not in actors and person not in heard.silent:
                reasons.setdefault(person, reason.name)
    return Occasion(
        matter=matter,
        about=about,
        reasons=reasons,
        may_know=lambda person: may_see(person, question) and also(person),
    )
