"""How content is named across apps: by its kind and its key, never by a foreign key."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """The address of one piece of content; `key` is unique within its `kind`."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


def new_key() -> str:
    """Make a key for content that was written here rather than imported under its own."""
    return uuid.uuid4().hex
