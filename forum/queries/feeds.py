"""What feeds tell of: the newest questions and answers that their reader may see."""

from heapq import nlargest

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import Answer, Question
from forum.queries.questions import visible_answers
from portal.feeds.atom import MOST_ENTRIES, Entry
from portal.members.audiences import Reader
from portal.members.models import Organisation
from portal.taxonomy.models import Topic

_OF_QUESTION = (
    "title", "slug", "body_text", "asked_at", "edited_at", "organisation__display_name",
)  # fmt: skip
_OF_ANSWER = (
    "body_text", "answered_at", "edited_at", "organisation__display_name", "question__title",
)  # fmt: skip


def newest_asked(reader: Reader, topic: Topic | None = None) -> list[Entry]:
    """Return the newest questions, of one topic where one is given (two queries)."""
    questions = Question.objects.visible_to(reader)
    return _asked(questions.filter(topics=topic) if topic else questions)


def newest_of_county(reader: Reader, county: Organisation) -> list[Entry]:
    """Return what a county asked and answered lately (three queries)."""
    asked = _asked(Question.objects.visible_to(reader).filter(organisation=county))
    answered = _answered(visible_answers(reader).filter(organisation=county))
    return nlargest(MOST_ENTRIES, asked + answered, key=lambda entry: entry.published_at)


def newest_answers(reader: Reader, question: Question) -> list[Entry]:
    """Return the newest answers to a question (one query)."""
    return _answered(visible_answers(reader).filter(question=question))


def _asked(questions: QuerySet[Question]) -> list[Entry]:
    rows = questions.select_related("organisation").prefetch_related("topics").only(*_OF_QUESTION)
    newest = rows.order_by("-asked_at", "-pk")[:MOST_ENTRIES]
    return [_of_question(question) for question in newest]


def _of_question(question: Question) -> Entry:
    return Entry(
        # Without its title, which may be edited.
        path=reverse("forum:question-short", args=[question.pk]),
        title=question.title,
        text=question.body_text,
        county=question.organisation.display_name,
        published_at=question.asked_at,
        updated_at=question.edited_at or question.asked_at,
        topics=tuple(topic.name for topic in question.topics.all()),
    )


def _answered(answers: QuerySet[Answer]) -> list[Entry]:
    rows = answers.select_related(None).select_related("organisation", "question")
    newest = rows.filter(is_context=False).only(*_OF_ANSWER).order_by("-answered_at", "-pk")
    return [_of_answer(answer) for answer in newest[:MOST_ENTRIES]]


def _of_answer(answer: Answer) -> Entry:
    return Entry(
        path=answer.get_absolute_url(),
        title=_("Answer: %(question)s") % {"question": answer.question.title},
        text=answer.body_text,
        county=answer.organisation.display_name,
        published_at=answer.answered_at,
        updated_at=answer.edited_at or answer.answered_at,
    )
