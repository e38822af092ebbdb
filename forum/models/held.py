"""Files that stand on questions' pages, for the search."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from forum.models.attachments import Attachment
from portal.file_texts.holders import HeldFile

_PREFIX = "attachment:"


def held_files(keys: Collection[str]) -> dict[str, list[HeldFile]]:
    """Return the files on these questions' pages, by the questions' keys; one query.

    What a later version of a post does not name any more stays with the post, and is not found.
    """
    held: defaultdict[str, list[HeldFile]] = defaultdict(list)
    for attachment in _on_pages().filter(holder__in=keys):
        if attachment.get_absolute_url() in attachment.post_text:
            file = HeldFile(token_of(attachment.key), attachment.name, attachment.file)
            held[attachment.holder].append(file)
    return dict(held)


def token_of(key: str) -> str:
    """Return what names an attachment's content: it is never replaced."""
    return f"{_PREFIX}{key}"


def keys_with_files() -> Iterator[str]:
    """Yield the keys of the questions on whose pages files may stand."""
    holders = _on_pages().order_by("holder").values_list("holder", flat=True).distinct()
    return holders.iterator()


def known_files(tokens: Collection[str]) -> set[str]:
    """Return which of these tokens name an attachment that is there."""
    keys = [token.removeprefix(_PREFIX) for token in tokens if token.startswith(_PREFIX)]
    found = Attachment.objects.filter(key__in=keys).values_list("key", flat=True)
    return {token_of(key) for key in found}


def _on_pages() -> QuerySet[Any]:
    asked, answered = "question__", "answer__question__"
    return (
        Attachment.objects.filter(~Q(question=None, answer=None), is_image=False)
        .annotate(
            post_text=Coalesce("question__body", "answer__body"),
            holder=Coalesce(
                f"{asked}merged_into__key",
                f"{asked}key",
                f"{answered}merged_into__key",
                f"{answered}key",
            ),
        )
        .order_by("pk")
    )
