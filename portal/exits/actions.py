"""What happens to packages: rule, change, fact, in one transaction each."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.exits.facts import PackageFailed, PackageMade, PackageRequested
from portal.exits.models import UNFINISHED, ExitEvent, ExitPackage, State
from portal.exits.rules import may_download, may_make
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record

KEEP_FOR = timedelta(days=7)
# Longer than a worker is ever silent; after that another one begins anew.
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 5

Act = ExitEvent.Act


class LostClaim(Exception):
    """Another worker makes the package by now, or nobody wants it any more."""


class NotThere(Exception):
    """The package has run out, was deleted, or is not ready."""


@transaction.atomic
def request_package(*, actor: User, organisation: Organisation, now: datetime) -> ExitPackage:
    """Have a package made. While one is being made, that is it; one from before is deleted."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(may_make(actor, organisation, timezone.localdate(now)))
    packages = ExitPackage.objects.filter(organisation=organisation)
    if coming := packages.filter(state__in=UNFINISHED).first():
        return coming
    for earlier in packages.filter(state=State.READY):
        _end(earlier, actor, now)
    acts_for_it = any(one.organisation_id == organisation.pk for one in actor.current_memberships)
    package = ExitPackage.objects.create(
        organisation=organisation,
        requested_by=actor,
        requested_at=now,
        made_for_them=not acts_for_it,
    )
    _log(package, Act.REQUESTED, actor, now)
    record(PackageRequested(reference=package.reference))
    return package


def claim_package(*, key: str, now: datetime) -> ExitPackage | None:
    """Take a package up for this worker; None where another one is at it, or nobody wants it."""
    token = secrets.token_hex(16)
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    claimed = ExitPackage.objects.filter(free, key=key, state__in=UNFINISHED).update(
        state=State.MAKING,
        claimed_by=token,
        claimed_until=now + CLAIM,
        attempts=F("attempts") + 1,
        done=0,
    )
    packages = ExitPackage.objects.select_related("organisation")
    return packages.get(key=key) if claimed else None


def note_progress(*, package: ExitPackage, done: int, total: int, now: datetime) -> None:
    """Say how far the making is, and that this worker lives. Raises LostClaim."""
    if not _held(package).update(done=done, total=total, claimed_until=now + CLAIM):
        raise LostClaim


@transaction.atomic
def finish_package(
    *, package: ExitPackage, size: int, digest: str, counts: Mapping[str, int], now: datetime
) -> None:
    """Say that the file lies at its place. Raises LostClaim."""
    finished = _held(package).update(
        state=State.READY,
        claimed_until=None,
        made_at=now,
        expires_at=now + KEEP_FOR,
        size=size,
        digest=digest,
        counts=dict(counts),
        done=F("total"),
    )
    if not finished:
        raise LostClaim
    _log(package, Act.MADE, None, now)
    record(PackageMade(reference=package.reference))


@transaction.atomic
def give_back_package(*, package: ExitPackage, now: datetime) -> bool:
    """Let the next attempt begin; after many, say that it failed. Returns whether it goes on."""
    goes_on = package.attempts < MOST_ATTEMPTS
    state = State.WAITING if goes_on else State.FAILED
    if _held(package).update(state=state, claimed_until=None) and not goes_on:
        _log(package, Act.FAILED, None, now)
        record(PackageFailed(reference=package.reference))
    return goes_on


@transaction.atomic
def note_download(*, actor: User, package: ExitPackage, now: datetime) -> None:
    """Note who takes a package away. Raises NotThere."""
    require(may_download(actor, package, timezone.localdate(now)))
    if not package.downloadable(now) or not package.path.is_file():
        raise NotThere
    _log(package, Act.DOWNLOADED, actor, now)


@transaction.atomic
def end_package(*, package: ExitPackage, now: datetime) -> None:
    """Delete a package whose time is over."""
    _end(package, None, now)


def _end(package: ExitPackage, actor: User | None, now: datetime) -> None:
    ended = ExitPackage.objects.filter(pk=package.pk, state=State.READY).update(state=State.ENDED)
    if ended:
        _log(package, Act.ENDED, actor, now)
        transaction.on_commit(partial(package.path.unlink, missing_ok=True))


def _held(package: ExitPackage) -> QuerySet[ExitPackage]:
    return ExitPackage.objects.filter(
        pk=package.pk, state=State.MAKING, claimed_by=package.claimed_by
    )


def _log(package: ExitPackage, act: ExitEvent.Act, actor: User | None, now: datetime) -> None:
    ExitEvent.objects.create(package=package, act=act, actor=actor, at=now)
