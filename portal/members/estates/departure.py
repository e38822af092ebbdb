"""An organisation's things on their way out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from portal.members.audiences import Owned, may_organisation_see
from portal.members.estates.rows import OrganisationRef, PersonRef, reference_to
from portal.members.models import Organisation, User

_LONGEST_ENDING = 6


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """A stored file, and where it is put in the package."""

    place: str
    storage: Any
    name: str


class Departure:
    """What the apps ask while they describe an organisation's things, and what they found."""

    def __init__(self, organisation: Organisation, own_people: Iterable[int]) -> None:
        self.organisation = organisation
        # What cannot be taken along, because it is lost already.
        self.missing: list[str] = []
        self.files: list[LeavingFile] = []
        self.people: set[int] = set()
        self._own = frozenset(own_people)
        self._used: defaultdict[str, set[int]] = defaultdict(set)

    def person(self, person: User | None) -> PersonRef | None:
        """Name one of the organisation's own people; others stay unnamed."""
        if person is None or person.pk not in self._own:
            return None
        self.people.add(person.pk)
        return PersonRef(id=person_id(person), name=person.name)

    def organisation_ref(self, organisation: Organisation) -> OrganisationRef:
        """Name an organisation."""
        return reference_to(organisation)

    def may_see(self, content: Owned) -> bool:
        """Whether the organisation's people may see this; of the rest nothing goes along."""
        return may_organisation_see(self.organisation, content)

    def use(self, kind: str, number: int) -> None:
        """Note that something of the organisation's uses this file."""
        self._used[kind].add(number)

    def used(self, kind: str) -> list[int]:
        """Return the numbers of the files in use, in order."""
        return sorted(self._used[kind])

    def file(self, kind: str, name: str, stored: Any) -> str | None:
        """Take a stored file along; returns its place in the package, None where it is lost."""
        if not stored.name or not stored.storage.exists(stored.name):
            self.missing.append(f"{kind} {name}")
            return None
        place = f"files/{kind}/{name}{_ending(stored.name)}"
        self.files.append(LeavingFile(place, stored.storage, stored.name))
        return place


def person_id(person: User) -> str:
    """Name an account within a package."""
    return f"p{person.pk}"


def _ending(name: str) -> str:
    """Return the file's ending where it is a plain one: names from outside end up on disks."""
    ending = PurePosixPath(name).suffix.lower()
    plain = ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= _LONGEST_ENDING
    return ending if plain else ""
