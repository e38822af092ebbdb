"""Reads that span tables. All start from what the reader may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from forum.models import Answer, Comment, Question, QuestionQuerySet, Veil
from forum.models.cared import OPEN
from portal.members.audiences import (
    Reader,
    active_organisations_of,
    member_organisations_of,
)
from portal.members.models import Organisation, User

# What a row of a list shows, and nothing of the bodies.
LISTED = (
    "key", "title", "slug", "asked_at", "answers_count", "is_solved", "visibility",
    "closing", "is_locked", "is_pinned", "outdated_at", "merged_into", "returned_as",
    "organisation__display_name", "organisation__slug", "organisation__kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TabCounts:
    """How many questions each tab holds, for this reader."""

    new: int
    unanswered: int
    solved: int
    for_me: int
    from_us: int


def listed_questions(reader: Reader) -> QuestionQuerySet:
    """Return the questions of a list, newest first, with what their rows show."""
    questions: QuestionQuerySet = Question.objects.visible_to(reader)
    return questions.select_related("organisation").only(*LISTED).prefetch_related("topics")


def tab_counts(questions: QuestionQuerySet, reader: Reader) -> TabCounts:
    """Count all tabs in one query."""
    own = member_organisations_of(reader)
    mine = questions.for_organisations(own)
    counted = questions.order_by().aggregate(
        new=Count("pk"),
        unanswered=Count("pk", filter=OPEN & Q(answers_count=0, is_context=False)),
        solved=Count("pk", filter=Q(is_solved=True)),
        from_us=Count("pk", filter=asked_by(own)),
    )
    for_me = mine.order_by().count() if own else 0
    return TabCounts(for_me=for_me, **counted)


def newest_questions(reader: Reader, number: int) -> QuestionQuerySet:
    """Return the newest questions the reader may see."""
    return listed_questions(reader)[:number]


def open_questions_for(reader: Reader) -> QuestionQuerySet:
    """Return unsolved questions that ask the reader's counties."""
    mine = member_organisations_of(reader)
    return listed_questions(reader).for_organisations(mine)


def questions_naming(reader: Reader) -> QuerySet[Question]:
    """Return unsolved questions that ask her counties by name and that they have not answered.

    The longest waiting come first.
    """
    mine = member_organisations_of(reader)
    named = Question.addressed_to.through.objects.filter(
        question_id=OuterRef("pk"), organisation__in=mine
    )
    answered = Answer.objects.filter(question=OuterRef("pk"), organisation__in=mine)
    waiting = open_questions_for(reader).filter(Exists(named), ~Exists(answered))
    return waiting.order_by("asked_at", "pk")


def questions_to_everybody(reader: Reader) -> QuerySet[Question]:
    """Return questions to all counties that nobody has answered, the newest first."""
    return open_questions_for(reader).unanswered().filter(addressed_to_all=True)


def own_questions(reader: Reader) -> QuestionQuerySet:
    """Return what her organisations have asked, the newest first."""
    return listed_questions(reader).filter(asked_by(active_organisations_of(reader)))


def asked_by(organisations: Collection[Organisation]) -> Q:
    """Keep what these have asked, with or without their name: for their own people only."""
    return Q(organisation__in=organisations) | Q(veil__organisation__in=organisations)


def questions_to_settle(reader: User) -> QuerySet[Question]:
    """Return unsolved questions with answers: her own, and those of counties she leads.

    `answered_at` is when the latest answer came; those come first.
    """
    wrote = Q(author=reader.pk) | Q(veil__person=reader.pk)
    mine = Question.objects.visible_to(reader).filter(
        wrote | asked_by(reader.led_organisations), asked_by(member_organisations_of(reader))
    )
    latest = Answer.objects.filter(question=OuterRef("pk")).order_by("-answered_at")
    answered = (
        mine.open()
        .filter(is_solved=False, answers_count__gt=0)
        .annotate(answered_at=Subquery(latest.values("answered_at")[:1]))
    )
    return answered.only(*LISTED[:6]).order_by("-answered_at", "-pk")


def question_page(reader: Reader) -> QuestionQuerySet:
    """Return questions with their county and author; `load_thread` reads the rest of a page."""
    questions: QuestionQuerySet = Question.objects.visible_to(reader)
    # Rules ask who is behind a stand-in; pages show the stand-in.
    return questions.select_related("organisation", "author", "veil__organisation")


def load_thread(question: Question) -> None:
    """Read all that a question's page shows, in a constant number of queries."""
    comments = Comment.objects.shown().select_related("organisation", "author")
    answers = Answer.objects.select_related("organisation", "author").prefetch_related(
        Prefetch("comments", comments)
    )
    asked = () if question.addressed_to_all else ("addressed_to",)
    prefetch_related_objects([question], "topics", "channels", *asked, Prefetch("answers", answers))


def visible_answers(reader: Reader) -> QuerySet[Answer]:
    """Return the answers to questions the reader may see."""
    return commentable_answers(reader).filter(opens=False)


def readable_answers(reader: Reader) -> QuerySet[Answer]:
    """Return the answers whose address leads somewhere: with those of merged questions."""
    readable = Question.objects.readable_by(reader)
    return Answer.with_openings.filter(question__in=readable).select_related("question")


def commentable_answers(reader: Reader) -> QuerySet[Answer]:
    """Return the answers to questions the reader may see, with those that became questions."""
    visible = Question.objects.visible_to(reader)
    return Answer.with_openings.filter(question__in=visible).select_related(
        "question__organisation", "organisation", "author", "veil__organisation"
    )


def visible_comments(reader: Reader) -> QuerySet[Comment]:
    """Return the comments in questions the reader may know of; removed ones are not there."""
    visible = Question.objects.readable_by(reader)
    return (
        Comment.objects.shown()
        .filter(answer__question__in=visible)
        .select_related(
            "answer__question__organisation",
            "answer__organisation",
            "organisation",
            "author",
            "veil__organisation",
        )
    )


def addressable_organisations() -> QuerySet[Organisation]:
    """Return who can be asked: the member organisations."""
    return Organisation.objects.filter(status=Organisation.Status.MEMBER)


def posts_since(author: User, since: datetime) -> int:
    """Count what a person posted since then, to keep it within bounds."""
    return (
        Question.objects.filter(author=author, asked_at__gte=since).count()
        + Answer.objects.filter(author=author, answered_at__gte=since).count()
        + Comment.objects.filter(author=author, commented_at__gte=since).count()
        + Veil.objects.filter(person=author, created_at__gte=since, revision=None, act=None).count()
    )
