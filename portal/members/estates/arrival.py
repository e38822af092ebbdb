"""An organisation's things on their way in."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db.models import Model
from django.utils.translation import gettext as _
from PIL import Image

from portal.members.estates.rows import OrganisationRef, PersonRef
from portal.members.models import Organisation, User
from portal.members.stand_ins import stand_in_called


class BadPackage(Exception):
    """The package cannot be imported; says why, for the person at the command line."""


class Arrival:
    """What the apps ask while they take things in, and what they found out for each other."""

    def __init__(self, folder: Path, instance: str, now: datetime) -> None:
        self.instance = instance
        self.now = now
        # Files written so far: to be deleted where the transaction does not come through.
        self.stored: list[tuple[Any, str]] = []
        self._folder = folder
        self._organisation: Organisation | None = None
        self._people: dict[str, User] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._organisations: dict[str, Organisation] = {}

    @property
    def organisation(self) -> Organisation:
        """Whose things these are; the first line of a package says it."""
        if self._organisation is None:
            raise BadPackage(_("The package does not say whose it is."))
        return self._organisation

    def begin(self, organisation: Organisation) -> None:
        """Say whose things these are."""
        self._organisation = organisation

    def know(self, name: str, person: User) -> None:
        """Remember who is meant by a name of the package."""
        self._people[name] = person

    def person(self, ref: PersonRef | None) -> User | None:
        """Return who is meant."""
        if ref is None:
            return None
        if ref.id not in self._people:
            raise BadPackage(_("The package names somebody it does not describe: %s.") % ref.id)
        return self._people[ref.id]

    def other(self, ref: OrganisationRef) -> Organisation:
        """Return the organisation that is meant; a partner nobody knows here is noted by name."""
        if ref.slug not in self._organisations:
            self._organisations[ref.slug] = (
                find_organisation(ref) or stand_in_called(ref.slug) or _partner_called(ref)
            )
        return self._organisations[ref.slug]

    def renumber(self, kind: str, number: int, pk: int) -> None:
        """Remember under which number a file is here."""
        self._numbers[kind, number] = pk

    def number(self, kind: str, number: int) -> int | None:
        """Return a file's number here; None where it did not come along."""
        return self._numbers.get((kind, number))

    def path(self, place: str) -> Path:
        """Return where a file of the package lies now, its digest checked."""
        path = self._folder / place
        if not path.is_file() or not path.resolve().is_relative_to(self._folder.resolve()):
            raise BadPackage(_("A file is missing in the package: %s.") % place)
        return path

    def require_picture(self, place: str, most_pixels: int) -> None:
        """Make sure that a file is a picture of a kind we show, and no bomb."""
        path = self.path(place)
        try:
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as picture:
                fits = picture.width * picture.height <= most_pixels
                picture.verify()
        # Pillow raises whatever its decoders raise for broken or hostile files.
        except Exception:  # noqa: BLE001
            fits = False
        if not fits:
            raise BadPackage(_("This is no picture we can read: %s.") % place)

    def store(self, field: Any, name: str, place: str) -> None:
        """Give a model's file field its file; the model is saved by the caller."""
        with self.path(place).open("rb") as content:
            field.save(name, File(content), save=False)
        self.stored.append((field.storage, field.name))

    def forget_stored(self) -> None:
        """Delete the files that were written: their rows are not there."""
        for storage, name in self.stored:
            storage.delete(name)
        self.stored.clear()


def _partner_called(ref: OrganisationRef) -> Organisation:
    return Organisation.objects.create(
        kind=Organisation.Kind.ACADEMIC_PARTNER,
        name=ref.name,
        display_name=ref.name,
        slug=ref.slug,
    )


def find_organisation(ref: OrganisationRef) -> Organisation | None:
    """Find an organisation by its official key, or else by its address."""
    known = Organisation.objects.filter(ags=ref.ags) if ref.ags else Organisation.objects.none()
    found: Organisation | None = known.first() or Organisation.objects.filter(slug=ref.slug).first()
    return found


def check_fields(thing: Model) -> None:
    """Hold plain fields against what the tables allow; raises ValidationError."""
    related = {one.name for one in thing._meta.fields if one.is_relation}
    thing.clean_fields(exclude=related)
