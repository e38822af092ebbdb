"""allauth's OpenID Connect, made stricter: every ID token is signed, for us, and asked for now."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

from portal.members.models import IdentityProvider

SCOPE = ("openid", "profile", "email")
# No symmetric ones: with them our own secret, or a public key, would sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
CLOCK_DIFFERENCE = 60

Claims = Mapping[str, Any]


def app_of(provider: IdentityProvider) -> SocialApp:
    """Describe a county's log-in as allauth expects it; nothing of it is stored there."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider.slug,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={
            "server_url": provider.issuer.rstrip("/"),
            # The signed ID token has all we need; userinfo is not signed.
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
        },
    )


class CountyOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """Checks what the provider says about itself and about the person."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the discovery document, which must be of the very issuer we trust."""
        config = super().openid_config
        if not isinstance(config, dict) or not all(
            isinstance(config.get(name), str) for name in ENDPOINTS
        ):
            raise OAuth2Error("The discovery document is incomplete.")
        if config["issuer"].rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("The discovery document is of another issuer.")
        return config

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Claims:
        try:
            return jwt.decode(
                id_token,
                key=self._key_for(id_token),
                algorithms=list(ALGORITHMS),
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_DIFFERENCE,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The ID token is not valid.") from error

    def _key_for(self, id_token: str) -> jwt.PyJWK:
        # Asked for anew each time: so the provider may change its keys whenever it likes.
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        wanted = jwt.get_unverified_header(id_token).get("kid")
        for key in jwt.PyJWKSet.from_json(json.dumps(answer.json())).keys:
            if key.key_id == wanted and key.algorithm_name in ALGORITHMS:
                return key
        raise OAuth2Error("The ID token is signed with an unknown key.")


class CountyProvider(OpenIDConnectProvider):
    """One county's log-in."""

    oauth2_adapter_class = CountyOAuth2Adapter

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,  # noqa: ARG002 - allauth's signature
        **_from_the_address: Any,
    ) -> HttpResponse:
        """Send the reader to the provider; nothing in our address changes what is asked there."""
        nonce = secrets.token_urlsafe(32)
        return super().redirect(
            request,
            process,
            next_url,
            data={"nonce": nonce},
            scope=list(SCOPE),
            auth_params={"nonce": nonce},
        )

    def sociallogin_from_response(
        self, request: HttpRequest, response: Mapping[str, Any]
    ) -> SocialLogin:
        """Keep the claims for this request only: the account stores nothing but its number."""
        if "id_token" not in response:
            raise OAuth2Error("The provider sent no ID token.")
        login = super().sociallogin_from_response(request, response)
        login.claims = response["id_token"]
        return login

    def extract_extra_data(self, data: Any) -> dict[str, Any]:  # noqa: ARG002 - allauth's signature
        """Nothing: names and addresses have their place in the account."""
        return {}
