"""A question, with its answers and comments, as one document of the search."""

from collections.abc import Collection, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from forum.models import KIND, Answer, Comment, Question
from forum.models.cared import HAS_PAGE
from forum.models.held import held_files
from portal.file_texts.queries import texts_for
from portal.members.audiences import Reader, audience_of
from search.boosts import Because, Mark
from search.port import Document, FileText
from search.registry import Searchable, TitleHit


def documents(keys: Collection[str]) -> dict[str, Document]:
    """Describe questions by key, in a constant number of queries."""
    comments = Comment.objects.shown().only("answer_id", "body")
    # With the answers that became questions: their comments are found here.
    answers = Answer.with_openings.only("question_id", "body_text", "opens").prefetch_related(
        Prefetch("comments", comments)
    )
    merged = Question.objects.only("merged_into_id", "title", "body_text").prefetch_related(
        Prefetch("answers", answers)
    )
    questions = (
        Question.objects.filter(HAS_PAGE, key__in=keys)
        .select_related("organisation")
        .prefetch_related("topics", "channels", Prefetch("answers", answers))
        .prefetch_related(Prefetch("merged", merged.order_by("pk")))
    )
    files = texts_for(held_files(keys))
    return {
        question.key: _document(question, files.get(question.key, ())) for question in questions
    }


def _document(question: Question, files: tuple[FileText, ...]) -> Document:
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
        solved=question.is_solved,
        marks=tuple(_marks(question)),
        files=files,
    )


def _texts(question: Question) -> Iterator[str]:
    yield from _posts(question)
    for merged in question.merged.all():
        yield merged.title
        yield from _posts(merged)


def _posts(question: Question) -> Iterator[str]:
    yield question.body_text
    for answer in question.answers.all():
        # Of an answer that became this question, the words are the question's own.
        if not answer.opens:
            yield answer.body_text
        for comment in answer.comments.all():
            yield comment.body


def _marks(question: Question) -> Iterator[Mark]:
    if question.is_outdated:
        yield Mark(Because.OUTDATED)
    elif question.is_solved:
        yield Mark(Because.ACCEPTED)
    elif question.answers_count:
        yield Mark(Because.ANSWERED)


def keys() -> Iterator[str]:
    """Return the key of every question that has a page, in a stable order."""
    return Question.objects.filter(HAS_PAGE).order_by("pk").values_list("key", flat=True).iterator()


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
