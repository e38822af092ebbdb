"""What the results page tells the log, and the mark by which an opened hit is counted."""

import structlog
from django.core import signing
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from portal.kernel.throttling import within_limit
from portal.members.audiences import Reader
from search.asked.actions import note_asked
from search.service import SearchPage

logger = structlog.get_logger(__name__)

# For one person, and for all visitors together: who they are is not looked at.
PER_HOUR = 60
VISITORS_PER_HOUR = 2_000
MARK_VALID_SECONDS = 86_400
_SALT = "search.asked"


def noted(request: HttpRequest, page: SearchPage) -> str:
    """Note what was looked for and return the mark of its hits; "" for what does not count.

    It counts words as they were typed first: not what they were narrowed down to, not further
    pages. A log that cannot be written keeps nobody from her hits.
    """
    if not _counts(request, page) or not _within_limit(request.user):
        return ""
    try:
        asked = note_asked(
            reader=request.user, text=page.typed.words, found=page.total > 0, now=timezone.now()
        )
    except DatabaseError as error:
        logger.warning("asked_not_noted", error=type(error).__name__)
        return ""
    return signing.dumps(asked, salt=_SALT) if asked and page.total else ""


def _counts(request: HttpRequest, page: SearchPage) -> bool:
    query = page.query
    narrowed = query.page > 1 or query.exact or page.is_narrowed
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    # Those who read the report try what others looked for.
    curates = getattr(request.user, "is_moderator", False)
    return request.method == "GET" and not (page.degraded or narrowed or ahead or curates)


def _within_limit(reader: Reader) -> bool:
    who, limit = "visitors", VISITORS_PER_HOUR
    if reader.is_authenticated:
        who, limit = f"person-{reader.pk}", PER_HOUR
    return within_limit(f"asked:{who}", limit=limit, seconds=3600, counted_in="kept")


def asked_by(mark: str) -> int | None:
    """Return which row of the log a mark is of; None for a forged or an old one."""
    try:
        asked = signing.loads(mark, salt=_SALT, max_age=MARK_VALID_SECONDS)
    except signing.BadSignature:
        return None
    return asked if isinstance(asked, int) else None
