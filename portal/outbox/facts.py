"""What happened. Each app names its own facts in its `facts.py`."""

from dataclasses import dataclass

from portal.kernel.content import Reference


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something happened to the content at `reference`. Facts carry addresses, not contents."""

    reference: Reference
    # What exactly happened there, where that has an address of its own: the answer in the question.
    # Reactions marked `of_detail` get this one.
    detail: Reference | None = None
