"""Why a delivery failed, in plain words.

What services answer may hold contents and addresses of people (a mail server names the recipient,
Elasticsearch quotes the text it refuses): it stays in the database, and pages show these.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_KNOWN: tuple[tuple[str, str | Promise], ...] = (
    ("is not wired any more", _("This version does not know the task any more.")),
    ("EngineUnavailable", _("The search was not available.")),
    ("_exception'", _("The search refused the document.")),
    ("SMTPRecipientsRefused", _("The mail server refused the recipient.")),
    ("SMTPAuthenticationError", _("The mail server refused our log-in.")),
    ("SMTP", _("The mail server refused the mail.")),
    ("Connection", _("A service could not be reached.")),
    ("gaierror", _("A service could not be reached.")),
    ("Timeout", _("A service did not answer in time.")),
    ("OperationalError", _("The database was not available.")),
    ("OSError", _("A file could not be read or written; perhaps the disk is full.")),
)
# Errors begin with their kind, which names nothing and nobody.
_KIND = re.compile(r"([A-Z][A-Za-z]+): ")


def plain_reason(error: str) -> str | Promise:
    """Say why it failed without what the error quotes."""
    for mark, said in _KNOWN:
        if mark in error:
            return said
    kind = _KIND.match(error)
    return _("Unexpected error: {kind}").format(kind=kind[1]) if kind else _("Unexpected error")
