"""The format of a package: what is where, and what holds it together. docs/exit-package.md."""

from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from portal.members.estates import OrganisationRef

NAME: Final = "kreiswissen-exit-package"
VERSION = 1

MANIFEST = "manifest.json"
README = "README.md"
INDEX = "inhalt.html"


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class FileEntry(_Part):
    """A file of the package: what it must be."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(_Part):
    """Says of the whole package what it is, and of each file in it what it must be."""

    format: Literal["kreiswissen-exit-package"]
    version: int
    instance: str = Field(max_length=200)
    organisation: OrganisationRef
    made_at: datetime
    # How many things of each kind: lines in `<kind>.jsonl`.
    counts: dict[str, int]
    # Every file but this one.
    files: dict[str, FileEntry]
    # Files that were lost on the instance before the package was made.
    missing: list[str]


def lines_of(kind: str) -> str:
    """Return the name of the file with the things of a kind."""
    return f"{kind}.jsonl"
