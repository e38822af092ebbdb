"""Four workers deliver the same answer at the same moment, to the people of thirty counties.

Run inside an installation: `manage.py shell -c "from tests.faults.telling_at_once import …"`.
"""

import sys
from collections.abc import Callable

from django.utils import timezone

from forum.actions.following import follow
from forum.notices.reactions import tell_of_answer
from portal.members.models import Membership, Organisation, User
from portal.notifications.models import InboxNotice
from portal.outbox.models import Entry
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of
from tests.faults.asking_at_once import at_once

COUNTIES = 30


def go() -> None:
    """Print who was told how often, and how many mails wait."""
    question = ask(person_of(organisation(HARBURG)))
    for follower in _followers():
        follow(actor=follower, target=question, now=timezone.now())
    given = answer(person_of(organisation(OSNABRUECK)), question)
    failures: list[object] = []
    at_once([_told(given.reference, failures)] * 4)
    people = InboxNotice.objects.values_list("person", flat=True)
    mails = Entry.objects.filter(fact="NoticeWritten").values_list("key", flat=True)
    sys.stdout.write(
        f"told: {len(people)}, people: {len(set(people))}, mails: {len(mails)},"
        f" different: {len(set(mails))}, failures: {failures}\n"
    )


def _told(reference: object, failures: list[object]) -> Callable[[], None]:
    return lambda: failures.extend(tell_of_answer([reference]).values())


def _followers() -> list[User]:
    counties = Organisation.objects.filter(kind="county").exclude(ags__in=[HARBURG, OSNABRUECK])
    chosen = list(counties.order_by("pk")[:COUNTIES])
    Organisation.objects.filter(pk__in=[one.pk for one in chosen]).update(status="member")
    return [person_of(one, Membership.Role.STAFF) for one in chosen]
