"""Who asks."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.members.models import User


def person_of(request: HttpRequest) -> User:
    """Return who is logged in; `login_required`, or the admin, has made sure that somebody is.

    Raises TypeError for nobody: then a view lacks that guard.
    """
    if not isinstance(request.user, User):
        raise TypeError("This view needs login_required.")
    return request.user


def name_of_asker(request: HttpRequest) -> str:
    """Name the reader whose requests are counted: by account, or by address, not kept as such."""
    if request.user.is_authenticated:
        return f"person-{request.user.pk}"
    address = get_adapter().get_client_ip(request)
    return salted_hmac("portal.members.requests", address, algorithm="sha256").hexdigest()
