"""What a page lacks before it is handed in; drafts may be as unfinished as they like."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: the field it belongs into, and a sentence that says what to do."""

    field: str
    text: str | Promise
