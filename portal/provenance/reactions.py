"""What follows in pages from what happens in the forum."""

from collections.abc import Mapping, Sequence

from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from portal.provenance.actions.sources import note_edits


def note_edits_of_sources(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who look after a page of edits in posts it was made from."""
    note_edits(questions={reference.key for reference in references})
    return {}
