"""The secret in a feed's address, and whose it is."""

from django.core.signing import BadSignature, Signer

from portal.feeds.models import FeedKey
from portal.members.models import User
from portal.members.second_factor import must_set_up_second_factor

# The name of the parameter in a feed's address.
PARAMETER = "schluessel"
_SIGNER = Signer(sep=".", salt="portal.feeds")


def secret_of(key: FeedKey) -> str:
    """Return what the feed's address holds."""
    return _SIGNER.sign(key.name)


def owner_of_feed_secret(secret: str) -> User | None:
    """Return whose key this is; None for a forged or revoked one, and for an account that is off.

    Nor is it accepted while its owner has yet to set up the second factor her role needs.
    """
    try:
        name = _SIGNER.unsign(secret)
    except BadSignature:
        return None
    key = FeedKey.objects.select_related("person").filter(name=name, person__is_active=True).first()
    if key is None or must_set_up_second_factor(key.person):
        return None
    return key.person
