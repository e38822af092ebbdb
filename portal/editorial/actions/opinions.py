"""Ask somebody without an account, and take what she says: once, about one version."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.editorial.actions.deciding import ReasonNeeded
from portal.editorial.actions.holding import MovedOn, NewerVersion, hold
from portal.editorial.facts import OpinionAsked, OpinionGiven, OpinionRevoked
from portal.editorial.models import Opinion, Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.pages import step_of
from portal.editorial.queries.people import asked_at
from portal.editorial.rules import (
    MOST_OPINIONS,
    OPINION_HOLDS,
    OPINION_NAMES_KEPT,
    may_ask_opinion,
)
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import Refused, refused, require
from portal.members.models import User
from portal.outbox.recording import record


class AlreadyAsked(Exception):
    """This address has a link for this version already."""


class NotUsable(Exception):
    """The link was used, revoked or has run out."""


@transaction.atomic
def ask_opinion(
    *,
    actor: User,
    submission: Submission,
    office: str,
    name: str,
    email: str,
    language: str,
    note: str,
    now: datetime,
) -> Opinion:
    """Send somebody a link to the version as it is now."""
    held, page = hold(submission)
    step = step_of(held)
    if step is None or page.latest_revision is None:
        raise MovedOn
    require(may_ask_opinion(actor, asked_at(step, page).pks, newest(page).organisation))
    asked = Opinion.objects.filter(submission=held)
    if asked.count() >= MOST_OPINIONS:
        raise Refused(refused(_("Enough people were asked about this page.")))
    address = email.strip().lower()
    if asked.usable(now).filter(email=address, revision=page.latest_revision).exists():
        raise AlreadyAsked
    opinion = Opinion.objects.create(
        submission=held,
        revision=page.latest_revision,
        office=clean_line(office),
        name=clean_line(name),
        email=address,
        language=language,
        note=clean_text(note).strip(),
        asked_by=actor,
        asked_at=now,
        expires_at=now + OPINION_HOLDS,
    )
    record(OpinionAsked(reference=opinion.reference))
    return opinion


@transaction.atomic
def give_opinion(*, opinion: Opinion, word: str, comment: str, now: datetime) -> Opinion:
    """Take what she says about the version of her link; a newer one makes it worthless."""
    try:
        _held, page = hold(opinion.submission)
    except MovedOn as over:
        raise NotUsable from over
    if page.latest_revision_id != opinion.revision_id:
        raise NewerVersion
    said = clean_text(comment).strip()
    if word == Opinion.Word.CHANGES and not said:
        raise ReasonNeeded
    usable = Opinion.objects.usable(now).filter(pk=opinion.pk, nonce=opinion.nonce)
    if not usable.update(given_at=now, word=Opinion.Word(word), comment=said):
        raise NotUsable
    opinion.refresh_from_db()
    record(OpinionGiven(reference=opinion.reference))
    return opinion


@transaction.atomic
def revoke_opinion(*, actor: User, opinion: Opinion, now: datetime) -> None:
    """Make a link worthless that was not used yet."""
    held, page = hold(opinion.submission)
    step = step_of(held)
    deciders = asked_at(step, page).pks if step else frozenset()
    require(may_ask_opinion(actor, deciders | {opinion.asked_by_id or 0}, held.organisation))
    open_one = Opinion.objects.filter(pk=opinion.pk, given_at=None, revoked_at=None)
    if not open_one.update(revoked_at=now):
        raise NotUsable
    record(OpinionRevoked(reference=opinion.reference))


def forget_names(now: datetime) -> int:
    """Take out who was asked, long after the link ended; what was said stays, with the office."""
    old = Opinion.objects.filter(forgotten_at=None, expires_at__lt=now - OPINION_NAMES_KEPT)
    return old.update(name="", email="", forgotten_at=now)
