"""Say of a page that it holds, needs work, or holds no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import clean_text
from portal.kernel.verdict import ALLOWED, Verdict, refused, require
from portal.members.audiences import may_see
from portal.members.models import User
from portal.outbox.facts import Fact
from portal.outbox.recording import record
from portal.publishing.models import ContentPage
from portal.upkeep.actions.keeping import hold, keep_up
from portal.upkeep.facts import FeedbackGiven, PageMadeObsolete, PageRestored, PageReviewed
from portal.upkeep.models import Clearing, Review, Upkeep
from portal.upkeep.queries.pages import looks_after
from portal.upkeep.queries.validity import open_flags
from portal.upkeep.rules import Outcome, Stage


class ReviewedMeanwhile(Exception):
    """The page is not as the person saw it: somebody else reviewed it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What somebody says of a page: `standing` is the version she saw.

    `cleared` are keys of the changes she has seen to; those only are cleared.
    """

    outcome: Outcome
    standing: int
    remark: str = ""
    cleared: Collection[str] = ()
    successor: ContentPage | None = None


@transaction.atomic
def review_page(*, actor: User, page: ContentPage, word: Word, now: datetime) -> Review:
    """Take her word. Raises ReviewedMeanwhile where somebody was quicker."""
    rows = hold([page.pk, *([word.successor.pk] if word.successor else [])])
    row = rows[page.pk]
    require(looks_after(actor, page, row.deputy_id))
    require(_may_say(actor, page, row, word, rows))
    if row.version != word.standing:
        raise ReviewedMeanwhile
    review = Review.objects.create(
        page_id=page.pk,
        outcome=word.outcome,
        person=actor,
        remark=clean_text(word.remark).strip(),
        at=now,
    )
    _take_effect(row, page, review, word)
    return review


def _may_say(
    actor: User, page: ContentPage, row: Upkeep, word: Word, rows: dict[int, Upkeep]
) -> Verdict:
    if not page.live:
        return refused(_("Only published pages are reviewed."))
    if row.is_obsolete != (word.outcome == Outcome.RESTORED):
        return refused(_("This page is obsolete already, or it is not obsolete."))
    if word.successor is None:
        return ALLOWED
    if word.successor.pk == page.pk or not may_see(actor, word.successor):
        return refused(_("This page cannot take the place of the other one."))
    if rows[word.successor.pk].is_obsolete:
        return refused(_("The page that shall take its place is obsolete itself."))
    return ALLOWED


def _take_effect(row: Upkeep, page: ContentPage, review: Review, word: Word) -> None:
    row.version += 1
    match word.outcome:
        case Outcome.VALID:
            _clear(page.pk, review, word.cleared)
            row.stage, row.reminded_on = Stage.NONE, None
        case Outcome.OBSOLETE:
            row.obsolete_since, row.obsolete_reason = review.at, review.remark
            row.successor_id = word.successor.pk if word.successor else None
            row.due_on = None
        case Outcome.RESTORED:
            row.obsolete_since, row.obsolete_reason, row.successor_id = None, "", None
    row.save()
    keep_up(type(page), [page.pk])
    fact = _FACTS.get(word.outcome, FeedbackGiven)
    record(fact(reference=page.reference, detail=review.reference))


_FACTS: dict[Outcome, type[Fact]] = {
    Outcome.VALID: PageReviewed,
    Outcome.OBSOLETE: PageMadeObsolete,
    Outcome.RESTORED: PageRestored,
}


def _clear(page: int, review: Review, keys: Collection[str]) -> None:
    flagged = open_flags().filter(page=page, change_key__in=keys)
    Clearing.objects.bulk_create(
        [Clearing(change_id=change, reliance_id=pk, review=review)
         for pk, change in flagged.values_list("pk", "change")],
        ignore_conflicts=True,
    )  # fmt: skip
