"""Who uses the API: the owner of a token, whoever is logged in, or the public."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from portal.kernel.verdict import refused, require
from portal.members.models import PersonalToken, User
from portal.members.queries import valid_token

READS_ONLY = refused(
    _("This token only reads. Make one that may ask and answer in your name under “My account”.")
)


class ReaderAuth(HttpBearer):
    """Who reads: the owner of a token, else whoever is logged in, else the public.

    A token that is not valid is an error, never a silent step down to what the public may read.
    """

    openapi_description = "A personal token: `Authorization: Bearer kwt_…`. Optional."

    def __call__(self, request: HttpRequest) -> object:
        """Decide who reads before anything is read."""
        if "Authorization" not in request.headers:
            return request.user
        return self.authenticate(request, _secret_in(request))

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """Let the request be its token's owner's."""
        return _owner(request, token).user


class WriterAuth(HttpBearer):
    """Who writes: the owner of a token that may. The session of a browser is not looked at.

    So no other site can make a browser write here (cross-site request forgery).
    """

    openapi_description = "A personal token that may write: `Authorization: Bearer kwt_…`."

    def __call__(self, request: HttpRequest) -> object:
        """Refuse before anything is read."""
        return self.authenticate(request, _secret_in(request))

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """Let the request be its token's owner's; raises Refused where the token only reads."""
        found = _owner(request, token)
        if not found.may_write:
            require(READS_ONLY)
        return found.user


def _secret_in(request: HttpRequest) -> str:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise AuthenticationError
    return secret.strip()


def _owner(request: HttpRequest, secret: str) -> PersonalToken:
    token = valid_token(secret, timezone.now())
    if token is None:
        raise AuthenticationError
    request.user = token.user
    return token
