"""Mail domains: brought into one spelling, compared as a whole, public ones never counted."""

from functools import cache
from pathlib import Path

_PUBLIC = Path(__file__).parent / "data" / "public_mail_domains.txt"


def normal_domain(text: str) -> str:
    """Return a domain in lower-case ASCII (IDNA, RFC 5891); "" for what is none."""
    domain = text.strip().removeprefix("@").rstrip(".").lower()
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = ascii_domain.split(".")
    plain = all(label and label.replace("-", "").isalnum() for label in labels)
    return ascii_domain if plain and len(labels) > 1 and len(ascii_domain) <= 253 else ""


def domain_of(email: str) -> str:
    """Return the domain of an address; a public one says nothing about anybody: ""."""
    domain = normal_domain(email.rpartition("@")[2])
    return "" if is_public(domain) else domain


def is_public(domain: str) -> bool:
    """Whether everybody can have an address there."""
    return domain in _public_domains()


@cache
def _public_domains() -> frozenset[str]:
    return frozenset(_PUBLIC.read_text(encoding="ascii").split())
