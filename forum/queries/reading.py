"""What a person has voted, kept, followed and read in a question: one query for all of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from forum.models import (
    Answer,
    Bookmark,
    Comment,
    Following,
    HelpfulVote,
    OfficialDraft,
    Question,
    ReadMark,
)
from forum.rules.answering import COMMENT_CHANGES_WITHIN
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads


@dataclass(frozen=True, slots=True)
class Personal:
    """What belongs to one reader on a question's page. Most readers have nothing there."""

    editable: tuple[int, ...] = ()
    changeable: tuple[int, ...] = ()
    voted: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    keeps_question: bool = False
    # None: neither followed nor muted.
    muted: bool | None = None
    drafts: tuple[int, ...] = ()
    # Something here is new to her, perhaps the question itself.
    unread: bool = False
    # She has read the question, and posts after this are new.
    new_since: datetime | None = None


def personal_in(reader: Reader, question: Question, now: datetime) -> Personal:
    """Read what belongs to the reader on this question's page."""
    if not isinstance(reader, User):
        return Personal()
    found: defaultdict[str, list[tuple[int, datetime]]] = defaultdict(list)
    for kind, number, at in _rows(reader, question, now):
        found[kind].append((number, at))
    numbers = {kind: tuple(sorted(number for number, _at in rows)) for kind, rows in found.items()}
    read = max([reader.date_joined, *(at for _number, at in found["read"])])
    unread = question.last_post_at > read
    return Personal(
        editable=numbers.get("edit", ()),
        changeable=numbers.get("change", ()),
        voted=numbers.get("vote", ()),
        kept=numbers.get("keep", ()),
        keeps_question="keep question" in numbers,
        muted=True if "mute" in numbers else False if "follow" in numbers else None,
        drafts=numbers.get("draft", ()),
        unread=unread,
        new_since=read if unread and question.asked_at <= read else None,
    )


def _rows(reader: User, question: Question, now: datetime) -> QuerySet[Any, Any]:
    own = member_organisations_of(reader)
    marks = ReadMark.objects.filter(Q(question=question) | Q(question=None), person=reader)
    first = _rows_of(marks, Value("read"), "pk", "read_until")
    return first.union(
        _rows_of(_editable(reader, question, own), Value("edit"), "pk", "answered_at"),
        _rows_of(_changeable(reader, question, now), Value("change"), "pk", "commented_at"),
        _rows_of(
            HelpfulVote.objects.filter(person=reader, answer__question=question),
            Value("vote"), "answer_id", "voted_at",
        ),
        _rows_of(
            Bookmark.objects.filter(person=reader, question=question),
            Case(When(answer=None, then=Value("keep question")), default=Value("keep")),
            "answer_id", "created_at",
        ),
        _rows_of(
            Following.objects.filter(person=reader, question=question),
            Case(When(muted=True, then=Value("mute")), default=Value("follow")),
            "pk", "since",
        ),
        _rows_of(
            OfficialDraft.objects.open().filter(question=question, organisation__in=own),
            Value("draft"), "pk", "created_at",
        ),
        all=True,
    )  # fmt: skip


def _rows_of(rows: QuerySet[Any], kind: Any, number: str, at: str) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(
        row_kind=Case(When(pk__gt=0, then=kind), output_field=CharField()),
        row_number=F(number),
        row_at=F(at),
    )
    found: QuerySet[Any, Any] = named.values_list("row_kind", "row_number", "row_at")
    return found


def _editable(reader: User, question: Question, own: tuple[Organisation, ...]) -> QuerySet[Answer]:
    led = [organisation for organisation in own if leads(reader, organisation)]
    mine = Q(author=reader.pk, organisation__in=own) | Q(organisation__in=led)
    return Answer.objects.filter(mine, question=question, is_official=False)


def _changeable(reader: User, question: Question, now: datetime) -> QuerySet[Comment]:
    young = Q(commented_at__gt=now - COMMENT_CHANGES_WITHIN)
    own = member_organisations_of(reader)
    return Comment.objects.shown().filter(
        young, answer__question=question, author=reader, organisation__in=own
    )


@dataclass(frozen=True, slots=True)
class Unread:
    """What is new to somebody in a question: the whole of it, or so many posts."""

    whole: bool
    posts: int


def unread_in(person: User, questions: Collection[int]) -> dict[int, Unread]:
    """Return what others have posted in these questions since she last read them."""
    if not questions:
        return {}
    marks = ReadMark.objects.filter(person=person)
    read = Greatest(
        _at(marks.filter(question=OuterRef("pk")), person),
        _at(marks.filter(question=None), person),
        output_field=DateTimeField(),
    )
    touched = Question.objects.filter(pk__in=questions).order_by().annotate(read=read)
    answers = Answer.objects.filter(question=OuterRef("pk"), answered_at__gt=OuterRef("read"))
    comments = Comment.objects.shown().filter(
        answer__question=OuterRef("pk"), commented_at__gt=OuterRef("read")
    )
    counted = touched.filter(last_post_at__gt=F("read")).annotate(
        whole=Case(When(Q(asked_at__gt=F("read")) & ~Q(author=person), then=True), default=False),
        posts=_count(answers.exclude(author=person), "question")
        + _count(comments.exclude(author=person), "answer__question"),
    )
    return {
        pk: Unread(whole, posts)
        for pk, whole, posts in counted.values_list("pk", "whole", "posts")
        if whole or posts
    }


def _at(marks: QuerySet[ReadMark], person: User) -> Coalesce:
    until = Subquery(marks.values("read_until")[:1])
    return Coalesce(until, Value(person.date_joined), output_field=DateTimeField())


def _count(posts: QuerySet[Any], by: str) -> Coalesce:
    number = posts.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def followed_by(person: User) -> QuerySet[Following]:
    """Return what she follows or has muted, the newest first; only what she may see."""
    visible = Question.objects.visible_to(person)
    return (
        Following.objects.filter(Q(question=None) | Q(question__in=visible), person=person)
        .select_related("question__organisation", "organisation", "topic")
        .order_by("-since", "-pk")
    )


def followers_of(question: Question) -> QuerySet[User]:
    """Return who follows a question, its county or a topic of it, and has muted none of them.

    Whether each may (still) see it is for the caller to ask: reading rights change by the day.
    """
    reasons = Following.objects.filter(
        Q(question=question)
        | Q(organisation=question.organisation_id)
        | Q(topic__in=question.topics.all())
    )
    return (
        User.objects.filter(is_active=True, pk__in=reasons.filter(muted=False).values("person"))
        .exclude(pk__in=reasons.filter(muted=True).values("person"))
        .order_by("pk")
    )


def bookmarks_of(person: User) -> QuerySet[Bookmark]:
    """Return what she keeps and may see, the newest first."""
    visible = Question.objects.visible_to(person)
    return (
        Bookmark.objects.filter(person=person, question__in=visible)
        .select_related("question__organisation", "answer__organisation")
        .order_by("-created_at", "-pk")
    )
