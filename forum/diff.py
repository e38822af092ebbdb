"""What changed between two versions of a post, word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from forum.models import Answer, Question, Revision
from portal.members.models import User

_PIECE = re.compile(r"\s+|[^\s]+")
# difflib takes quadratic time; a longer text is shown whole, before and after.
MOST_PIECES = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed (""), went ("del") or came ("ins")."""

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: of the question (`answer` is None) or of an answer."""

    question: Question
    answer: Answer | None
    editor: User | None
    at: datetime
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]


def changes(question: Question, revisions: Iterable[Revision]) -> list[Change]:
    """Return the edits of a question and its answers, the latest first."""
    later: dict[int | None, tuple[str, str]] = {None: (question.title, question.body)}
    later |= {answer.pk: ("", answer.body) for answer in question.answers.all()}
    made = []
    for revision in sorted(revisions, key=lambda one: one.version, reverse=True):
        title, body = later[revision.answer_id]
        later[revision.answer_id] = (revision.title, revision.body)
        made.append(
            Change(
                question=question,
                answer=revision.answer,
                editor=revision.editor,
                at=revision.replaced_at,
                title=tuple(compare(revision.title, title)) if revision.title != title else (),
                body=tuple(compare(revision.body, body)),
            )
        )
    return sorted(made, key=lambda change: change.at, reverse=True)


def changes_with_merged(question: Question, merged: Iterable[Question]) -> list[Change]:
    """Return the edits of a question and of those that became part of it, the latest first."""
    made = [
        change
        for one in (question, *merged)
        for change in changes(one, one.revisions.select_related("editor", "answer__organisation"))
    ]
    return sorted(made, key=lambda change: change.at, reverse=True)


def compare(before: str, after: str) -> Iterator[Piece]:
    """Compare two texts word by word; very long ones as a whole."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > MOST_PIECES:
        old, new = [before], [after]
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("", "".join(old[old_start:old_end]))
            continue
        if old_end > old_start:
            yield Piece("del", "".join(old[old_start:old_end]))
        if new_end > new_start:
            yield Piece("ins", "".join(new[new_start:new_end]))
