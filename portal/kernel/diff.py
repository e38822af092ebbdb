"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECE = re.compile(r"\s+|[^\s]+")
# difflib takes quadratic time; a longer text is shown whole, before and after.
MOST_PIECES = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed (""), went ("del") or came ("ins")."""

    tag: str
    text: str


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
