"""Consents to mentorships at the same moment; says what came of them.

Run inside an installation: `manage.py shell -c "from tests.faults.last_place_at_once import …"`.
"""

import sys
import threading
from collections.abc import Callable

from django.db import connection

from portal.members.models import User
from portal.onboarding.actions.mentoring import NoPlace, TooLate
from portal.onboarding.models import Mentorship
from tests.factories.members import organisation
from tests.factories.onboarding import leader, offer, proposal, say_yes

MENTEES = ("03353", "03460", "03251")


def _mentor() -> User:
    Mentorship.objects.all().delete()
    return leader(organisation("03459"), "Olaf Osnabrück")


def the_last_place() -> None:
    """Three counties say yes to a mentor who has agreed to all of them and has one place left."""
    mentor = _mentor()
    offer(mentor, 3)
    mentees = [leader(organisation(ags), f"Leitung {ags}") for ags in MENTEES]
    proposed = [proposal(mentor, mentee) for mentee in mentees]
    for one in proposed:
        say_yes(mentor, one)
    offer(mentor, 1)
    at_once(
        [
            lambda mentee=mentee, one=one: say_yes(mentee, one)
            for mentee, one in zip(mentees, proposed, strict=True)
        ]
    )


def both_sides() -> None:
    """Mentor and mentee say yes to each other, and the mentee twice."""
    mentor, mentee = _mentor(), leader(organisation(MENTEES[0]), "Karla Koordination")
    offer(mentor, 1)
    one = proposal(mentor, mentee)
    at_once([lambda: say_yes(mentor, one), *[lambda: say_yes(mentee, one)] * 2])


def at_once(acts: list[Callable[[], object]]) -> None:
    """Do all of these at the same moment, and print how many mentorships run, and their events."""
    barrier = threading.Barrier(len(acts))

    def act_(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except (NoPlace, TooLate):
            return
        finally:
            connection.close()

    threads = [threading.Thread(target=act_, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    running = Mentorship.objects.filter(state="active")
    began = sum(one.events.filter(state="active").count() for one in Mentorship.objects.all())
    sys.stdout.write(f"running: {running.count()}, began: {began}\n")
