"""What the wiring calls to tell people; who is told says `concerned.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from django.utils import timezone

from forum.notices import concerned, matters
from portal.kernel.content import Reference
from portal.notifications.telling import Occasion, tell
from portal.outbox.registry import Failure, of_detail

Failures = Mapping[Reference, Failure]
References = Sequence[Reference]


def tell_of_question(references: References) -> Failures:
    """Tell of questions that were asked."""
    return _tell(references, concerned.of_question)


def tell_of_edited_question(references: References) -> Failures:
    """Tell the counties that a question names since it was changed."""
    return _tell(references, concerned.of_edited_question)


@of_detail
def tell_of_answer(references: References) -> Failures:
    """Tell of answers."""
    return _tell(references, concerned.of_answer)


@of_detail
def tell_of_official_answer(references: References) -> Failures:
    """Tell of answers for a county."""
    return _tell(references, concerned.of_official_answer)


@of_detail
def tell_of_comment(references: References) -> Failures:
    """Tell of comments."""
    return _tell(references, concerned.of_comment)


@of_detail
def tell_of_acceptance(references: References) -> Failures:
    """Tell who wrote answers that they were accepted."""
    return _tell(references, concerned.of_acceptance)


@of_detail
def tell_of_thanks(references: References) -> Failures:
    """Tell who wrote answers that somebody says thanks."""
    return _tell(references, concerned.of_thanks)


def tell_of_submitted_draft(references: References) -> Failures:
    """Tell who may release them that drafts wait."""
    return _tell(references, concerned.of_submitted_draft)


def tell_of_returned_draft(references: References) -> Failures:
    """Tell who looks after them that drafts came back."""
    return _tell(references, concerned.of_returned_draft)


def tell_of_closing(references: References) -> Failures:
    """Tell that questions were closed."""
    return _tell(references, partial(concerned.of_care, matters.CLOSED))


def tell_of_merging(references: References) -> Failures:
    """Tell that questions became part of others."""
    return _tell(references, partial(concerned.of_care, matters.MERGED))


def tell_of_outdating(references: References) -> Failures:
    """Tell that questions do not hold any more."""
    return _tell(references, partial(concerned.of_care, matters.OUTDATED))


def tell_of_moving(references: References) -> Failures:
    """Tell that questions were moved to other topics."""
    return _tell(references, partial(concerned.of_care, matters.MOVED))


def _tell(
    references: Iterable[Reference], occasion_of: Callable[[Reference], Occasion | None]
) -> Failures:
    failures = {}
    for reference in references:
        try:
            # Without an occasion what happened is not so any more: nobody need be told.
            if occasion := occasion_of(reference):
                tell(occasion, timezone.now())
        except Exception as error:  # noqa: BLE001 - one thing must not keep others from being told
            failures[reference] = Failure(f"{type(error).__name__}: {error}")
    return failures
