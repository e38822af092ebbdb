"""What a county asked, answered and commented. Others' posts go along as context only."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forum.imports import (
    EarlierVersion,
    answer_for_context,
    key_without_context,
    question_for_context,
    take_answer,
    take_comment,
    take_question,
)
from forum.models import Answer, Comment, Question, Revision
from portal.kernel.batches import in_batches
from portal.members.content import Visibility
from portal.members.estates import (
    Arrival,
    Departure,
    Estate,
    Kind,
    OrganisationRef,
    PersonRef,
    Row,
    Text,
    Word,
)
from portal.members.estates.rows import values_of
from portal.members.models import Organisation
from portal.taxonomy.imports import words_for
from portal.taxonomy.models import Platform, Topic


class EarlierRow(Row):
    """What a post said before an edit."""

    version: int
    title: Text
    body: Text
    written_at: datetime
    editor: PersonRef | None
    replaced_at: datetime


class QuestionContext(Row):
    """The question to which something belongs: enough to find it again."""

    key: str
    title: Text
    organisation: OrganisationRef
    visibility: str
    asked_at: datetime


class AnswerContext(Row):
    """The answer to which something belongs."""

    key: str
    organisation: OrganisationRef
    answered_at: datetime
    question: QuestionContext


class AcceptedRow(Row):
    """The answer of another county that the asking county accepted."""

    key: str
    organisation: OrganisationRef
    answered_at: datetime
    accepted_at: datetime


class QuestionRow(Row):
    """A question of the county."""

    key: str
    title: Text
    slug: str
    body: Text
    visibility: str
    author: PersonRef | None
    author_name: Text
    addressed_to_all: bool
    addressed_to: list[OrganisationRef]
    topics: list[Word]
    channels: list[Word]
    asked_at: datetime
    edited_at: datetime | None
    version: int
    earlier: list[EarlierRow]
    accepted: AcceptedRow | None


class AnswerRow(Row):
    """An answer of the county."""

    key: str
    question: QuestionContext | None
    body: Text
    author: PersonRef | None
    author_name: Text
    answered_at: datetime
    edited_at: datetime | None
    version: int
    is_accepted: bool
    accepted_at: datetime | None
    earlier: list[EarlierRow]


class CommentRow(Row):
    """A comment of the county on an answer."""

    key: str
    answer: AnswerContext | None
    body: Text
    author: PersonRef | None
    author_name: Text
    commented_at: datetime


_OF_A_QUESTION = (
    "key", "title", "slug", "visibility", "author_name", "addressed_to_all", "asked_at",
    "edited_at", "version",
)  # fmt: skip
_OF_AN_ANSWER = (
    "key", "author_name", "answered_at", "edited_at", "version", "is_accepted", "accepted_at",
)  # fmt: skip
_OF_A_COMMENT = ("key", "body", "author_name", "commented_at")


def _own_questions(organisation: Organisation) -> QuerySet[Question]:
    return Question.objects.filter(organisation=organisation, is_context=False)


def _own_answers(organisation: Organisation) -> QuerySet[Answer]:
    return Answer.objects.filter(organisation=organisation, is_context=False)


def _own_comments(organisation: Organisation) -> QuerySet[Comment]:
    return Comment.objects.shown().filter(organisation=organisation)


# --- Out ----------------------------------------------------------------------------------------


def _questions(departure: Departure) -> Iterator[QuestionRow]:
    read = (
        _own_questions(departure.organisation)
        .select_related("author")
        .prefetch_related(
            "topics", "channels", "addressed_to", "revisions__editor", "answers__organisation"
        )
    )
    for one in in_batches(read):
        earlier = [kept for kept in one.revisions.all() if not (kept.answer_id or kept.comment_id)]
        yield QuestionRow(
            body=one.body,
            author=departure.person(one.author),
            addressed_to=[departure.organisation_ref(asked) for asked in one.addressed_to.all()],
            topics=_words(one.topics.all()),
            channels=_words(one.channels.all()),
            earlier=_earlier(earlier, departure),
            accepted=_accepted(one, departure),
            **values_of(one, _OF_A_QUESTION),
        )


def _words(words: Iterable[Topic] | Iterable[Platform]) -> list[Word]:
    return [Word(slug=one.slug, name=one.name) for one in words]


def _earlier(kept: Iterable[Revision], departure: Departure) -> list[EarlierRow]:
    return [
        EarlierRow(
            version=one.version,
            title=one.title,
            body=one.body,
            written_at=one.written_at,
            editor=departure.person(one.editor),
            replaced_at=one.replaced_at,
        )
        for one in sorted(kept, key=lambda one: one.version)
    ]


def _accepted(question: Question, departure: Departure) -> AcceptedRow | None:
    for answer in question.answers.all():
        own = answer.organisation_id == departure.organisation.pk and not answer.is_context
        if answer.accepted_at and not own:
            return AcceptedRow(
                key=answer.key,
                organisation=departure.organisation_ref(answer.organisation),
                answered_at=answer.answered_at,
                accepted_at=answer.accepted_at,
            )
    return None


def _answers(departure: Departure) -> Iterator[AnswerRow]:
    read = (
        _own_answers(departure.organisation)
        .select_related("author", "question__organisation")
        .prefetch_related("revisions__editor")
    )
    for one in in_batches(read):
        yield AnswerRow(
            question=_context(one.question, departure),
            body=one.body,
            author=departure.person(one.author),
            earlier=_earlier(one.revisions.all(), departure),
            **values_of(one, _OF_AN_ANSWER),
        )


def _context(question: Question, departure: Departure) -> QuestionContext | None:
    """Name the question to which something belongs, if the county may know of it."""
    own = question.organisation_id == departure.organisation.pk
    nameless = question.is_context and question.key.startswith("context-")
    if nameless or not (own or departure.may_see(question)):
        return None
    return QuestionContext(
        key=question.key,
        title=question.title,
        organisation=departure.organisation_ref(question.organisation),
        visibility=question.visibility,
        asked_at=question.asked_at,
    )


def _comments(departure: Departure) -> Iterator[CommentRow]:
    read = _own_comments(departure.organisation).select_related(
        "author", "answer__organisation", "answer__question__organisation"
    )
    for one in in_batches(read):
        question = _context(one.answer.question, departure)
        yield CommentRow(
            answer=_answer_context(one.answer, question, departure) if question else None,
            author=departure.person(one.author),
            **values_of(one, _OF_A_COMMENT),
        )


def _answer_context(
    answer: Answer, question: QuestionContext, departure: Departure
) -> AnswerContext:
    return AnswerContext(
        key=answer.key,
        organisation=departure.organisation_ref(answer.organisation),
        answered_at=answer.answered_at,
        question=question,
    )


# --- In -----------------------------------------------------------------------------------------


def _take_question(row: QuestionRow, arrival: Arrival) -> int:
    question = Question(
        organisation=arrival.organisation,
        author=arrival.person(row.author),
        **values_of(row, _OF_A_QUESTION),
    )
    question = take_question(question, row.body, _versions(row.earlier, arrival))
    question.addressed_to.set([arrival.other(ref) for ref in row.addressed_to])
    question.topics.set(words_for(Topic, row.topics))
    question.channels.set(words_for(Platform, row.channels))
    if row.accepted:
        answer_for_context(
            key=row.accepted.key,
            question=question,
            organisation=arrival.other(row.accepted.organisation),
            at=row.accepted.answered_at,
            accepted_at=row.accepted.accepted_at,
        )
    return question.pk


def _versions(rows: Iterable[EarlierRow], arrival: Arrival) -> list[EarlierVersion]:
    return [
        EarlierVersion(
            version=one.version,
            title=one.title,
            body=one.body,
            written_at=one.written_at,
            replaced_at=one.replaced_at,
            editor=arrival.person(one.editor),
        )
        for one in rows
    ]


def _take_answer(row: AnswerRow, arrival: Arrival) -> int:
    answer = Answer(
        question=_question_meant(row.question, row.key, row.answered_at, arrival),
        organisation=arrival.organisation,
        author=arrival.person(row.author),
        **values_of(row, _OF_AN_ANSWER),
    )
    return take_answer(answer, row.body, _versions(row.earlier, arrival)).pk


def _question_meant(
    context: QuestionContext | None, key: str, at: datetime, arrival: Arrival
) -> Question:
    if context is None:
        # Whose it was is not said: only the county itself sees where its post belongs.
        return question_for_context(
            key=key_without_context(key),
            title="",
            organisation=arrival.organisation,
            visibility=Visibility.COUNTY,
            asked_at=at,
        )
    return question_for_context(
        key=context.key,
        title=context.title,
        organisation=arrival.other(context.organisation),
        visibility=context.visibility,
        asked_at=context.asked_at,
    )


def _take_comment(row: CommentRow, arrival: Arrival) -> int:
    comment = Comment(
        answer=_answer_meant(row, arrival),
        organisation=arrival.organisation,
        author=arrival.person(row.author),
        **values_of(row, _OF_A_COMMENT),
    )
    return take_comment(comment).pk


def _answer_meant(row: CommentRow, arrival: Arrival) -> Answer:
    if row.answer is None:
        return answer_for_context(
            key=key_without_context(row.key),
            question=_question_meant(None, row.key, row.commented_at, arrival),
            organisation=arrival.organisation,
            at=row.commented_at,
        )
    context = row.answer
    return answer_for_context(
        key=context.key,
        question=_question_meant(context.question, row.key, row.commented_at, arrival),
        organisation=arrival.other(context.organisation),
        at=context.answered_at,
    )


def _people(organisation: Organisation) -> set[int]:
    """Return who ever wrote or edited for the county: only its own people do."""
    posts = (
        _own_questions(organisation).values_list("author", flat=True),
        _own_answers(organisation).values_list("author", flat=True),
        _own_comments(organisation).values_list("author", flat=True),
        Revision.objects.filter(
            question__organisation=organisation, answer=None, comment=None
        ).values_list("editor", flat=True),
        Revision.objects.filter(answer__organisation=organisation).values_list(
            "editor", flat=True
        ),
    )  # fmt: skip
    return {pk for people in posts for pk in people.distinct() if pk is not None}


FORUM = Estate(
    app="forum",
    people=_people,
    kinds=(
        Kind(
            name="question",
            label=_("Questions"),
            record=QuestionRow,
            tables=(
                "forum.Question", "forum.Question_addressed_to", "forum.Question_topics",
                "forum.Question_channels", "forum.Revision",
            ),
            rows=_questions,
            take_in=_take_question,
            line=lambda row: f"{row.title} ({row.asked_at:%d.%m.%Y})",
            count=lambda organisation: _own_questions(organisation).count(),
        ),
        Kind(
            name="answer",
            label=_("Answers"),
            record=AnswerRow,
            tables=("forum.Answer", "forum.Revision"),
            rows=_answers,
            take_in=_take_answer,
            line=lambda row: (
                f"{row.question.title if row.question else '–'} ({row.answered_at:%d.%m.%Y})"
            ),
            count=lambda organisation: _own_answers(organisation).count(),
        ),
        Kind(
            name="comment",
            label=_("Comments"),
            record=CommentRow,
            tables=("forum.Comment",),
            rows=_comments,
            take_in=_take_comment,
            line=lambda row: f"{row.body[:80]} ({row.commented_at:%d.%m.%Y})",
            count=lambda organisation: _own_comments(organisation).count(),
        ),
    ),
)  # fmt: skip
