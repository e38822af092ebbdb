"""Mail domains: brought into one spelling, compared as a whole, public ones never counted."""

from functools import cache
from pathlib import Path

from django.utils.encoding import punycode

_PUBLIC = Path(__file__).parent / "data" / "public_mail_domains.txt"


def normal_domain(text: str) -> str:
    """Return a domain in the ASCII to which Django sends mail (IDNA, RFC 3490); "" for none.

    A homoglyph stays another domain: its ASCII differs.
    """
    try:
        domain = punycode(text.strip().removeprefix("@").rstrip(".")).lower()
    except UnicodeError:
        return ""
    labels = domain.split(".")
    plain = all(label and label.replace("-", "").isalnum() for label in labels)
    return domain if plain and len(labels) > 1 and len(domain) <= 253 else ""


def domain_of(email: str) -> str:
    """Return the domain of an address; a public one says nothing about anybody: ""."""
    _local, at, text = email.rpartition("@")
    domain = normal_domain(text) if at else ""
    return "" if is_public(domain) else domain


def is_public(domain: str) -> bool:
    """Whether everybody can have an address there, or below it."""
    labels = domain.split(".")
    return any(".".join(labels[n:]) in _public_domains() for n in range(len(labels)))


@cache
def _public_domains() -> frozenset[str]:
    return frozenset(_PUBLIC.read_text(encoding="ascii").split())
