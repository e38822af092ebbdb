"""What stands in a line of a package: typed, so that writing, reading and describing agree."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict

from portal.kernel.text import clean_text
from portal.members.models import Organisation

# What people wrote; cleaning changes nothing of what was saved here, and disarms what was not.
Text = Annotated[str, AfterValidator(clean_text)]


class Row(BaseModel):
    """One thing, or a part of one. A field nobody knows is an error: the format has a version."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class PersonRef(Row):
    """Who did something: `id` is a line of `person.jsonl` or `former_person.jsonl`."""

    id: str
    name: Text


class OrganisationRef(Row):
    """An organisation, so that it is recognised elsewhere."""

    slug: str
    ags: str
    name: Text


class Word(Row):
    """A topic or a platform."""

    slug: str
    name: Text


def reference_to(organisation: Organisation) -> OrganisationRef:
    """Name an organisation; that it exists is no secret, where it stands is not said."""
    return OrganisationRef(
        slug=organisation.slug, ags=organisation.ags, name=organisation.display_name
    )


def values_of(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """Return the plain fields that a row and its table call alike, to make one from the other."""
    return {name: getattr(thing, name) for name in names}
