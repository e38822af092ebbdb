"""What a county does with its copies: rule, change, fact, in one transaction each.

Whoever changes something holds the copy first, so that of two colleagues at once the second finds
what the first has done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from casestudies.models import Guideline
from portal.checklists.changes import Change, LiveStep, News, digest_of, live_steps
from portal.checklists.facts import (
    ChangesAccepted,
    CopyBegun,
    CopyDeleted,
    CopyFinished,
    CopyReopened,
    StepMarked,
    StepPlanned,
)
from portal.checklists.models import WorkingCopy, WorkingStep
from portal.checklists.queries import changes_in, colleagues_in, guideline_of
from portal.checklists.rules import State, may_change, may_delete, may_work_for
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import Refused, refused, require
from portal.members.audiences import may_see
from portal.members.models import Organisation, User
from portal.outbox.recording import record


class CopyGone(Exception):
    """There is no such copy or step, or not for this person."""


class NewerState(Exception):
    """A colleague changed it meanwhile; nothing was changed."""


class OtherOpenCopy(Exception):
    """The county works with another copy of this guideline already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is noted at a step, who looks after it, and until when."""

    note: str
    responsible: User | None
    due_on: date | None


@transaction.atomic
def take_over(
    *, actor: User, guideline: Guideline, organisation: Organisation, now: datetime
) -> WorkingCopy:
    """Make the county's copy of a guideline, or return the one it works with already."""
    require(may_work_for(actor, organisation))
    page = Guideline.objects.filter(pk=guideline.pk, live=True).first()
    if page is None or not may_see(actor, page):
        raise CopyGone
    steps = live_steps(page.html)
    if not steps:
        raise Refused(refused(_("This guideline has no steps to work through.")))
    copy, begun = WorkingCopy.objects.get_or_create(
        organisation=organisation,
        guideline=page.key,
        finished_at=None,
        defaults={"title": page.title, "begun_by": actor, "begun_at": now},
    )
    if begun:
        rows = [_step(copy, number, one) for number, one in enumerate(steps)]
        WorkingStep.objects.bulk_create(rows)
        record(CopyBegun(reference=copy.reference))
    return copy


def _step(copy: WorkingCopy, position: int, live: LiveStep) -> WorkingStep:
    words = live.words
    return WorkingStep(
        copy=copy,
        key=live.key,
        position=position,
        title=words.title,
        html=words.html,
        text=words.text,
    )


@transaction.atomic
def mark_step(
    *, actor: User, key: str, step: UUID, state: State, was: str, now: datetime, reason: str = ""
) -> WorkingStep:
    """Tick a step off, open it again, or say why it does not apply.

    `was` is the state the person saw. Where a colleague did the same meanwhile, it stays hers;
    where she did something else, NewerState is raised. Raises CopyGone and Refused.
    """
    row = _held_step(actor, key, step)
    reason = clean_line(reason) if state == State.NOT_NEEDED else ""
    if state == State.NOT_NEEDED and not reason:
        raise Refused(refused(_("Please say why the step does not apply.")))
    if row.state == state and row.reason == reason:
        return row
    if row.state != was:
        raise NewerState
    row.state, row.reason = state, reason
    row.state_by, row.state_at = (None, None) if state == State.OPEN else (actor, now)
    row.save(update_fields=["state", "reason", "state_by", "state_at"])
    record(StepMarked(reference=row.copy.reference))
    return row


@transaction.atomic
def plan_step(
    *, actor: User, key: str, step: UUID, plan: Plan, base: int, now: datetime
) -> WorkingStep:
    """Note something at a step, say who looks after it and until when.

    BASE is the version the person saw. Raises NewerState, CopyGone and Refused.
    """
    row = _held_step(actor, key, step)
    if row.version != base:
        raise NewerState
    organisation = row.copy.organisation
    chosen = plan.responsible
    if chosen and not colleagues_in(organisation).filter(pk=chosen.pk).exists():
        raise Refused(refused(_("Only people of your own organisation look after a step.")))
    note = clean_text(plan.note).strip()
    if note != row.note:
        row.note, row.note_by, row.note_at = note, actor, now
    row.responsible, row.due_on = chosen, plan.due_on
    row.version += 1
    row.save(update_fields=["note", "note_by", "note_at", "responsible", "due_on", "version"])
    record(StepPlanned(reference=row.copy.reference))
    return row


@transaction.atomic
def accept_changes(*, actor: User, key: str, step: UUID | None, seen: str, now: datetime) -> int:
    """Take over what is new in one step of the guideline, or (None) in all of them.

    `seen` is the digest of what the person read. Raises NewerState where the guideline says
    something else by now, or a colleague was faster; CopyGone and Refused. Ticks and notes stay.
    """
    copy = _held(actor, key)
    require(may_change(actor, copy))
    guideline = guideline_of(actor, copy)
    changes = changes_in(list(copy.steps.all()), guideline)
    chosen = [one for one in changes if step in {None, one.key}]
    if guideline is None or not chosen or digest_of(chosen) != seen:
        raise NewerState
    for change in chosen:
        _accept(copy, change, now)
    _put_in_order(copy, live_steps(guideline.html))
    copy.title = guideline.title
    copy.save(update_fields=["title"])
    record(ChangesAccepted(reference=copy.reference))
    return len(chosen)


def _accept(copy: WorkingCopy, change: Change, now: datetime) -> None:
    rows = WorkingStep.objects.filter(copy=copy, key=change.key)
    if change.news == News.REMOVED:
        rows.update(is_removed=True)
    elif change.after:
        words = change.after
        values = {"title": words.title, "html": words.html, "text": words.text}
        # One that was removed before comes back with its ticks and notes.
        if not rows.update(**values, is_removed=False, changed_at=now):
            WorkingStep.objects.create(copy=copy, key=change.key, position=0, **values)


def _put_in_order(copy: WorkingCopy, live: Sequence[LiveStep]) -> None:
    places = {one.key: number for number, one in enumerate(live)}
    rows = list(copy.steps.all())
    for row in rows:
        row.position = places.get(row.key, len(places))
    WorkingStep.objects.bulk_update(rows, ["position"])


@transaction.atomic
def finish(*, actor: User, key: str, now: datetime) -> WorkingCopy:
    """Say that the county is done with it; repeating changes nothing."""
    copy = _held(actor, key)
    if not copy.is_finished:
        copy.finished_at, copy.finished_by = now, actor
        copy.save(update_fields=["finished_at", "finished_by"])
        record(CopyFinished(reference=copy.reference))
    return copy


@transaction.atomic
def reopen(*, actor: User, key: str) -> WorkingCopy:
    """Go on with a finished copy; repeating changes nothing. Raises OtherOpenCopy."""
    copy = _held(actor, key)
    if copy.is_finished:
        copy.finished_at = copy.finished_by = None
        try:
            with transaction.atomic():
                copy.save(update_fields=["finished_at", "finished_by"])
        except IntegrityError:  # the constraint knows of one that is being begun just now, too
            raise OtherOpenCopy from None
        record(CopyReopened(reference=copy.reference))
    return copy


@transaction.atomic
def delete_copy(*, actor: User, key: str) -> None:
    """Delete a copy with its notes, for all colleagues. Raises CopyGone and Refused."""
    copy = _held(actor, key)
    require(may_delete(actor, copy))
    record(CopyDeleted(reference=copy.reference))
    copy.delete()


@transaction.atomic
def hand_over_steps(*, person: User, organisation: Organisation, successor: User | None) -> int:
    """Give the open steps a person looks after to somebody else, or free them."""
    # Open copies only: of what is finished it stays known who looked after it.
    held = WorkingStep.objects.filter(
        responsible=person,
        state=State.OPEN,
        copy__organisation=organisation,
        copy__finished_at=None,
    )
    return held.update(responsible=successor, version=F("version") + 1)


def _held(actor: User, key: str) -> WorkingCopy:
    """Return a copy while nobody else can change it, until the transaction ends."""
    # SQLite writes one at a time, PostgreSQL locks the row.
    copies = WorkingCopy.objects.select_for_update(of=("self",)).select_related("organisation")
    copy = copies.filter(key=key).first()
    if copy is None or not may_work_for(actor, copy.organisation):
        raise CopyGone
    return copy


def _held_step(actor: User, key: str, step: UUID) -> WorkingStep:
    copy = _held(actor, key)
    require(may_change(actor, copy))
    row = copy.steps.filter(key=step, is_removed=False).first()
    if row is None:
        raise CopyGone
    row.copy = copy
    return row
