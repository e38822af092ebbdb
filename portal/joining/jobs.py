"""What joining does by the clock."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q

from portal.joining.actions.applications import (
    TooLate,
    end_guest_time,
    end_vote,
)
from portal.joining.actions.requests import tell_moderators
from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    Invitation,
    JoinRequest,
    MembershipApplication,
)
from portal.joining.queries.applications import guests_over, votes_over
from portal.joining.queries.requests import requests_without_answer
from portal.joining.rules.states import CLOSED, CONFIRM_WITHIN

KEEP_INVITATIONS = timedelta(days=90)
# Long enough to ask why one was refused; the log keeps what was decided, without the people.
KEEP_APPLICANTS = timedelta(days=180)
# How long a coordinator may take to answer who asks to join, and how long the answer is kept.
ANSWER_WITHIN = timedelta(days=14)
KEEP_REQUESTS = timedelta(days=90)
# Nobody waits for an answer for longer.
KEEP_UNANSWERED = timedelta(days=180)


def forget_invitations(now: datetime) -> int:
    """Delete invitations three months after they could last be accepted: addresses are data."""
    return Invitation.objects.filter(expires_at__lt=now - KEEP_INVITATIONS).delete()[0]


def end_votes(now: datetime) -> int:
    """Count the votes whose time is over."""
    return _each(votes_over(now), partial(end_vote, now=now))


def end_guest_times(now: datetime) -> int:
    """End the time of guests whose last day is over."""
    return _each(guests_over(now), partial(end_guest_time, now=now))


def _each(applications: Iterable[MembershipApplication], act: Callable[..., None]) -> int:
    """Do something to each; where somebody was quicker, nothing is left to do."""
    done = 0
    for application in applications:
        with suppress(TooLate):
            act(application=application)
            done += 1
    return done


def forget_applicants(now: datetime) -> int:
    """Delete applicants who never confirmed, and those of applications decided long ago."""
    never = Applicant.objects.filter(application=None, created_at__lt=now - CONFIRM_WITHIN)
    decided = MembershipApplication.objects.filter(
        state__in=CLOSED, decided_at__lt=now - KEEP_APPLICANTS
    )
    told = ApplicationEvent.objects.filter(application__in=decided, applicant__isnull=False)
    told.update(text="")
    past = Applicant.objects.filter(application__in=decided)
    return never.delete()[0] + past.delete()[0]


def escalate_requests(now: datetime) -> int:
    """Tell the moderators about requests that nobody answers, once each."""
    waiting = requests_without_answer(now - ANSWER_WITHIN)
    for request in waiting:
        tell_moderators(request=request, now=now)
    return len(waiting)


def forget_requests(now: datetime) -> int:
    """Delete requests never confirmed, those decided three months ago, and those never decided."""
    never = Q(confirmed_at=None, created_at__lt=now - CONFIRM_WITHIN)
    decided = Q(decided_at__lt=now - KEEP_REQUESTS)
    unanswered = Q(decided_at=None, confirmed_at__lt=now - KEEP_UNANSWERED)
    return JoinRequest.objects.filter(never | decided | unanswered).delete()[0]
