"""Who needs a second factor: those whose account opens more than their own county's things."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from portal.members.models import User

# Recovery codes alone are none: they are made beside a passkey or an app.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def lacks_second_factor(person: User) -> bool:
    """Whether she should have a second factor and has none (one query, for moderators only)."""
    if not person.is_moderator:
        return False
    return not Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists()


def must_set_up_second_factor(person: User) -> bool:
    """Whether nothing but her account page is open to her until she has set one up."""
    return bool(settings.MFA_REQUIRED) and lacks_second_factor(person)
