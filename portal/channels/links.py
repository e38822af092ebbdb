"""Addresses of foreign pages: kept and shown, never fetched by the server."""

import re
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_text

LINK_LENGTH = 500
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_NOT_IN_LINKS = re.compile(r"[\s<>\"'\\^`{|}]")


def safe_link(text: str) -> str:
    """Return the address in one spelling; raises ValidationError unless it is plain https."""
    link = clean_text(text).strip()
    if len(link) > LINK_LENGTH:
        raise ValidationError(_("This address is too long."))
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port
    except (ValueError, UnicodeError):
        raise _no_link() from None
    if parts.scheme != "https" or not _HOST.fullmatch(host) or _NOT_IN_LINKS.search(link):
        raise _no_link()
    if parts.username is not None or port not in {None, 443}:
        raise _no_link()
    return urlunsplit(("https", host, parts.path.rstrip("/"), parts.query, parts.fragment))


def _no_link() -> ValidationError:
    return ValidationError(
        _("Please give a full address that begins with https://, as your browser shows it.")
    )
