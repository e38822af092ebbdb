"""Reads that span tables. All start from what the reader may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from forum.models import Answer, Comment, Question, QuestionQuerySet, Revision, Veil
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads

# What a row of a list shows, and nothing of the bodies.
LISTED = (
    "key", "title", "slug", "asked_at", "answers_count", "is_solved", "visibility",
    "organisation__display_name", "organisation__slug",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TabCounts:
    """How many questions each tab holds, for this reader."""

    new: int
    unanswered: int
    solved: int
    for_me: int


def listed_questions(reader: Reader) -> QuestionQuerySet:
    """Return the questions of a list, newest first, with what their rows show."""
    questions: QuestionQuerySet = Question.objects.visible_to(reader)
    return questions.select_related("organisation").only(*LISTED).prefetch_related("topics")


def tab_counts(questions: QuestionQuerySet, reader: Reader) -> TabCounts:
    """Count all tabs in one query."""
    mine = questions.for_organisations(member_organisations_of(reader))
    counted = questions.order_by().aggregate(
        new=Count("pk"),
        unanswered=Count("pk", filter=Q(answers_count=0)),
        solved=Count("pk", filter=Q(is_solved=True)),
    )
    for_me = mine.order_by().count() if member_organisations_of(reader) else 0
    return TabCounts(for_me=for_me, **counted)


def newest_questions(reader: Reader, number: int) -> QuestionQuerySet:
    """Return the newest questions the reader may see."""
    return listed_questions(reader)[:number]


def open_questions_for(reader: Reader) -> QuestionQuerySet:
    """Return unsolved questions that ask the reader's counties."""
    mine = member_organisations_of(reader)
    return listed_questions(reader).for_organisations(mine)


def question_page(reader: Reader) -> QuestionQuerySet:
    """Return questions with their county and author; `load_thread` reads the rest of a page."""
    questions: QuestionQuerySet = Question.objects.visible_to(reader)
    # Rules ask who is behind a stand-in; pages show the stand-in.
    return questions.select_related("organisation", "author", "veil__organisation")


def editable_answers(reader: Reader, question: Question) -> tuple[int, ...]:
    """Return the answers to this question that the reader may change, in order."""
    own = member_organisations_of(reader)
    if not own or not isinstance(reader, User):
        return ()
    led = [organisation for organisation in own if leads(reader, organisation)]
    mine = Q(author=reader.pk, organisation__in=own) | Q(organisation__in=led)
    mine |= Q(veil__person=reader.pk, veil__organisation__in=own) | Q(veil__organisation__in=led)
    return tuple(question.answers.filter(mine).order_by("pk").values_list("pk", flat=True))


def load_thread(question: Question) -> None:
    """Read all that a question's page shows, in a constant number of queries."""
    comments = Comment.objects.select_related("organisation", "author")
    answers = Answer.objects.select_related("organisation", "author").prefetch_related(
        Prefetch("comments", comments)
    )
    asked = () if question.addressed_to_all else ("addressed_to",)
    prefetch_related_objects([question], "topics", "channels", *asked, Prefetch("answers", answers))


def visible_answers(reader: Reader) -> QuerySet[Answer]:
    """Return the answers to questions the reader may see."""
    visible = Question.objects.visible_to(reader)
    return Answer.objects.filter(question__in=visible).select_related(
        "question__organisation", "organisation", "author"
    )


def revisions_of(question: Question) -> QuerySet[Revision]:
    """Return all earlier versions of a question and its answers, the latest first."""
    return question.revisions.select_related("editor", "answer__organisation")


def addressable_organisations() -> QuerySet[Organisation]:
    """Return who can be asked: the member organisations."""
    return Organisation.objects.filter(status=Organisation.Status.MEMBER)


def posts_since(author: User, since: datetime) -> int:
    """Count what a person posted since then, to keep it within bounds."""
    return (
        Question.objects.filter(author=author, asked_at__gte=since).count()
        + Answer.objects.filter(author=author, answered_at__gte=since).count()
        + Comment.objects.filter(author=author, commented_at__gte=since).count()
        + Veil.objects.filter(person=author, created_at__gte=since, revision=None).count()
    )
