"""Two people do the same at the same moment; says what became of both.

Run `everything()` inside an installation (`manage.py shell`). Each prints one line: its name, what
was raised (or done) twice, and what is there then.
"""

import sys
import threading
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from portal.channels.actions import record_channel
from portal.channels.models import Channel
from portal.joining.actions import people, requests
from portal.joining.models import Invitation, JoinRequest
from portal.kernel.content import new_key
from portal.members.models import Membership, User
from tests.factories.channels import channel_draft
from tests.factories.joining import confirmed_request, invitation, join_request
from tests.factories.members import organisation, person_of

Act = Callable[[], object]


def a_channel() -> None:
    """A form for a new channel, sent twice."""
    county = organisation()
    keeper, key = person_of(county, Membership.Role.COORDINATOR), new_key()
    _both(
        lambda: record_channel(
            actor=keeper, organisation=county, draft=channel_draft(), key=key, now=timezone.now()
        )
    )
    _say(channels=Channel.objects.count())


def a_confirmation() -> None:
    """The link of a request to join, opened twice."""
    county = organisation()
    asked = join_request(county)
    _both(lambda: requests.confirm_request(request=asked, organisation=county, now=timezone.now()))
    _say(open=JoinRequest.objects.open().count())


def an_answer() -> None:
    """A request to join, accepted by one and declined by another."""
    county = organisation()
    first, second = (person_of(county, Membership.Role.COORDINATOR) for _one in range(2))
    asked = confirmed_request(county)
    _both(
        lambda: requests.accept_request(actor=first, request=asked, now=timezone.now()),
        lambda: requests.decline_request(
            actor=second, request=asked, answer="Nein.", now=timezone.now()
        ),
    )
    accepted = JoinRequest.objects.get().accepted
    _say(agree=accepted == Invitation.objects.exists())


def an_invitation() -> None:
    """The link of an invitation, used twice."""
    county = organisation()
    made = invitation(person_of(county, Membership.Role.COORDINATOR), county)
    guest = User.objects.create_user(made.email, name="Nele Neu")
    _both(lambda: people.accept_invitation(person=guest, invitation=made, now=timezone.now()))
    _say(memberships=guest.memberships.count())


def a_hand_over() -> None:
    """The last two who lead, each leaving to the other."""
    county = organisation()
    pair = [person_of(county, Membership.Role.COORDINATOR) for _one in range(2)]

    def leave(who: User, successor: User) -> None:
        people.leave(
            actor=who, membership=who.memberships.get(), successor=successor, now=timezone.now()
        )

    _both(lambda: leave(pair[0], pair[1]), lambda: leave(pair[1], pair[0]))
    _say(left=county.memberships.count())


def everything() -> None:
    """Let all of these happen, one after the other."""
    for act in (a_channel, a_confirmation, an_answer, an_invitation, a_hand_over):
        Membership.objects.all().delete()
        JoinRequest.objects.all().delete()
        sys.stdout.write(f"{act.__name__}: ")
        act()


def _both(first: Act, second: Act | None = None) -> None:
    """Do both at the same moment and print by name what was raised."""
    barrier = threading.Barrier(2)

    def do(act: Act) -> None:
        barrier.wait()
        try:
            act()
            outcome = "done"
        except Exception as error:  # noqa: BLE001 - whatever is raised is what this is about
            outcome = type(error).__name__
        finally:
            connection.close()
        outcomes.append(outcome)

    outcomes: list[str] = []
    threads = [threading.Thread(target=do, args=[act]) for act in (first, second or first)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    sys.stdout.write(f"{' '.join(sorted(outcomes))} ")


def _say(**facts: object) -> None:
    sys.stdout.write(f"{facts}\n")
