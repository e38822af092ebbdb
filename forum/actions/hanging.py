"""What hangs on a question, and goes with it when questions are merged.

A new table with a foreign key to `Question` gets its line in HANGING, and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from forum.models import (
    AffectedCounty,
    Answer,
    Bookmark,
    CountyRequest,
    Following,
    Mention,
    OfficialDraft,
    PostDraft,
    Question,
    ReadMark,
    Revision,
    StaffNote,
    WorkingNote,
    answer_place,
)
from forum.rules.requests import asker_of
from forum.rules.states import OPEN, DraftState

# Primary keys of what was moved, by the name of its line.
Moved = dict[str, list[int]]


def _always(_survivor: Question) -> bool:
    return True


def _nothing(_survivor: Question) -> Q:
    return Q(pk=None)


@dataclass(frozen=True, slots=True)
class Hanging:
    """Rows of one table that point at a question.

    `once_per`: of what the survivor may have one row only; a row for which it has one already
    stays with the merged question, unseen, and is there again when the merge is undone. So do
    the rows of `unwanted`, which make no sense there.
    """

    name: str
    model: type[Model]
    once_per: str = ""
    only: Q = field(default_factory=Q)
    wanted_by: Callable[[Question], bool] = _always
    unwanted: Callable[[Question], Q] = _nothing

    def move(self, merged: Question, survivor: Question) -> list[int]:
        """Hang the rows of `merged` on `survivor`; return which were moved."""
        if not self.wanted_by(survivor):
            return []
        rows = self._rows(self.only, question=merged).exclude(self.unwanted(survivor))
        moved = sorted(self._once(rows, survivor).values_list("pk", flat=True))
        self._rows(pk__in=moved).update(question=survivor)
        return moved

    def move_back(self, moved: list[int], survivor: Question, merged: Question) -> None:
        """Hang rows on `merged` again, as far as they are still with the survivor."""
        rows = self._rows(self.only, pk__in=moved, question=survivor)
        back = list(self._once(rows, merged).values_list("pk", flat=True))
        self._rows(pk__in=back).update(question=merged)

    def _once(self, rows: Any, question: Question) -> Any:
        if not self.once_per:
            return rows
        taken = self._rows(self.only, question=question).values(self.once_per)
        return rows.exclude(**{f"{self.once_per}__in": taken})

    def _rows(self, *conditions: Q, **filters: Any) -> Any:
        return self.model._base_manager.filter(*conditions, **filters)


@dataclass(frozen=True, slots=True)
class HangingTexts:
    """Answers somebody is typing: they name the question by its key, one for each person."""

    name: str

    def move(self, merged: Question, survivor: Question) -> list[int]:
        """Let people go on typing at `survivor`, unless they have begun something there, too."""
        return self._move(PostDraft.objects.all(), merged, survivor)

    def move_back(self, moved: list[int], survivor: Question, merged: Question) -> None:
        """Take texts back, as far as they were not published or discarded since."""
        self._move(PostDraft.objects.filter(pk__in=moved), survivor, merged)

    def _move(self, texts: QuerySet[PostDraft], left: Question, reached: Question) -> list[int]:
        place = answer_place(reached.key)
        begun = PostDraft.objects.filter(place=place).values("person")
        going = texts.filter(place=answer_place(left.key)).exclude(person__in=begun)
        moved = sorted(going.values_list("pk", flat=True))
        PostDraft.objects.filter(pk__in=moved).update(place=place)
        return moved


HANGING: tuple[Hanging | HangingTexts, ...] = (
    Hanging("answers", Answer, only=Q(opens=False)),
    Hanging("topics", Question.topics.through, once_per="topic"),
    Hanging("channels", Question.channels.through, once_per="platform"),
    Hanging(
        "addressed_to",
        Question.addressed_to.through,
        once_per="organisation",
        wanted_by=lambda survivor: not survivor.addressed_to_all,
    ),
    Hanging("staff_notes", StaffNote),
    Hanging(
        "affected",
        AffectedCounty,
        once_per="organisation",
        unwanted=lambda survivor: Q(organisation=survivor.organisation_id),
    ),
    Hanging("working_notes", WorkingNote, once_per="organisation"),
    Hanging("open_drafts", OfficialDraft, once_per="organisation", only=Q(state__in=OPEN)),
    Hanging("discarded_drafts", OfficialDraft, only=Q(state=DraftState.DISCARDED)),
    Hanging(
        "requests",
        CountyRequest,
        once_per="organisation",
        unwanted=lambda survivor: Q(organisation=asker_of(survivor)),
    ),
    Hanging("followings", Following, once_per="person"),
    Hanging("read_marks", ReadMark, once_per="person"),
    Hanging("bookmarks", Bookmark, once_per="person", only=Q(answer=None)),
    HangingTexts("texts"),
)
# Files and veils are not among them: they belong to a post, and go where it goes. Nor is what was
# seen before asking: it says how one question came about.
# What belongs to an answer and names its question, too: it is where the answer is, whether it
# was there when the answer moved or came since. A question's own earlier versions stay with it.
WITH_ANSWERS: tuple[tuple[type[Model], str, Q], ...] = (
    (Revision, "answer", Q()),
    (Revision, "comment__answer", Q()),
    (Mention, "answer", Q()),
    (Bookmark, "answer", Q()),
    (OfficialDraft, "answer", Q(state=DraftState.RELEASED)),
)


def move_all(merged: Question, survivor: Question) -> Moved:
    """Hang everything on the survivor; return what was moved, to be kept for the way back."""
    moved = {line.name: line.move(merged, survivor) for line in HANGING}
    go_with_answers(merged, survivor)
    return moved


def move_all_back(moved: Mapping[str, list[int]], survivor: Question, merged: Question) -> None:
    """Hang everything on the merged question again; what came since stays where it is."""
    for line in HANGING:
        line.move_back(moved.get(line.name, []), survivor, merged)
    go_with_answers(survivor, merged)


def go_with_answers(left: Question, reached: Question) -> None:
    """Let what belongs to answers follow those that moved from one question to the other."""
    for model, answer, only in WITH_ANSWERS:
        rows = model._base_manager.filter(only, question=left, **{f"{answer}__question": reached})
        following = list(rows.values_list("pk", flat=True))
        model._base_manager.filter(pk__in=following).update(question=reached)
