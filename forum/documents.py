"""A question, with its answers and comments, as one document of the search."""

from collections.abc import Collection, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from forum.models import KIND, Answer, Comment, Question
from portal.members.audiences import Reader, audience_of
from search.port import Document
from search.registry import Searchable, TitleHit

# Gentle: an accepted answer outranks an equal match, not a better one.
SOLVED_BOOST = 1.15
ANSWERED_BOOST = 1.05


def documents(keys: Collection[str]) -> dict[str, Document]:
    """Describe questions by key, in a constant number of queries."""
    comments = Comment.objects.shown().only("answer_id", "body")
    answers = Answer.objects.only("question_id", "body_text").prefetch_related(
        Prefetch("comments", comments)
    )
    questions = (
        Question.objects.filter(key__in=keys)
        .select_related("organisation")
        .prefetch_related("topics", "channels", Prefetch("answers", answers))
    )
    return {question.key: _document(question) for question in questions}


def _document(question: Question) -> Document:
    return Document(
        reference=question.reference,
        title=question.title,
        body="\n".join(_texts(question)),
        url=question.get_absolute_url(),
        audience=audience_of(question),
        organisation=question.organisation.slug,
        organisation_name=question.organisation.display_name,
        topics=tuple(topic.slug for topic in question.topics.all()),
        channels=tuple(channel.slug for channel in question.channels.all()),
        published_at=question.asked_at,
        boost=_boost(question),
    )


def _texts(question: Question) -> Iterator[str]:
    yield question.body_text
    for answer in question.answers.all():
        yield answer.body_text
        for comment in answer.comments.all():
            yield comment.body


def _boost(question: Question) -> float:
    if question.is_solved:
        return SOLVED_BOOST
    return ANSWERED_BOOST if question.answers_count else 1.0


def keys() -> Iterator[str]:
    """Return the key of every question, in a stable order."""
    return Question.objects.order_by("pk").values_list("key", flat=True).iterator()


def find_by_title(reader: Reader, text: str, limit: int) -> list[TitleHit]:
    """Find questions by words of their title while the search engine is away."""
    found = Question.objects.visible_to(reader)
    for word in text.split()[:5]:
        found = found.filter(title__icontains=word)
    return [
        TitleHit(question.key, question.title, question.get_absolute_url())
        for question in found[:limit]
    ]


SEARCHABLE = Searchable(
    kind=KIND,
    label=_("Question"),
    documents=documents,
    keys=keys,
    visible=Question.objects.visible_to,
    find_by_title=find_by_title,
)
