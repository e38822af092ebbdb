"""Asking, agreeing, refusing, withdrawing."""

from datetime import datetime

from django.db import transaction

from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from portal.provenance.facts import (
    ConsentAsked,
    ConsentGiven,
    ConsentOverdue,
    ConsentRefused,
    ConsentWithdrawn,
)
from portal.provenance.models import BlockSource, ConsentStep
from portal.provenance.queries.consents import deciders_of
from portal.provenance.queries.pages import looks_after, newest_state, rows_of
from portal.provenance.rules import ASKABLE, Consent, Step, may_decide, wider
from portal.publishing.models import ContentPage


class DecidedMeanwhile(Exception):
    """The consent is not where the person saw it: somebody was quicker, or asks for more."""


def ask(source: BlockSource, *, actor: User, visibility: str, now: datetime) -> None:
    """Ask for a source, new or held; whoever would have to be asked and asks herself agrees."""
    own = actor.pk in {one.pk for one in deciders_of(source)}
    source.consent = Consent.AGREED if own else Consent.OPEN
    source.visibility = visibility
    source.asked_at, source.decided_at = now, now if own else None
    source.reminded_at = source.overdue_at = None
    source.remark = ""
    source.save()
    _log(source, Step.OWN if own else Step.ASKED, actor, now)
    record((ConsentGiven if own else ConsentAsked)(reference=source.reference))


@transaction.atomic
def decide(
    *, actor: User, source: BlockSource, agrees: bool, remark: str, standing: str, now: datetime
) -> BlockSource:
    """Agree, with a remark perhaps, or do not; who agreed before withdraws.

    `standing` is what the person has read. Raises DecidedMeanwhile.
    """
    source = hold_source(source)
    require(may_decide(actor, source.organisation, {one.pk for one in deciders_of(source)}))
    if source.standing != standing:
        raise DecidedMeanwhile
    if agrees:
        _settle(source, Step.AGREED, actor, remark, now)
        record(ConsentGiven(reference=source.reference))
    elif source.consent == Consent.AGREED:
        _settle(source, Step.WITHDRAWN, actor, remark, now)
        record(ConsentWithdrawn(reference=source.reference))
    else:
        _settle(source, Step.REFUSED, actor, remark, now)
        record(ConsentRefused(reference=source.reference))
    return source


@transaction.atomic
def ask_for_readers(*, actor: User, page: ContentPage, now: datetime) -> int:
    """Ask those anew whose consent does not name all who would read the page; return how many.

    Who refused or withdrew is not asked again: she may change her mind by herself.
    """
    require(looks_after(actor, page))
    latest = newest_state(page)
    asked = 0
    for row in rows_of(latest):
        source = hold_source(row.source)
        if row.stands and source.consent in ASKABLE and wider(latest.visibility, source.visibility):
            ask(source, actor=actor, visibility=latest.visibility, now=now)
            asked += 1
    return asked


@transaction.atomic
def remind(*, source: BlockSource, now: datetime) -> bool:
    """Ask once more. Returns whether that was still to be done."""
    source = hold_source(source)
    if source.consent != Consent.OPEN or source.reminded_at:
        return False
    source.reminded_at = now
    source.save(update_fields=["reminded_at"])
    _log(source, Step.REMINDED, None, now)
    record(ConsentAsked(reference=source.reference))
    return True


@transaction.atomic
def hand_on(*, source: BlockSource, now: datetime) -> bool:
    """Let those decide, too, who lead the county, and tell the moderators. Returns whether."""
    source = hold_source(source)
    if source.consent != Consent.OPEN or source.overdue_at:
        return False
    source.overdue_at = now
    source.save(update_fields=["overdue_at"])
    _log(source, Step.OVERDUE, None, now)
    record(ConsentOverdue(reference=source.reference))
    return True


def hold_source(source: BlockSource) -> BlockSource:
    """Lock a source, as publishing its page does, and read it anew."""
    held = BlockSource.objects.select_for_update(of=("self",))
    return held.select_related("organisation", "author").get(pk=source.pk)


def _settle(source: BlockSource, step: Step, actor: User, remark: str, now: datetime) -> None:
    source.consent = Consent(step.value)
    source.decided_at = now
    source.remark = clean_line(remark)
    source.save(update_fields=["consent", "decided_at", "remark"])
    _log(source, step, actor, now, source.remark)


def _log(
    source: BlockSource, act: Step, person: User | None, now: datetime, remark: str = ""
) -> None:
    ConsentStep.objects.create(
        source=source, act=act, person=person, remark=remark, visibility=source.visibility, at=now
    )
