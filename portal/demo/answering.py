"""What people of the story say about answers: in their county's name, with thanks, with votes."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.actions import acceptance, affected, bookmarks, helpful, official, posting, working
from forum.models import Answer, Bookmark, Question
from portal.demo import story
from portal.kernel.content import new_key
from portal.members.models import Organisation, User
from portal.notifications.actions import follow_topics
from portal.taxonomy.models import Topic

Told = Mapping[str, Any]


@transaction.atomic
def load_answering() -> None:
    """Let people do what the story tells, one line after the other."""
    for line in story.ANSWERING.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        _ACTS[told["act"]](told)


def _official(told: Told) -> None:
    author, at, question = _person(told["by"]), _at(told), _question(told)
    draft = official.begin_draft(
        actor=author,
        organisation=_county(author),
        question=question,
        body=told["body"],
        key=new_key(),
        now=at,
    )
    if "submitted" in told or "released_by" in told:
        official.submit_draft(actor=author, draft=draft, version=1, now=at)
    if "released_by" in told:
        releaser = _person(told["released_by"])
        official.release_draft(actor=releaser, draft=draft, version=1, now=at)


def _accept(told: Told) -> None:
    acceptance.accept_answer(actor=_person(told["by"]), answer=_answer(told), now=_at(told))
    _thank(told)


def _thank(told: Told) -> None:
    acceptance.thank_for(actor=_person(told["by"]), answer=_answer(told), thanks=told["thanks"])


def _helpful(told: Told) -> None:
    for email in told["by"]:
        helpful.vote_helpful(actor=_person(email), answer=_answer(told), now=_at(told))


def _affected(told: Told) -> None:
    for person in map(_person, told["by"]):
        affected.say_affected(
            actor=person, organisation=_county(person), question=_question(told), now=_at(told)
        )


def _work(told: Told) -> None:
    person = _person(told["by"])
    working.begin_work(
        actor=person, organisation=_county(person), question=_question(told), now=_at(told)
    )


def _keep(told: Told) -> None:
    person, answer = _person(told["by"]), _answer(told)
    bookmarks.add_bookmark(actor=person, question=answer.question, answer=answer, now=_at(told))
    bookmarks.note_on_bookmark(
        actor=person,
        bookmark=Bookmark.objects.get(person=person, answer=answer),
        note=told["note"],
    )


def _comment(told: Told) -> None:
    person = _person(told["by"])
    posting.comment_on(
        actor=person,
        organisation=_county(person),
        answer=_answer(told),
        body=told["body"],
        key=new_key(),
        now=_at(told),
    )


def _follow(told: Told) -> None:
    topic = Topic.objects.get(slug=told["topic"])
    follow_topics(actor=_person(told["by"]), topics=[topic], now=_at(told))


_ACTS: Mapping[str, Callable[[Told], None]] = {
    "official": _official,
    "accept": _accept,
    "thank": _thank,
    "helpful": _helpful,
    "affected": _affected,
    "work": _work,
    "keep": _keep,
    "comment": _comment,
    "follow": _follow,
}


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _county(person: User) -> Organisation:
    return person.current_memberships[0].organisation


def _question(told: Told) -> Question:
    return Question.objects.get(key=told["question"])


def _answer(told: Told) -> Answer:
    """Return the answer by its number, in the order in which they were written."""
    answers = Answer.objects.filter(question__key=told["question"]).order_by("answered_at", "pk")
    answer: Answer = answers.select_related("question__organisation")[told["answer"] - 1]
    return answer


def _at(told: Told) -> datetime:
    at = told.get("at")
    return timezone.make_aware(datetime.fromisoformat(at)) if at else timezone.now()
