"""Who asks."""

from django.http import HttpRequest

from portal.members.models import User


def person_of(request: HttpRequest) -> User:
    """Return who is logged in; `login_required`, or the admin, has made sure that somebody is.

    Raises TypeError for nobody: then a view lacks that guard.
    """
    if not isinstance(request.user, User):
        raise TypeError("This view needs login_required.")
    return request.user
