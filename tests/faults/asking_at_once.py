"""Two coordinators ask for their county's package, and two workers make it, at the same moment.

Run inside an installation: `manage.py shell -c "from tests.faults.asking_at_once import …"`.
"""

import sys
import threading
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from portal.exits.actions import request_package
from portal.exits.making import make
from portal.exits.models import ExitEvent, ExitPackage, State, packages_folder
from portal.members.models import Membership
from tests.factories.members import organisation, person_of


def go() -> None:
    """Print how many packages, makings and files came of it."""
    county = organisation()
    people = [person_of(county, Membership.Role.COORDINATOR) for _ in range(4)]
    at_once(
        [
            lambda person=person: request_package(
                actor=person, organisation=county, now=timezone.now()
            )
            for person in people
        ]
    )
    (key,) = ExitPackage.objects.values_list("key", flat=True)
    at_once([lambda: make(key)] * 4)
    made = ExitEvent.objects.filter(act="made").count()
    files = [path.name for path in packages_folder().iterdir()]
    ready = ExitPackage.objects.filter(state=State.READY).count()
    sys.stdout.write(f"ready: {ready}, made: {made}, files: {files == [f'{key}.zip']}\n")


def at_once(acts: list[Callable[[], object]]) -> None:
    """Do all of it at the same moment, each in a thread of its own."""
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
