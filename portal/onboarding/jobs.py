"""What the way into the group does by the clock."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Q

from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation
from portal.onboarding.actions.mentoring import (
    HasMentor,
    NoPlace,
    TooLate,
    close_by_clock,
    run_matching,
)
from portal.onboarding.actions.paths import begin_path, nudge
from portal.onboarding.models import Mentorship, PersonPath
from portal.onboarding.queries.paths import steps_of
from portal.onboarding.rules.states import WAITING, State

# Days after joining on which somebody is reminded of her next step; then never again.
NUDGE_DAYS = (3, 10, 24)
# A reminder that could not go for so long (no worker ran) does not go any more.
NUDGE_LATE = timedelta(days=6)
# Who came without an invitation (by the county's log-in, by an administrator) begins as well.
BEGIN_WITHIN = timedelta(days=30)
BATCH = 500


def begin_paths(now: datetime) -> int:
    """Begin the paths of who joined a member county lately, by whatever way."""
    new = Membership.objects.filter(
        joined_at__gt=now - BEGIN_WITHIN,
        organisation__status=Organisation.Status.MEMBER,
        organisation__kind=Organisation.Kind.COUNTY,
        user__is_active=True,
        user__last_login__isnull=False,
    ).exclude(pk__in=PersonPath.objects.values("membership"))  # fmt: skip
    memberships = list(new.select_related("organisation").order_by("pk")[:BATCH])
    for membership in memberships:
        begin_path(membership=membership, now=now)
    return len(memberships)


def nudge_people(now: datetime) -> int:
    """Remind people of their next step on three days; whoever has none left is left alone."""
    sent = 0
    for number, days in enumerate(NUDGE_DAYS, 1):
        sent += _nudge(number, now - timedelta(days=days))
    return sent


def _nudge(number: int, begun_before: datetime) -> int:
    paths = PersonPath.objects.filter(
        begun_at__lte=begun_before, nudges=number - 1, nudges_stopped_at=None,
        membership__organisation__status=Organisation.Status.MEMBER,
        membership__user__is_active=True,
    ).select_related("membership__organisation", "membership__user")  # fmt: skip
    rows = list(paths.order_by("pk")[:BATCH])
    next_steps = steps_of([path.membership for path in rows])
    sent = 0
    for path, found in zip(rows, next_steps, strict=True):
        due = found.step is not None and path.begun_at > begun_before - NUDGE_LATE
        nudge(path=path, number=number, due=due)
        sent += due
    return sent


def close_mentorships(now: datetime) -> int:
    """End proposals nobody answered in time, and what suspended or former counties had."""
    member = Organisation.Status.MEMBER
    apart = ~Q(mentor__status=member) | ~Q(mentee__status=member)
    over = Q(state__in=sorted(WAITING), expires_at__lte=now)
    gone = Q(state__in=[*sorted(WAITING), State.ACTIVE]) & apart
    closed = 0
    for mentorship in Mentorship.objects.filter(over | gone).order_by("pk"):
        with suppress(TooLate):
            close_by_clock(mentorship=mentorship, now=now)
            closed += 1
    return closed


def match_mentors(now: datetime) -> int:
    """Propose mentors to who seeks one; where something changed meanwhile, tomorrow is a day."""
    close_mentorships(now)
    with suppress(NoPlace, HasMentor, Refused):
        return run_matching(now=now)
    return 0
