"""What happens when somebody asks for a package."""

from collections.abc import Mapping, Sequence

from portal.exits.making import make
from portal.kernel.content import Reference
from portal.outbox.registry import Failure, slow


@slow
def make_package(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Make what was asked for, one after the other."""
    outcomes = {reference: make(reference.key) for reference in references}
    return {reference: failure for reference, failure in outcomes.items() if failure}
