"""What the wiring calls to tell people about pages they look after."""

from collections.abc import Mapping, Sequence

from portal.kernel.content import Reference
from portal.notifications.telling import tell_each
from portal.outbox.registry import Failure, of_detail
from portal.upkeep.notices import concerned

Failures = Mapping[Reference, Failure]
References = Sequence[Reference]


@of_detail
def tell_of_due_review(references: References) -> Failures:
    """Remind of pages that are to be reviewed."""
    return tell_each(references, concerned.of_due_review)


@of_detail
def tell_of_feedback(references: References) -> Failures:
    """Tell authors what somebody says of their page."""
    return tell_each(references, concerned.of_feedback)


def tell_of_change(references: References) -> Failures:
    """Tell those who look after what rests on it that a foundation has changed."""
    return tell_each(references, concerned.of_change)


def tell_of_change_taken_back(references: References) -> Failures:
    """Tell them that it has not."""
    return tell_each(references, concerned.of_taken_back)
