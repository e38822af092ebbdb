"""Who comes in through a county's log-in, and as whom."""

from typing import Any

import structlog
from allauth.account.internal.emailkit import valid_email_or_none
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from portal.kernel.text import clean_line
from portal.members.actions import admit_by_identity_provider
from portal.members.models import IdentityProvider, Membership, User
from portal.members.queries import belongs_to_an_account, open_identity_providers
from portal.members.rules import may_admit, may_bear_name
from portal.members.sso.http import BoundedSession, session_for
from portal.members.sso.oidc import Claims, CountyProvider, app_of

log = structlog.get_logger(__name__)

LONGEST_NAME = 120


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The log-ins are rows of ours; whoever comes by one belongs to its county."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Offer the open ones; one that is switched off is found by its name only."""
        if provider is None:
            found = open_identity_providers()
        else:
            found = IdentityProvider.objects.filter(slug=provider)
        if client_id is not None:
            found = found.filter(client_id=client_id)
        return [app_of(one) for one in found]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> CountyProvider:
        """Every provider is a county's."""
        return CountyProvider(request, app=self.get_app(request, provider, client_id))

    def get_requests_session(self) -> BoundedSession:
        """Give allauth no other way to speak to a provider."""
        return session_for(context.request)

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: CountyProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth's signature
    ) -> None:
        """Tell the operator why; the reader sees a plain page."""
        log.warning(
            "county_login_failed",
            provider=provider.app.provider_id,
            error=str(error),
            reason=repr(exception),
        )

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:  # noqa: ARG002 - allauth's signature
        """An address alone opens nobody's account."""
        return False

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth's signature
        """Whether the county may bring people in."""
        return bool(may_admit(_provider_of(sociallogin)))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Stop an answer we did not ask for, and people we cannot take in, with a plain page."""
        if not _was_asked_for(sociallogin):
            _stop(request, "not_asked_for")
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        email = confirmed_address(sociallogin.claims)
        if not email:
            _stop(request, "no_address")
        if belongs_to_an_account(email):
            _stop(request, "known_address")

    @transaction.atomic
    def save_user(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        sociallogin: SocialLogin,
        form: Any = None,  # noqa: ARG002 - allauth's signature
    ) -> User:
        """Make the account, in the county of the log-in, with the role its claim says."""
        provider, claims = _provider_of(sociallogin), sociallogin.claims
        email = confirmed_address(claims)
        person = admit_by_identity_provider(
            provider=provider,
            email=email,
            name=shown_name(claims, email),
            role=role_of(claims, provider),
            now=timezone.now(),
        )
        sociallogin.user = person
        sociallogin.account = SocialAccount.objects.create(
            user=person, provider=provider.slug, uid=sociallogin.account.uid
        )
        return person


def confirmed_address(claims: Claims) -> str:
    """Return the address the provider has confirmed, or ''."""
    if claims.get("email_verified") is not True:
        return ""
    return (valid_email_or_none(str(claims.get("email", ""))) or "").lower()


def shown_name(claims: Claims, email: str) -> str:
    """Return how she is called; a name that could pass for another is left out."""
    name = clean_line(str(claims.get("name", "")))[:LONGEST_NAME]
    return name if may_bear_name(name) else email.partition("@")[0]


def role_of(claims: Claims, provider: IdentityProvider) -> str:
    """Return staff, or coordinator by the county's claim; a claim makes nobody more."""
    if not provider.role_claim or not provider.coordinator_value:
        return Membership.Role.STAFF
    found: Any = claims
    for part in provider.role_claim.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    if provider.coordinator_value in values:
        return Membership.Role.COORDINATOR
    return Membership.Role.STAFF


def _provider_of(sociallogin: SocialLogin) -> IdentityProvider:
    return IdentityProvider.objects.select_related("organisation").get(
        slug=sociallogin.account.provider
    )


def _was_asked_for(sociallogin: SocialLogin) -> bool:
    asked = (sociallogin.state.get("data") or {}).get("nonce", "")
    return bool(asked) and constant_time_compare(str(sociallogin.claims.get("nonce")), asked)


def _stop(request: HttpRequest, reason: str) -> None:
    page = render(request, "socialaccount/stopped.html", {"reason": reason}, status=403)
    raise ImmediateHttpResponse(page)
