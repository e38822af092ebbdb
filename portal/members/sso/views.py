"""The way to a county's log-in and back. They stand before allauth's, at the same addresses."""

from collections.abc import Callable
from functools import wraps

import structlog
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from portal.members.queries import open_identity_providers
from portal.members.sso.oidc import CountyOAuth2Adapter

log = structlog.get_logger(__name__)

View = Callable[[HttpRequest, str], HttpResponse]

# All that goes wrong when the other side is away, slow, or says something else than agreed.
FAULTS = (RequestException, OAuth2Error, LookupError, TypeError, ValueError, AttributeError)


def open_and_answering(view: View) -> View:
    """404 for a log-in that is switched off; a plain page when the other side does not answer."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        get_object_or_404(open_identity_providers(), slug=provider_id)
        try:
            return view(request, provider_id)
        except FAULTS as fault:
            log.warning("county_login_failed", provider=provider_id, reason=repr(fault))
            return render(request, "socialaccount/authentication_error.html", status=502)

    return guarded


@require_GET
@open_and_answering
def sso_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the reader to her county's log-in; this never connects anything to an account."""
    provider = get_adapter(request).get_provider(request, provider_id)
    next_url = get_next_redirect_url(request)
    return provider.redirect(request, AuthProcess.LOGIN, next_url)


@require_GET
@open_and_answering
def sso_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the reader back from her county's log-in."""
    view = OAuth2CallbackView.adapter_view(CountyOAuth2Adapter(request, provider_id))
    try:
        return view(request)
    except IntegrityError:
        # The same person came by two windows at once: the other one has made the account.
        return render(request, "socialaccount/stopped.html", {"reason": "twice"}, status=409)


@require_POST
@login_required
@reauthentication_required(app="allauth.account")
@open_and_answering
def sso_connect(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let a person connect her county's log-in to the account she is logged in to.

    By a form of ours and a link: a forged link could connect a stranger's log-in, and the policy
    of our pages lets no form lead to another host.
    """
    provider = get_adapter(request).get_provider(request, provider_id)
    answer = provider.redirect(request, AuthProcess.CONNECT)
    context = {"provider": provider, "address": answer["Location"]}
    return render(request, "socialaccount/connect.html", context)
