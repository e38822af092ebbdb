"""Who may see what, written down as a plain table, independent of the code that decides it.

Every piece of content carries one marker word per (kind, visibility, owner). A reader must meet
exactly the markers this table grants, in every surface: a foreign one is a leak, a missing own one
is a loss.
"""

import hashlib
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from portal.members.models import Membership, Organisation, User

KINDS = ("case_study", "guideline", "news", "trail", "question")

# What is visible to whom: (visibility, owner) pairs. A and B are member counties, G is a guest.
PUBLIC = {("public", "A"), ("public", "G")}
MEMBERS = {("members", "A"), ("members", "G")}
INTERNAL_A = {("county", "A")}
INTERNAL_G = {("county", "G")}
EVERYTHING = PUBLIC | MEMBERS | INTERNAL_A | INTERNAL_G

GRANTED: dict[str, set[tuple[str, str]]] = {
    "anonymous": PUBLIC,
    "without organisation": PUBLIC,
    "staff of A": PUBLIC | MEMBERS | INTERNAL_A,
    "coordinator of A": PUBLIC | MEMBERS | INTERNAL_A,
    "staff of B": PUBLIC | MEMBERS,
    "coordinator of B": PUBLIC | MEMBERS,
    "staff of guest G": PUBLIC | INTERNAL_G,
    "academic partner": PUBLIC | MEMBERS,
    "applicant": PUBLIC,
    "suspended": PUBLIC,
    "former": PUBLIC,
    "moderator": PUBLIC | MEMBERS,
    "administrator": PUBLIC | MEMBERS,
    "moderator of A": PUBLIC | MEMBERS | INTERNAL_A,
}

_ORGANISATIONS = {
    "A": ("03459", Organisation.Status.MEMBER),
    "B": ("03353", Organisation.Status.MEMBER),
    "G": ("01054", Organisation.Status.GUEST),
    "applicant": ("05334", Organisation.Status.APPLICANT),
    "suspended": ("09162", Organisation.Status.SUSPENDED),
    "former": ("12070", Organisation.Status.FORMER),
}

# persona: (organisation, role in it, role on the platform)
_PEOPLE = {
    "without organisation": (None, "", ""),
    "staff of A": ("A", "staff", ""),
    "coordinator of A": ("A", "coordinator", ""),
    "staff of B": ("B", "staff", ""),
    "coordinator of B": ("B", "coordinator", ""),
    "staff of guest G": ("G", "staff", ""),
    "academic partner": ("partner", "staff", ""),
    "applicant": ("applicant", "coordinator", ""),
    "suspended": ("suspended", "coordinator", ""),
    "former": ("former", "coordinator", ""),
    "moderator": (None, "", "moderator"),
    "administrator": (None, "", "administrator"),
    "moderator of A": ("A", "staff", "moderator"),
}


@dataclass(frozen=True)
class Marked:
    """One piece of content, recognisable by a word that stands nowhere else."""

    kind: str
    visibility: str
    owner: str

    @property
    def marker(self) -> str:
        """The word: consonants only, far from every other marker for the speller."""
        digest = hashlib.sha256(self.key.encode()).digest()
        return "zq" + "".join("bcdfghjklmnpqrstvwxz"[byte % 20] for byte in digest[:12])

    @property
    def key(self) -> str:
        """Its key, unique in its kind."""
        return f"{self.kind}-{self.visibility}-{self.owner}".lower()


ALL = [
    Marked(kind, visibility, owner) for kind in KINDS for visibility, owner in sorted(EVERYTHING)
]


# What stands in a file only: each question has one, which is as visible as the question.
IN_FILES = [Marked("file", visibility, owner) for visibility, owner in sorted(EVERYTHING)]


def granted_markers(persona: str) -> set[str]:
    """The markers of pages the table grants to a persona."""
    return _granted(persona, ALL)


def granted_in_files(persona: str) -> set[str]:
    """The markers that she may meet in files."""
    return _granted(persona, IN_FILES)


def _granted(persona: str, items: list[Marked]) -> set[str]:
    granted = GRANTED[persona]
    return {item.marker for item in items if (item.visibility, item.owner) in granted}


def make_organisations() -> dict[str, Organisation]:
    """Give the table's organisations their status."""
    organisations = {}
    for name, (ags, status) in _ORGANISATIONS.items():
        Organisation.objects.filter(ags=ags).update(status=status)
        organisations[name] = Organisation.objects.get(ags=ags)
    partners = Organisation.objects.filter(slug="hochschule-osnabrueck")
    partners.update(status=Organisation.Status.MEMBER)
    return organisations | {"partner": partners.get()}


def make_readers(organisations: dict[str, Organisation]) -> dict[str, User | AnonymousUser]:
    """Make one account per persona of the table."""
    readers: dict[str, User | AnonymousUser] = {"anonymous": AnonymousUser()}
    for number, (persona, (organisation, role, platform_role)) in enumerate(_PEOPLE.items()):
        user = User.objects.create_user(
            f"reader{number}@kreis.example", name=persona, platform_role=platform_role
        )
        if organisation:
            Membership.objects.create(
                user=user, organisation=organisations[organisation], role=role
            )
        readers[persona] = user
    assert set(readers) == set(GRANTED)
    return readers
