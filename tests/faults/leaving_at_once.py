"""Two people of a kind delete their accounts at the same moment; says how many were let go.

Run inside an installation: `manage.py shell -c "from tests.faults.leaving_at_once import …"`.
"""

import sys
import threading
from collections.abc import Callable

from django.db import connection

from portal.kernel.verdict import Refused
from portal.members.actions import erase_account
from portal.members.models import Membership, User
from tests.factories.members import administrator, organisation, person_of


def coordinators() -> None:
    """The only two coordinators of a county."""
    county = organisation()
    leave_at_once(lambda: person_of(county, Membership.Role.COORDINATOR))


def administrators() -> None:
    """The only two administrators."""
    leave_at_once(administrator)


def leave_at_once(make: Callable[[], User]) -> None:
    """Print how many of two got away."""
    barrier, gone = threading.Barrier(2), []

    def leave(person: User) -> None:
        barrier.wait()
        try:
            erase_account(actor=person)
        except Refused:
            return
        finally:
            connection.close()
        gone.append(person)

    threads = [threading.Thread(target=leave, args=[make()]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    sys.stdout.write(f"gone: {len(gone)}\n")
