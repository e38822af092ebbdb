"""Who is logged in, with what the head of every page says of her inbox."""

from allauth.account.auth_backends import AuthenticationBackend

from portal.members.models import User
from portal.notifications.inbox import with_unread_notices


class PeopleBackend(AuthenticationBackend):
    """Read the number of unread notices with the person herself: no page takes a query for it."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, unless she was switched off."""
        try:
            person = with_unread_notices(User.objects.all()).get(pk=user_id)
        except User.DoesNotExist:
            return None
        return person if self.user_can_authenticate(person) else None
