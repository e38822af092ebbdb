"""How mentors and new counties find each other: rule, change, fact, in one transaction each.

All that happens to a mentorship queues at the rows of its two counties, so that of two consents
at once one finds what the other has done, and a place is given once.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.onboarding import fitting
from portal.onboarding.facts import MeetingSuggested, MentorshipMoved
from portal.onboarding.matching import match
from portal.onboarding.models import (
    CountyPath,
    MeetingSuggestion,
    MentorOffer,
    Mentorship,
    MentorshipEvent,
)
from portal.onboarding.queries.mentoring import (
    free_places,
    offerings,
    pairs_that_ended,
    seekers,
    taken_places,
)
from portal.onboarding.rules.mentoring import (
    may_answer,
    may_pair,
    may_propose,
    may_speak_for,
)
from portal.onboarding.rules.paths import has_path, may_walk
from portal.onboarding.rules.states import CLOSED, WAITING, State, after_consent, sources_of
from portal.outbox.recording import record
from portal.taxonomy.models import Platform, Topic

ANSWER_WITHIN = timedelta(days=14)


class TooLate(Exception):
    """The mentorship is not any more where this act could follow: somebody was quicker."""


class NoPlace(Exception):
    """The mentor has no free place (any more)."""


class HasMentor(Exception):
    """The county has a mentor, or one is proposed."""


# --- Offering -----------------------------------------------------------------------------------


@transaction.atomic
def offer_mentoring(
    *,
    actor: User,
    organisation: Organisation,
    capacity: int,
    topics: Collection[Topic],
    platforms: Collection[Platform],
    now: datetime,
) -> MentorOffer:
    """Say for how many counties there is time, and what one can help with; 0 ends the offer.

    What runs already goes on, also where it is more than that.
    """
    require(may_speak_for(actor, organisation))
    _locked(organisation.pk)
    offer, _created = MentorOffer.objects.update_or_create(
        organisation=organisation, defaults={"capacity": capacity, "changed_at": now}
    )
    offer.topics.set(topics)
    offer.platforms.set(platforms)
    return offer


# --- Proposing ----------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *, actor: User, mentor: Organisation, mentee: Organisation, now: datetime
) -> Mentorship:
    """Propose a pair by hand. Raises NoPlace, HasMentor."""
    require(may_propose(actor, mentor, mentee))
    return _propose(mentor, mentee, now, actor=actor)


@transaction.atomic
def run_matching(*, now: datetime) -> int:
    """Propose a mentor to each county that seeks one, as stable matching says; returns how many.

    Pairs that came to nothing before are not tried again: who was declined gets the next best.
    """
    _lock_all({one.pk for one in seekers()} | set(free_places()))
    seeking, tried = seekers(), pairs_that_ended()
    # Who looks for a mentor is none yet.
    beginners = {one.pk for one in seeking}
    places = {pk: n for pk, n in free_places().items() if n > 0 and pk not in beginners}
    offering = offerings(places)
    found = match(
        {
            seeker.pk: [
                pk for pk in fitting.wishes_of(seeker, offering) if (seeker.pk, pk) not in tried
            ]
            for seeker in seeking
        },
        {mentor.pk: fitting.ranking_of(mentor, seeking) for mentor in offering},
        places,
    )
    counties = Organisation.objects.in_bulk({*found, *found.values()})
    for mentee, mentor in sorted(found.items()):
        _propose(counties[mentor], counties[mentee], now, actor=None)
    return len(found)


def _propose(
    mentor: Organisation, mentee: Organisation, now: datetime, *, actor: User | None
) -> Mentorship:
    mentor, mentee = _locked_pair(mentor.pk, mentee.pk)
    require(may_pair(mentor, mentee))
    if free_places().get(mentor.pk, 0) < 1:
        raise NoPlace
    try:
        with transaction.atomic():
            mentorship = Mentorship.objects.create(
                mentor=mentor, mentee=mentee, proposed_at=now, expires_at=now + ANSWER_WITHIN
            )
    except IntegrityError:
        raise HasMentor from None
    _log(mentorship, State.PROPOSED, now, actor=actor)
    return mentorship


# --- Answering ----------------------------------------------------------------------------------


@transaction.atomic
def agree(
    *, actor: User, mentorship: Mentorship, organisation: Organisation, now: datetime
) -> Mentorship:
    """Say yes for one of the two; with the second yes it runs. Repeating changes nothing.

    Raises TooLate where it was declined or ran out, NoPlace where the mentor has none left.
    """
    mentorship = _entered(actor, mentorship, organisation)
    if mentorship.state not in WAITING | {State.ACTIVE}:
        raise TooLate
    to = after_consent(mentorship.state, of_mentor=organisation.pk == mentorship.mentor_id)
    if to is None:
        return mentorship
    if mentorship.expires_at <= now:
        raise TooLate
    if to == State.ACTIVE:
        _take_place(mentorship, now)
    return _move(mentorship, to, now, actor=actor, organisation=organisation)


def _take_place(mentorship: Mentorship, now: datetime) -> None:
    """Hold a place: the mentor's row is locked, so nobody else counts at the same time."""
    require(may_pair(mentorship.mentor, mentorship.mentee))
    offer = MentorOffer.objects.filter(organisation=mentorship.mentor_id).first()
    if offer is None or taken_places(mentorship.mentor) >= offer.capacity:
        raise NoPlace
    mentorship.began_at = now


@transaction.atomic
def decline(
    *, actor: User, mentorship: Mentorship, organisation: Organisation, reason: str, now: datetime
) -> None:
    """Say no, with a reason the other county reads. Raises TooLate."""
    mentorship = _entered(actor, mentorship, organisation)
    _move(mentorship, State.DECLINED, now, actor=actor, organisation=organisation, text=reason)


@transaction.atomic
def end(
    *, actor: User, mentorship: Mentorship, organisation: Organisation, thanks: str, now: datetime
) -> None:
    """Finish a running mentorship, from either side; the place is free again. Raises TooLate."""
    mentorship = _entered(actor, mentorship, organisation)
    _move(mentorship, State.ENDED, now, actor=actor, organisation=organisation, text=thanks)


@transaction.atomic
def close_by_clock(*, mentorship: Mentorship, now: datetime) -> None:
    """End what ran out, or whose county takes no part any more. Raises TooLate."""
    mentorship = _reread(mentorship)
    apart = not (has_path(mentorship.mentor) and has_path(mentorship.mentee))
    if mentorship.state == State.ACTIVE and apart:
        _move(mentorship, State.ENDED, now)
    elif apart or mentorship.expires_at <= now:
        _move(mentorship, State.EXPIRED, now)
    else:
        raise TooLate


# --- Meeting ------------------------------------------------------------------------------------


@transaction.atomic
def suggest_meeting(
    *, actor: User, organisation: Organisation, text: str, key: str, now: datetime
) -> MeetingSuggestion:
    """Ask one's mentor for an exchange meeting. The form's `key` makes sending it twice ask once.

    Raises TooLate where the mentorship has ended.
    """
    require(may_walk(actor, organisation))
    require(may_speak_for(actor, organisation))
    mentorship = Mentorship.objects.active().filter(mentee=organisation).first()
    if mentorship is None:
        raise TooLate
    suggestion, created = MeetingSuggestion.objects.get_or_create(
        key=key,
        mentorship=mentorship,
        defaults={"text": clean_text(text), "sent_by": actor, "sent_at": now},
    )
    if created:
        CountyPath.objects.get_or_create(organisation=organisation, defaults={"begun_at": now})
        record(MeetingSuggested(reference=suggestion.reference))
    return suggestion


# --- Shared -------------------------------------------------------------------------------------


def _entered(actor: User, mentorship: Mentorship, organisation: Organisation) -> Mentorship:
    """Take the lock, read anew, and ask the rule of what is true now."""
    mentorship = _reread(mentorship)
    sides = {mentorship.mentor_id: mentorship.mentor, mentorship.mentee_id: mentorship.mentee}
    require(may_answer(actor, mentorship, sides.get(organisation.pk, organisation)))
    return mentorship


def _reread(mentorship: Mentorship) -> Mentorship:
    _locked_pair(mentorship.mentor_id, mentorship.mentee_id)
    return Mentorship.objects.select_related("mentor", "mentee").get(pk=mentorship.pk)


def _move(
    mentorship: Mentorship,
    to: State,
    now: datetime,
    *,
    actor: User | None = None,
    organisation: Organisation | None = None,
    text: str = "",
) -> Mentorship:
    if mentorship.state not in sources_of(to):
        raise TooLate
    mentorship.state = to
    if to in CLOSED:
        mentorship.closed_at = now
    mentorship.save(update_fields=["state", "began_at", "closed_at"])
    _log(mentorship, to, now, actor=actor, organisation=organisation, text=text)
    return mentorship


def _locked(organisation_id: int) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def _locked_pair(mentor_id: int, mentee_id: int) -> tuple[Organisation, Organisation]:
    """Take both rows, in the order all take them: nobody waits for who waits for her."""
    found = _lock_all({mentor_id, mentee_id})
    return found[mentor_id], found[mentee_id]


def _lock_all(ids: Collection[int]) -> dict[int, Organisation]:
    rows = Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows}


def _log(
    mentorship: Mentorship,
    state: State,
    now: datetime,
    *,
    actor: User | None = None,
    organisation: Organisation | None = None,
    text: str = "",
) -> MentorshipEvent:
    event = MentorshipEvent.objects.create(
        mentorship=mentorship,
        state=state,
        organisation=organisation,
        actor=actor,
        text=clean_text(text).strip(),
        at=now,
    )
    record(MentorshipMoved(reference=event.reference))
    return event
