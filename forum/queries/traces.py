"""Words by which a county that asks confidentially would give itself away."""

import re
from collections.abc import Iterator

from portal.joining.domains import domain_of
from portal.joining.models import OrganisationDomain
from portal.members.counties import german_slug
from portal.members.models import Organisation, User

_BRACKETS = re.compile(r"\s*\(.*?\)")
SHORTEST_NAME = 3


def traces_of(organisation: Organisation, *texts: str) -> tuple[str, ...]:
    """Return what in the texts names the county, its key, its mail or one of its people."""
    text = f"-{german_slug_of_text(' '.join(texts))}-"
    found = (shown for shown, pattern in _telltales(organisation) if re.search(pattern, text))
    return tuple(dict.fromkeys(found))


def german_slug_of_text(text: str) -> str:
    """Fold a text to words and hyphens: "Landkreis **Osnabrück**" has "landkreis-osnabrueck"."""
    return german_slug(re.sub(r"[^\w\s]+", " ", text.replace("_", " ")))


def _telltales(organisation: Organisation) -> Iterator[tuple[str, str]]:
    name = _BRACKETS.sub("", organisation.name)
    # At the beginning of a word: "Harburger", "Harburgs".
    yield name, f"-{german_slug(name)}"
    if organisation.ags:
        yield organisation.ags, f"-{organisation.ags}-"
    people = User.objects.filter(memberships__organisation=organisation)
    emails = people.values_list("email", flat=True)
    registered = OrganisationDomain.objects.filter(organisation=organisation)
    domains = {domain_of(email) for email in emails} | {one.domain for one in registered}
    for domain in sorted(domains - {""}):
        yield domain, f"-{german_slug_of_text(domain)}-"
    for person in people.order_by("pk"):
        yield from _names_of(person)


def _names_of(person: User) -> Iterator[tuple[str, str]]:
    surname = german_slug(person.name.split(" ")[-1])
    if len(surname) >= SHORTEST_NAME:
        yield person.name, f"-{surname}s?-"
