"""What people do on their way: rule, change, fact, in one transaction each."""

from datetime import datetime

from django.db import transaction

from portal.kernel.verdict import require
from portal.members.models import Membership, Organisation, User
from portal.onboarding.facts import NudgeDue, PathBegun
from portal.onboarding.models import CountyPath, PersonPath, Tick
from portal.onboarding.rules.paths import has_path, may_walk
from portal.onboarding.steps import TICKABLE
from portal.outbox.recording import record


class NothingToTick(ValueError):
    """There is no such step to tick by hand."""


@transaction.atomic
def begin_path(*, membership: Membership, now: datetime) -> PersonPath | None:
    """Begin a person's path, and with the first person her county's; repeating changes nothing.

    Returns None where there is none: her organisation is no member county.
    """
    organisation = membership.organisation
    if not has_path(organisation):
        return None
    CountyPath.objects.get_or_create(organisation=organisation, defaults={"begun_at": now})
    path, created = PersonPath.objects.get_or_create(
        membership=membership, defaults={"begun_at": now}
    )
    if created:
        record(PathBegun(reference=path.reference))
    return path


@transaction.atomic
def tick(*, actor: User, organisation: Organisation, what: str, done: bool, now: datetime) -> None:
    """Say that one has done something, or take that back. `what`: a step, or a page's address.

    Whether the page may be seen is asked before. Raises NothingToTick.
    """
    require(may_walk(actor, organisation))
    if what not in TICKABLE and ":" not in what:
        raise NothingToTick(what)
    path = _own_path(actor, organisation, now)
    if done:
        Tick.objects.get_or_create(path=path, what=what, defaults={"at": now})
    else:
        Tick.objects.filter(path=path, what=what).delete()


@transaction.atomic
def tick_meeting(*, actor: User, organisation: Organisation, done: bool, now: datetime) -> None:
    """Say for one's county that an exchange meeting is agreed, or take that back."""
    require(may_walk(actor, organisation))
    _own_path(actor, organisation, now)
    CountyPath.objects.filter(organisation=organisation).update(
        meeting_agreed_at=now if done else None
    )


@transaction.atomic
def put_away(*, actor: User, organisation: Organisation, away: bool, now: datetime) -> None:
    """Take the path off one's start page, or bring it back; reminders stop with it."""
    require(may_walk(actor, organisation))
    path = _own_path(actor, organisation, now)
    path.hidden_at = now if away else None
    if away:
        path.nudges_stopped_at = path.nudges_stopped_at or now
    path.save(update_fields=["hidden_at", "nudges_stopped_at"])


@transaction.atomic
def stop_nudges(*, path: PersonPath, now: datetime) -> None:
    """Stop the reminders of whoever holds the link of her mail; repeating changes nothing."""
    PersonPath.objects.filter(pk=path.pk, nudges_stopped_at=None).update(nudges_stopped_at=now)


@transaction.atomic
def nudge(*, path: PersonPath, number: int, due: bool) -> None:
    """Note that the reminder of this number is over, and send it if it is due."""
    earlier = PersonPath.objects.filter(pk=path.pk, nudges__lt=number)
    if earlier.update(nudges=number) and due:
        record(NudgeDue(reference=path.reference))


def _own_path(actor: User, organisation: Organisation, now: datetime) -> PersonPath:
    membership = Membership.objects.select_related("organisation").get(
        user=actor, organisation=organisation
    )
    path = begin_path(membership=membership, now=now)
    if path is None:
        raise NothingToTick(organisation.slug)
    return path
