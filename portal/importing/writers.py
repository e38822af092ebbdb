"""A checked record, handed to the action of the app whose content it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from casestudies.actions import (
    NewExample,
    NewKeyFigure,
    NewStep,
    import_case_study,
    import_guideline,
)
from forum.actions.importing import NewAnswer, NewComment, import_question
from portal.importing.lookup import Lookup
from portal.importing.problems import NotImportable
from portal.importing.records import Answer, CaseStudy, Comment, Guideline, News, Question, Record
from portal.members.models import Organisation
from portal.pages.actions import import_news
from portal.publishing.imports import Common

EVERYBODY = "all"

# Writes one record and says whether it is new.
Write = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What every line of one run shares."""

    lookup: Lookup
    now: datetime


def wrong_references(record: Record, lookup: Lookup) -> Iterator[NotImportable]:
    """Yield every word of a record that names nothing we know."""
    for find in _references(record, lookup):
        try:
            find()
        except NotImportable as error:
            yield error


def _references(record: Record, lookup: Lookup) -> Iterator[Callable[[], object]]:
    yield partial(lookup.organisation, record.organisation, "organisation")
    for word in record.topics:
        yield partial(lookup.topics.find, word, "topics")
    for word in record.channels:
        yield partial(lookup.channels.find, word, "channels")
    if isinstance(record, Question):
        yield partial(lookup.person, record.author, "author")
        for name in record.addressed_to:
            if name != EVERYBODY:
                yield partial(lookup.organisation, name, "addressed_to")
        for number, answer in enumerate(record.answers, start=1):
            yield from _post_references(answer, f"answers.{number}", lookup)


def _post_references(post: Comment, field: str, lookup: Lookup) -> Iterator[Callable[[], object]]:
    yield partial(lookup.organisation, post.organisation, f"{field}.organisation")
    yield partial(lookup.person, post.author, f"{field}.author")
    if isinstance(post, Answer):
        for number, comment in enumerate(post.comments, start=1):
            yield from _post_references(comment, f"{field}.comments.{number}", lookup)


def writer(record: Record, shared: Circumstances, *, publish: bool) -> Write:
    """Return the call that writes this record; its references must have been checked."""
    match record:
        case CaseStudy():
            return partial(_write_case_study, record, _common(record, shared, publish), shared.now)
        case Guideline():
            return partial(_write_guideline, record, _common(record, shared, publish), shared.now)
        case News():
            return partial(_write_news, record, _common(record, shared, publish), shared.now)
        case Question():
            return partial(_write_question, record, shared)
    raise TypeError(type(record))


def _common(record: Record, shared: Circumstances, publish: bool) -> Common:  # noqa: FBT001 - passed on
    lookup = shared.lookup
    return Common(
        key=record.key,
        title=record.title,
        organisation=lookup.organisation(record.organisation, "organisation"),
        visibility=record.visibility,
        topics=[lookup.topics.find(word, "topics") for word in record.topics],
        channels=[lookup.channels.find(word, "channels") for word in record.channels],
        published_at=record.published_at,
        summary=record.summary,
        publish=publish,
    )


def _write_case_study(record: CaseStudy, common: Common, now: datetime) -> bool:
    return import_case_study(
        common,
        now=now,
        body=record.body,
        starting_point=record.starting_point,
        goal=record.goal,
        what_was_done=record.what_was_done,
        law=record.law,
        result=record.result,
        lessons=record.lessons,
        period_start=record.period_start,
        period_end=record.period_end,
        effort_hours=record.effort_hours,
        effort_euros=record.effort_euros,
        effort_note=record.effort_note,
        key_figures=[
            NewKeyFigure(label=figure.label, value=figure.value, unit=figure.unit, year=figure.year)
            for figure in record.key_figures
        ],
        contact_unit=record.contact_unit,
        contact_email=record.contact_email,
        last_reviewed=record.last_reviewed,
    ).created


def _write_guideline(record: Guideline, common: Common, now: datetime) -> bool:
    return import_guideline(
        common,
        now=now,
        body=record.body,
        audience=record.audience,
        steps=[NewStep(title=one.title, body=one.body, key=one.key) for one in record.steps],
        dos=record.dos,
        donts=record.donts,
        legal_basis=record.legal_basis,
        last_reviewed=record.last_reviewed,
        examples=[NewExample(title=one.title, text=one.text) for one in record.examples],
    ).created


def _write_news(record: News, common: Common, now: datetime) -> bool:
    return import_news(common, now=now, body=record.body).created


def _write_question(record: Question, shared: Circumstances) -> bool:
    lookup = shared.lookup
    author = lookup.person(record.author, "author")
    return import_question(
        key=record.key,
        title=record.title,
        body=record.body,
        organisation=lookup.organisation(record.organisation, "organisation"),
        visibility=record.visibility,
        topics=[lookup.topics.find(word, "topics") for word in record.topics],
        channels=[lookup.channels.find(word, "channels") for word in record.channels],
        asked_at=record.published_at,
        now=shared.now,
        author=author,
        author_name="" if author else record.author,
        addressed_to=_addressed(record, lookup),
        answers=[_new_answer(answer, lookup) for answer in record.answers],
    )


def _addressed(record: Question, lookup: Lookup) -> list[Organisation] | None:
    """Return whom a question asks; None stands for all."""
    if EVERYBODY in record.addressed_to or not record.addressed_to:
        return None
    return [lookup.organisation(name, "addressed_to") for name in record.addressed_to]


def _new_answer(answer: Answer, lookup: Lookup) -> NewAnswer:
    author = lookup.person(answer.author, "author")
    return NewAnswer(
        organisation=lookup.organisation(answer.organisation, "organisation"),
        body=answer.body,
        accepted=answer.accepted,
        author=author,
        author_name="" if author else answer.author,
        answered_at=answer.published_at,
        comments=[_new_comment(comment, lookup) for comment in answer.comments],
    )


def _new_comment(comment: Comment, lookup: Lookup) -> NewComment:
    author = lookup.person(comment.author, "author")
    return NewComment(
        organisation=lookup.organisation(comment.organisation, "organisation"),
        body=comment.body,
        author=author,
        author_name="" if author else comment.author,
        commented_at=comment.published_at,
    )
