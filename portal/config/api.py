"""The API, composed of what the apps offer: every reader gets what she may read."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.throttling import BaseThrottle

from casestudies.api import router as pages
from forum.write_api import router as questions
from portal.channels.api import router as channels
from portal.directory.api import router as profiles
from portal.kernel.throttling import within_limit
from portal.kernel.verdict import Refused
from portal.members.api import router as organisations
from portal.members.api_access import ReaderAuth
from portal.pages.api import router as news
from portal.trails.api import router as trails
from search.api import router as search

DESCRIPTION = """
Without a token the API answers what the public may read; with a personal token
(*Mein Konto → Persönliche Schlüssel*) or the session of a browser what its person may read.
What you may not read does not exist here either: 404, and it is in no list and no count.
Asking, answering and accepting need a personal token that may write.
"""


class ReaderThrottle(BaseThrottle):
    """So many requests per second and person, or per address where nobody is logged in."""

    def __init__(self, requests_per_second: int) -> None:
        self.limit = requests_per_second

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this request."""
        name = f"api:{_name_of_reader(request, self)}"
        return within_limit(name, limit=self.limit, seconds=1)

    def wait(self) -> float:
        """Tell the reader's program when to come back."""
        return 1.0


def _name_of_reader(request: HttpRequest, throttle: BaseThrottle) -> str:
    """Count people by their account: a county's staff share one address."""
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    return throttle.get_ident(request) or "unknown"


api = NinjaAPI(
    title="Kreiswissen",
    version="1",
    description=DESCRIPTION,
    auth=ReaderAuth(),
    throttle=ReaderThrottle(settings.API_REQUESTS_PER_SECOND),
    # The documentation's program sets styles of its own; scripts stay ours.
    docs_decorator=csp_update({"style-src": ["'unsafe-inline'"]}),
)
for router in (search, questions, pages, news, trails, channels, organisations, profiles):
    api.add_router("", router)


@api.exception_handler(AuthenticationError)
def unauthorised(request: HttpRequest, _error: object) -> object:
    """Say why, in one sentence: tokens run out and get revoked."""
    return api.create_response(
        request, {"detail": str(_("This token is unknown, expired or revoked."))}, status=401
    )


@api.exception_handler(Refused)
def forbidden(request: HttpRequest, refusal: Refused) -> object:
    """Say why, as the pages do."""
    return api.create_response(request, {"detail": str(refusal)}, status=403)
