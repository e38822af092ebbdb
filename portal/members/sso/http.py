"""How we speak to a county's log-in server: briefly, to public addresses, taking small answers."""

import ipaddress
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.http import HttpRequest
from requests.exceptions import InvalidURL, ReadTimeout, RequestException, TooManyRedirects
from urllib3.exceptions import HTTPError

# Seconds for everything we ask a provider during one request of a reader, and for one step of it.
ALL_TOGETHER = 4.0
ONE_STEP = 2.0
LARGEST_ANSWER = 256 * 1024
_PIECE = 16 * 1024


class AnswerTooLarge(RequestException):
    """The provider sent more than any document of OpenID Connect has."""


class BoundedSession(requests.Session):
    """Asks no private address, follows no redirect, and gives up in time."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self.deadline = deadline
        # Neither proxies nor passwords of the machine's environment.
        self.trust_env = False

    def request(self, method: str, url: str, **options: Any) -> requests.Response:  # type: ignore[override]
        """Ask, and read the answer before the time is up."""
        require_public(url)
        answer = super().request(
            method,
            url,
            **options | {"timeout": self._step(), "allow_redirects": False, "stream": True},
        )
        if answer.is_redirect:
            raise TooManyRedirects("A log-in server must answer under its own address.")
        try:
            answer._content = self._read(answer)
        except HTTPError as error:
            raise ReadTimeout("The log-in server stopped in the middle.") from error
        return answer

    def _step(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise ReadTimeout("The log-in server takes too long.")
        return min(ONE_STEP, left)

    def _read(self, answer: requests.Response) -> bytes:
        content = b""
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            content += piece
            if len(content) > LARGEST_ANSWER:
                raise AnswerTooLarge(f"More than {LARGEST_ANSWER} bytes.")
            self._step()
        return content


def session_for(request: HttpRequest) -> BoundedSession:
    """Return a session that ends when the time for this reader's request is up."""
    deadline = getattr(request, "_sso_deadline", None)
    if deadline is None:
        deadline = time.monotonic() + ALL_TOGETHER
        request._sso_deadline = deadline  # type: ignore[attr-defined]
    return BoundedSession(deadline)


def require_public(url: str) -> None:
    """Refuse an address that is not https, or leads into a private network (SSRF)."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise InvalidURL(f"{url!r} names no host.")
    addresses = _addresses_of(parts.hostname)
    if settings.SSO_ALLOW_INSECURE and all(address.is_loopback for address in addresses):
        return
    if parts.scheme != "https":
        raise InvalidURL(f"{url!r} is not encrypted.")
    if not all(address.is_global for address in addresses):
        raise InvalidURL(f"{url!r} leads into a private network.")


def _addresses_of(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InvalidURL(f"{host!r} is not known.") from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
