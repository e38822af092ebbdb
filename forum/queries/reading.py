"""What a person has voted, kept, followed and read in a question: one query for all of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
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
    Question,
    ReadMark,
    answer_place,
)
from forum.queries.veils import veils_of_page
from forum.rules.answering import COMMENT_CHANGES_WITHIN
from forum.rules.states import OPEN
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads


@dataclass(frozen=True, slots=True)
class Hidden:
    """What her county has on a page without its name: only its own people are told."""

    behind: bool = False
    answers: tuple[int, ...] = ()
    editable: tuple[int, ...] = ()
    changeable: tuple[int, ...] = ()
    # Her own, which are not new to her.
    own_answers: tuple[int, ...] = ()
    own_comments: tuple[int, ...] = ()


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
    # Something here may stand under a stand-in's name, and this of it is her county's.
    veiled: bool = False
    hidden: Hidden = Hidden()
    # A county that she leads has answered by its name.
    answered: bool = False
    # She has typed an answer and not published it.
    typed: bool = False
    # Something here is new to her, perhaps the question itself.
    unread: bool = False
    # She has read the question, and posts after this are new.
    new_since: datetime | None = None


_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
# By hand: to put the same together with the ORM takes as long as all else a question's page does.
# The lists of organisations are our own numbers; everything else is a parameter.
_PERSONAL = """
SELECT 'read' AS kind, id, read_until FROM forum_readmark
  WHERE person_id = %(person)s AND (question_id = %(question)s OR question_id IS NULL)
UNION ALL SELECT 'edit', id, answered_at FROM forum_answer
  WHERE question_id = %(question)s AND NOT is_official
    AND (organisation_id IN ({led}) OR author_id = %(person)s AND organisation_id IN ({own}))
UNION ALL SELECT 'answered', id, answered_at FROM forum_answer
  WHERE question_id = %(question)s AND organisation_id IN ({led}) AND NOT opens
UNION ALL SELECT 'change', c.id, c.commented_at
  FROM forum_comment c JOIN forum_answer a ON a.id = c.answer_id
  WHERE a.question_id = %(question)s AND c.author_id = %(person)s
    AND c.organisation_id IN ({own}) AND c.removed_at IS NULL
UNION ALL SELECT 'vote', a.id, v.voted_at
  FROM forum_helpfulvote v JOIN forum_answer a ON a.id = v.answer_id
  WHERE a.question_id = %(question)s AND v.person_id = %(person)s
UNION ALL SELECT CASE WHEN answer_id IS NULL THEN 'keep question' ELSE 'keep' END,
    COALESCE(answer_id, 0), created_at FROM forum_bookmark
  WHERE question_id = %(question)s AND person_id = %(person)s
UNION ALL SELECT CASE WHEN muted THEN 'mute' ELSE 'follow' END, id, since FROM forum_following
  WHERE question_id = %(question)s AND person_id = %(person)s
UNION ALL SELECT 'draft', id, created_at FROM forum_officialdraft
  WHERE question_id = %(question)s AND organisation_id IN ({own})
    AND state IN ({open})
UNION ALL SELECT 'typed', id, saved_at FROM forum_postdraft
  WHERE person_id = %(person)s AND place = %(place)s
"""


def personal_in(reader: Reader, question: Question, now: datetime) -> Personal:
    """Read what belongs to the reader on this question's page (one query)."""
    if not isinstance(reader, User):
        return Personal()
    found: defaultdict[str, list[int]] = defaultdict(list)
    read = reader.date_joined
    for kind, number, at in _rows(reader, question):
        found[kind].append(number)
        if kind == "read":
            read = max(read, at)
        elif kind == "change" and at <= now - COMMENT_CHANGES_WITHIN:
            found[kind].remove(number)
    hidden = _hidden(reader, question, now) if question.has_veils else Hidden()
    unread = question.last_post_at > read
    return Personal(
        editable=tuple(sorted([*found["edit"], *hidden.editable])),
        changeable=tuple(sorted([*found["change"], *hidden.changeable])),
        voted=tuple(sorted(found["vote"])),
        kept=tuple(sorted(found["keep"])),
        keeps_question="keep question" in found,
        muted=True if "mute" in found else False if "follow" in found else None,
        drafts=tuple(sorted(found["draft"])),
        veiled=question.has_veils,
        hidden=hidden,
        answered="answered" in found,
        typed="typed" in found,
        unread=unread,
        new_since=read if unread and question.asked_at <= read else None,
    )


def _hidden(reader: User, question: Question, now: datetime) -> Hidden:
    """Read what stands here behind her county's veil; one more query on such pages only."""
    own = member_organisations_of(reader)
    led = {one.pk for one in own if leads(reader, one)}
    veils = list(
        veils_of_page(question)
        .filter(organisation__in=own)
        .order_by("pk")
        .select_related("comment")
    )
    answers = [veil for veil in veils if veil.answer_id]
    hers = [veil for veil in veils if veil.person_id == reader.pk]
    fresh = now - COMMENT_CHANGES_WITHIN
    return Hidden(
        behind=bool(veils),
        answers=_pks(veil.answer_id for veil in answers),
        editable=_pks(
            veil.answer_id for veil in answers if veil in hers or veil.organisation_id in led
        ),
        changeable=_pks(
            veil.comment_id for veil in hers if veil.comment and veil.comment.commented_at > fresh
        ),
        own_answers=_pks(veil.answer_id for veil in hers),
        own_comments=_pks(veil.comment_id for veil in hers),
    )


def _pks(found: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted(pk for pk in found if pk))


def _rows(reader: User, question: Question) -> Iterator[tuple[str, int, datetime]]:
    own = member_organisations_of(reader)
    led = [organisation for organisation in own if leads(reader, organisation)]
    sql = _PERSONAL.format(own=_numbers(own), led=_numbers(led), open=_OPEN)
    # Read as read marks, so that each database's times become ours.
    known = {
        "person": reader.pk,
        "question": question.pk,
        "place": answer_place(question.key),
    }
    for row in ReadMark.objects.raw(sql, known):
        yield row.kind, row.pk, row.read_until  # type: ignore[attr-defined]  # a column of its own


def _numbers(organisations: Sequence[Organisation]) -> str:
    return ", ".join(str(int(organisation.pk)) for organisation in organisations) or "NULL"


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
    hers = Q(author=person) | Q(veil__person=person)
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
        whole=Case(When(Q(asked_at__gt=F("read")) & ~hers, then=True), default=False),
        posts=_count(answers.exclude(hers), "question")
        + _count(comments.exclude(hers), "answer__question"),
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
        .select_related("question__organisation", "organisation")
        .order_by("-since", "-pk")
    )


def bookmarks_of(person: User) -> QuerySet[Bookmark]:
    """Return what she keeps and may see, the newest first."""
    visible = Question.objects.visible_to(person)
    return (
        Bookmark.objects.filter(person=person, question__in=visible)
        .select_related("question__organisation", "answer__organisation")
        .order_by("-created_at", "-pk")
    )
