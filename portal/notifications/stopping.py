"""The link in a mail that stops mails of its kind, without logging in (RFC 8058).

It is signed, not stored, and good for its owner's choice of this one kind alone: whoever has it
can stop these mails, and nothing else.
"""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from portal.members.models import User
from portal.notifications.notices import Notice, UnwiredNotice, notice_called

VALID_FOR = timedelta(days=365)
_SALT = "portal.notifications.stop"


def stop_path(person: User, notice: Notice) -> str:
    """Return the address below the site's own; raises UnwiredNotice for a forgotten kind."""
    if notice_called(notice.name) is None:
        raise UnwiredNotice(f"{notice.name} has no line in portal/config/wiring.py")
    token = signing.dumps([person.pk, notice.name], salt=_SALT)
    return reverse("notifications:stop", args=[token])


def stopped_by(token: str) -> tuple[User, Notice] | None:
    """Return whose mails of which kind a link stops; None for a forged or old one.

    Nor is there anything to stop for an account that is gone, or for a kind that is.
    """
    try:
        pk, name = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    notice = notice_called(name)
    return (person, notice) if person and notice else None
