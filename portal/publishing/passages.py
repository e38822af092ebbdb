"""A story as its authors edit it outside the CMS: passage by passage, as Markdown.

Each block stays a block under its own id, on which other things hang (docs/decisions/0110). What
Markdown cannot give back - pictures, quotations, links that follow a page - is shown and left as
it is; only the CMS edits it (docs/decisions/0130).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.kernel.text import clean_text
from portal.publishing.as_markdown import editable_table, editable_text
from portal.publishing.markdown import blocks_from_markdown
from portal.publishing.stories import story_html

# The place of what is added at the end.
NEW = "neu"


@dataclass(frozen=True, slots=True)
class Passage:
    """One block; `markdown` is None where only the CMS can edit it."""

    place: str
    kind: str
    markdown: str | None
    html: str


def passages_of(story: Any) -> list[Passage]:
    """Return a story's blocks in their order."""
    return [
        Passage(_place(block, number), block.block_type, _markdown(block), story_html([block]))
        for number, block in enumerate(story)
    ]


def _place(block: Any, number: int) -> str:
    return f"p-{block.id}" if block.id else f"nr-{number}"


def rewritten(story: Any, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a story's blocks with these passages' new texts; an emptied one is gone.

    A passage that is not named, was not changed or cannot be edited stays as it is.
    """
    return list(_rewritten(story, {place: clean_text(text) for place, text in texts.items()}))


def _rewritten(story: Any, texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    kept = story.get_prep_value()
    for passage, block in zip(passages_of(story), kept, strict=True):
        text = texts.get(passage.place)
        if text is None or passage.markdown is None or _same(text, passage.markdown):
            yield block
        else:
            yield from _in_place_of(block, text)
    yield from blocks_from_markdown(texts.get(NEW, ""))


def _in_place_of(block: Mapping[str, Any], text: str) -> list[dict[str, Any]]:
    """The first new block of its kind takes over its id, and a table its caption."""
    blocks = blocks_from_markdown(text)
    heir = next((one for one in blocks if one["type"] == block["type"]), None)
    if heir:
        heir["id"] = block["id"]
        if heir["type"] == "table":
            heir["value"]["caption"] = block["value"].get("caption", "")
    return blocks


def _same(text: str, other: str) -> bool:
    return text.strip() == other.strip()


def _markdown(block: Any) -> str | None:
    match block.block_type:
        case "text":
            return editable_text(block.value.source)
        case "table":
            return editable_table(block.value)
        case _:
            return None
