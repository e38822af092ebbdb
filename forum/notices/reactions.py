"""What the wiring calls to tell people; who is told says `concerned.py`."""

from collections.abc import Mapping, Sequence
from functools import partial

from forum.notices import concerned, matters
from portal.kernel.content import Reference
from portal.notifications.telling import tell_each
from portal.outbox.registry import Failure, of_detail

Failures = Mapping[Reference, Failure]
References = Sequence[Reference]


def tell_of_question(references: References) -> Failures:
    """Tell of questions that were asked."""
    return tell_each(references, concerned.of_question)


def tell_of_edited_question(references: References) -> Failures:
    """Tell the counties that a question names since it was changed."""
    return tell_each(references, concerned.of_edited_question)


@of_detail
def tell_of_answer(references: References) -> Failures:
    """Tell of answers."""
    return tell_each(references, concerned.of_answer)


@of_detail
def tell_of_official_answer(references: References) -> Failures:
    """Tell of answers for a county."""
    return tell_each(references, concerned.of_official_answer)


@of_detail
def tell_of_comment(references: References) -> Failures:
    """Tell of comments."""
    return tell_each(references, concerned.of_comment)


@of_detail
def tell_of_acceptance(references: References) -> Failures:
    """Tell who wrote answers that they were accepted."""
    return tell_each(references, concerned.of_acceptance)


@of_detail
def tell_of_thanks(references: References) -> Failures:
    """Tell who wrote answers that somebody says thanks."""
    return tell_each(references, concerned.of_thanks)


def tell_of_submitted_draft(references: References) -> Failures:
    """Tell who may release them that drafts wait."""
    return tell_each(references, concerned.of_submitted_draft)


def tell_of_returned_draft(references: References) -> Failures:
    """Tell who looks after them that drafts came back."""
    return tell_each(references, concerned.of_returned_draft)


def tell_of_closing(references: References) -> Failures:
    """Tell that questions were closed."""
    return tell_each(references, partial(concerned.of_care, matters.CLOSED))


def tell_of_merging(references: References) -> Failures:
    """Tell that questions became part of others."""
    return tell_each(references, partial(concerned.of_care, matters.MERGED))


def tell_of_outdating(references: References) -> Failures:
    """Tell that questions do not hold any more."""
    return tell_each(references, partial(concerned.of_care, matters.OUTDATED))


def tell_of_moving(references: References) -> Failures:
    """Tell that questions were moved to other topics."""
    return tell_each(references, partial(concerned.of_care, matters.MOVED))
