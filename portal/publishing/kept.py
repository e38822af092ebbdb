"""HTML kept until something changes: most readers read what others have just read.

What a page shows follows from its content and from the reader's tokens alone. Whatever changes
content leaves entries in the outbox, in the same transaction; so the newest entries name the state
of all content, and HTML kept under that name is never older than the last fact. What changes
without a fact (the name of a topic, a folder's introduction) shows after KEEP_SECONDS.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from django.core.cache import caches
from django.utils.translation import get_language

from portal.members.audiences import Reader, tokens_of
from portal.outbox.models import Entry

T = TypeVar("T")

KEEP_SECONDS = 60
# More than one: of two transactions at once, the one with the lower number may commit later.
NEWEST = 50


def kept(make: Callable[[], T], *, reader: Reader, name: str) -> T:
    """Return what `make` makes under this name for readers with the same tokens: HTML, mostly."""
    key = _key(name, get_language() or "", *sorted(tokens_of(reader)), _state_of_content())
    cache = caches["kept"]
    found: T | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEEP_SECONDS)
    return found


def _state_of_content() -> str:
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST]
    return ",".join(map(str, newest))


def _key(*parts: str) -> str:
    return "kept:" + sha256("\x1f".join(parts).encode()).hexdigest()
