"""What the results page tells the log, and the mark by which an opened hit is counted."""

import structlog
from allauth.account.adapter import get_adapter
from django.core import signing
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.kernel.throttling import within_limit
from search.asked.actions import note_asked
from search.service import SearchPage

logger = structlog.get_logger(__name__)

PER_HOUR = 60
MARK_VALID_SECONDS = 86_400
_SALT = "search.asked"


def noted(request: HttpRequest, page: SearchPage) -> str:
    """Note what was looked for and return the mark of its hits; "" for what does not count.

    It counts words as they were typed first: not what they were narrowed down to, not further
    pages. A log that cannot be written keeps nobody from her hits.
    """
    if not _counts(request, page) or not within_limit(_who(request), limit=PER_HOUR, seconds=3600):
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
    narrowed = query.page > 1 or query.exact or bool(page.chosen or query.since or query.until)
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    # Those who read the report try what others looked for.
    curates = getattr(request.user, "is_moderator", False)
    return request.method == "GET" and not (page.degraded or narrowed or ahead or curates)


def _who(request: HttpRequest) -> str:
    """Name who asks, for counting alone: an address is not kept as such."""
    if request.user.is_authenticated:
        return f"asked:person-{request.user.pk}"
    address = get_adapter().get_client_ip(request)
    return f"asked:{salted_hmac(_SALT, address, algorithm='sha256').hexdigest()}"


def asked_by(mark: str) -> int | None:
    """Return which row of the log a mark is of; None for a forged or an old one."""
    try:
        asked = signing.loads(mark, salt=_SALT, max_age=MARK_VALID_SECONDS)
    except signing.BadSignature:
        return None
    return asked if isinstance(asked, int) else None
