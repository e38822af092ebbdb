"""What a question's page shows: labels, and a page of its answers in one of three orders."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    F,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.urls import reverse

from forum.models import AffectedCounty, Answer, Comment, Question, Veil, WorkingNote
from portal.members.audiences import Reader, may_see
from portal.members.models import User
from portal.upkeep.queries.validity import warning_of

# Fifty answers make a page of some 100 KB; who reads more of them than that, turns the page.
PAGE_SIZE = 50
# The parameter `sortierung`; the first is what one gets without it.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "": ("-is_accepted", "-helpful_count", "answered_at", "pk"),
    "neu": ("-answered_at", "-pk"),
    "alt": ("answered_at", "pk"),
}
KINDS = ("topics", "channels", "asked", "affected", "working", "made")


@dataclass(frozen=True, slots=True)
class Label:
    """A topic, a channel, a county or a page; `at` is told of who is at work only."""

    slug: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside a question."""

    topics: tuple[Label, ...]
    channels: tuple[Label, ...]
    asked: tuple[Label, ...]
    affected: tuple[Label, ...]
    working: tuple[Label, ...]
    # What other apps made of it, as far as the reader may see that.
    made: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the frame of a question's page shows, and what names its kept content."""

    pk: int
    title: str
    slug: str
    visibility: str
    marks: int

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("forum:question-detail", args=[self.pk, self.slug])


MadeOf = Callable[[Question, Reader], Iterable[QuerySet[Any, Any]]]
_made_of: list[MadeOf] = []


def install(table: Iterable[MadeOf]) -> None:
    """Take over from the wiring who makes things of questions, replacing an earlier table.

    Each returns rows of `label_rows`: they are read in the one query with all other labels.
    """
    _made_of[:] = table


def head_of(reader: Reader, pk: int) -> Head | None:
    """Read the head of a question's page, where it has one that the reader may see."""
    visible = Question.objects.visible_to(reader).filter(pk=pk).order_by()
    row = visible.values_list("pk", "title", "slug", "visibility", "marks").first()
    return row and Head(*row)


def question_for_page(reader: User, pk: int) -> Question | None:
    """Read a question for its page, where it has one that she may see.

    Asked of the rule and not of the database: to put together the condition on what she may see
    takes longer than to read one question. Her rules ask for its county; its author is named in
    what is kept, and read for that alone.
    """
    try:
        question = Question.objects.select_related("organisation").get(pk=pk)
    except Question.DoesNotExist:
        return None
    if not (question.has_page and may_see(reader, question)):
        return None
    if question.is_veiled:
        behind = Prefetch("veil", Veil.objects.select_related("organisation"))
        prefetch_related_objects([question], behind)
    return question


def labels_of(question: Question, reader: Reader, now: datetime) -> Labels:
    """Read all that stands beside a question (one query)."""
    working = WorkingNote.objects.filter(question=question, until__gt=now)
    affected = AffectedCounty.objects.filter(question=question)
    county = ("organisation__slug", "organisation__display_name")
    rows = label_rows(working, "working", *county, F("since")).union(
        label_rows(affected, "affected", *county, F("said_at")),
        label_rows(question.addressed_to.all(), "asked", "slug", "display_name", _at(now)),
        label_rows(question.topics.all(), "topics", "slug", "name", _at(now)),
        label_rows(question.channels.all(), "channels", "slug", "name", _at(now)),
        *(made for made_of in _made_of for made in made_of(question, reader)),
        all=True,
    )
    found: defaultdict[str, list[Label]] = defaultdict(list)
    for kind, slug, name, at in rows:
        found[kind].append(Label(slug, name, at))
    return Labels(**{kind: tuple(sorted(found[kind], key=_name)) for kind in KINDS})


def label_rows(
    things: QuerySet[Any], kind: str, slug: Any, name: str, at: Any
) -> QuerySet[Any, Any]:
    """Return things as rows of labels: `slug` and `name` are fields, or expressions."""
    named = things.order_by().annotate(
        label_kind=Value(kind, output_field=CharField()),
        label_slug=F(slug) if isinstance(slug, str) else slug,
        label_name=F(name),
        label_at=at,
    )
    rows: QuerySet[Any, Any] = named.values_list(
        "label_kind", "label_slug", "label_name", "label_at"
    )
    return rows


def _at(now: datetime) -> Value:
    return Value(now, output_field=DateTimeField())


def _name(label: Label) -> str:
    return label.name


def answers_of(question: Question, order: str, number: int) -> list[Answer]:
    """Return a page of answers with their comments (two queries)."""
    comments = Comment.objects.shown().select_related("organisation", "author")
    start = (number - 1) * PAGE_SIZE
    answers = in_order(question, order).select_related("organisation", "author", "accepted_by")
    # What has changed since: no query of its own (docs/decisions/0152).
    answers = answers.annotate(warning=warning_of("answer"))
    return list(answers.prefetch_related(Prefetch("comments", comments))[start : start + PAGE_SIZE])


def in_order(question: Question, order: str) -> QuerySet[Answer]:
    """Return all answers to a question in one of ORDERS."""
    return Answer.objects.filter(question=question).order_by(*ORDERS[order])


def pages_of(question: Question) -> int:
    """Return how many pages its answers fill; at least one."""
    return max(1, -(-question.answers_count // PAGE_SIZE))


def page_of(answer: Answer, order: str) -> int:
    """Return on which page an answer stands."""
    return _page_of(answer.question, {answer.pk}, order)


def page_of_first_new(question: Question, since: datetime, reader: User, order: str) -> int:
    """Return the page with the first post by others that is newer than SINCE; 1 without one."""
    hers = Q(author=reader) | Q(veil__person=reader)
    remarked = (
        Comment.objects.shown()
        .filter(answer__question=question, commented_at__gt=since)
        .exclude(hers)
    )
    new = Answer.objects.filter(
        Q(answered_at__gt=since) & ~hers | Q(pk__in=remarked.values("answer")),
        question=question,
    )
    return _page_of(question, set(new.values_list("pk", flat=True)), order)


def _page_of(question: Question, wanted: Collection[int], order: str) -> int:
    ordered = in_order(question, order).values_list("pk", flat=True)
    return next((n // PAGE_SIZE + 1 for n, pk in enumerate(ordered) if pk in wanted), 1)
