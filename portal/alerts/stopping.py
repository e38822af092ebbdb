"""The link in a mail that ends the mails about one search, without logging in.

It is signed, not stored: whoever has it can end mails about this one search, and nothing else.
"""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from portal.alerts.models import SavedSearch

VALID_FOR = timedelta(days=365)
_SALT = "portal.alerts.stop"


def stop_path(search: SavedSearch) -> str:
    """Return the address below the site's own."""
    token = signing.dumps([search.person_id, search.key], salt=_SALT)
    return reverse("alerts:stop", args=[token])


def stopped_by(token: str) -> SavedSearch | None:
    """Return the search whose mails a link ends; None for a forged or old one, or one too many."""
    try:
        person, key = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return SavedSearch.objects.filter(person=person, key=key, person__is_active=True).first()
