"""What the wiring calls to tell people about pages they look after."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils import timezone

from portal.kernel.content import Reference
from portal.notifications.telling import Occasion, tell
from portal.outbox.registry import Failure, of_detail
from portal.upkeep.notices import concerned

Failures = Mapping[Reference, Failure]
References = Sequence[Reference]


@of_detail
def tell_of_due_review(references: References) -> Failures:
    """Remind of pages that are to be reviewed."""
    return _tell(references, concerned.of_due_review)


@of_detail
def tell_of_feedback(references: References) -> Failures:
    """Tell authors what somebody says of their page."""
    return _tell(references, concerned.of_feedback)


def tell_of_change(references: References) -> Failures:
    """Tell those who look after what rests on it that a foundation has changed."""
    return _tell(references, concerned.of_change)


def tell_of_change_taken_back(references: References) -> Failures:
    """Tell them that it has not."""
    return _tell(references, concerned.of_taken_back)


def _tell(
    references: Iterable[Reference], about: Callable[[Reference], Occasion | None]
) -> Failures:
    failures = {}
    for reference in references:
        try:
            if occasion := about(reference):
                tell(occasion, timezone.now())
        except Exception as error:  # noqa: BLE001 - one thing must not keep others from being told
            failures[reference] = Failure(f"{type(error).__name__}: {error}")
    return failures
