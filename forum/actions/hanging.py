"""What hangs on a question, and goes with it when questions are merged.

A new table with a foreign key to `Question` gets its line in HANGING, and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q

from forum.models import Answer, Question, Revision, StaffNote

# Primary keys of what was moved, by the name of its line.
Moved = dict[str, list[int]]


def _always(_survivor: Question) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Hanging:
    """Rows of one table that point at a question.

    `once_per`: of what the survivor may have one row only; a row for which it has one already
    stays with the merged question, unseen, and is there again when the merge is undone.
    """

    name: str
    model: type[Model]
    once_per: str = ""
    only: Q = field(default_factory=Q)
    wanted_by: Callable[[Question], bool] = _always

    def move(self, merged: Question, survivor: Question) -> list[int]:
        """Hang the rows of `merged` on `survivor`; return which were moved."""
        if not self.wanted_by(survivor):
            return []
        rows = self._rows(self.only, question=merged)
        if self.once_per:
            taken = self._rows(self.only, question=survivor).values(self.once_per)
            rows = rows.exclude(**{f"{self.once_per}__in": taken})
        moved = sorted(rows.values_list("pk", flat=True))
        self._rows(pk__in=moved).update(question=survivor)
        return moved

    def move_back(self, moved: list[int], survivor: Question, merged: Question) -> None:
        """Hang rows on `merged` again, as far as they are still with the survivor."""
        self._rows(pk__in=moved, question=survivor).update(question=merged)

    def _rows(self, *conditions: Q, **filters: Any) -> Any:
        return self.model._base_manager.filter(*conditions, **filters)


HANGING = (
    Hanging("answers", Answer, only=Q(opens=False)),
    # A question's own earlier versions stay with its words.
    Hanging("revisions", Revision, only=Q(answer__isnull=False)),
    Hanging("topics", Question.topics.through, once_per="topic"),
    Hanging("channels", Question.channels.through, once_per="platform"),
    Hanging(
        "addressed_to",
        Question.addressed_to.through,
        once_per="organisation",
        wanted_by=lambda survivor: not survivor.addressed_to_all,
    ),
    Hanging("staff_notes", StaffNote),
)


def move_all(merged: Question, survivor: Question) -> Moved:
    """Hang everything on the survivor; return what was moved, to be kept for the way back."""
    return {line.name: line.move(merged, survivor) for line in HANGING}


def move_all_back(moved: Mapping[str, list[int]], survivor: Question, merged: Question) -> None:
    """Hang everything on the merged question again; what came since stays where it is."""
    for line in HANGING:
        line.move_back(moved.get(line.name, []), survivor, merged)
