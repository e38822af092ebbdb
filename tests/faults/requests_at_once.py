"""Coordinators, workers and writers who do something with the same request at the same moment.

Run inside an installation, as `test_requests_at_once.py` does.
Each story prints what came through, and what the database says afterwards.
"""

import sys

from forum.actions.openness import NotOpen
from forum.actions.requests import AskedAlready, TooLate, go_on_after
from forum.models import CountyRequest, Question
from portal.members.models import Membership, User
from portal.outbox.models import Entry
from tests.factories.forum import answer
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.requests import asked, decline, hand_on, late, request_of, take
from tests.faults.racing import at_once

TOLD = (AskedAlready, NotOpen, TooLate)


def tell(rounds: int) -> None:
    """Tell every story some times, each time from the beginning."""
    for story in (deciding, taking, going_on, answering):
        for _round in range(rounds):
            Question.objects.all().delete()
            Entry.objects.all().delete()
            sys.stdout.write(f"{story.__name__}: {story()}\n")


def _asked() -> tuple[User, User, CountyRequest]:
    county = organisation(OSNABRUECK)
    one, two = (person_of(county, Membership.Role.COORDINATOR) for _n in range(2))
    organisation(PLOEN)
    return one, two, request_of(asked(person_of(organisation(HARBURG)), county), county)


def deciding() -> tuple[object, ...]:
    """Two coordinators, one hands on, the other declines: one of them, and the chain says which."""
    one, two, request = _asked()
    came = at_once(
        TOLD,
        hand_on=lambda: hand_on(one, request, organisation(PLOEN)),
        decline=lambda: decline(two, request),
    )
    states = list(CountyRequest.objects.order_by("pk").values_list("state", flat=True))
    return len(came), states == {"hand_on": ["handed_on", "open"], "decline": ["declined"]}[came[0]]


def taking() -> tuple[object, ...]:
    """Both take it: one of them does."""
    one, two, request = _asked()
    came = at_once(TOLD, one=lambda: take(one, request), two=lambda: take(two, request))
    request.refresh_from_db()
    return len(came), request.person_id == {"one": one.pk, "two": two.pk}[came[0]]


def going_on() -> tuple[object, ...]:
    """Two workers see to the same request, each with another county: one is asked."""
    _one, _two, request = _asked()
    stade = organisation("03359")
    came = at_once(
        TOLD,
        ploen=lambda: go_on_after(request=request, next_counties=[organisation(PLOEN)], now=late()),
        stade=lambda: go_on_after(request=request, next_counties=[stade], now=late()),
    )
    went_on = Entry.objects.filter(fact="CountyRequestWentOn").count()
    return len(came), CountyRequest.objects.count(), went_on


def answering() -> tuple[object, ...]:
    """The county answers while its time ends: its answer counts, and nobody is asked in vain."""
    one, _two, request = _asked()
    came = at_once(
        TOLD,
        answer=lambda: answer(one, request.question),
        worker=lambda: go_on_after(
            request=request, next_counties=[organisation(PLOEN)], now=late()
        ),
    )
    request.refresh_from_db()
    further = CountyRequest.objects.exclude(pk=request.pk).count()
    return "answer" in came, request.state, further == ("worker" in came)
