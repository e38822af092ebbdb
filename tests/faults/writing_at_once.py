"""Two people save the same step of a draft at the same moment; says how many were saved.

Run inside an installation: `manage.py shell -c "from tests.faults.writing_at_once import …"`.
"""

import sys
import threading

from django.db import connection

from casestudies.actions.writing import NewerVersion, edit_section
from portal.members.models import Membership, User
from portal.publishing.passages import NEW
from tests.factories.members import organisation, person_of
from tests.factories.writing import draft, newest


def save_at_once() -> None:
    """Print how many of two got through, how many were told, and whose text stands."""
    county = organisation()
    people = [person_of(county, Membership.Role.COORDINATOR, name) for name in ("Anna", "Berta")]
    page = draft(people[0])
    barrier, outcomes = threading.Barrier(2), []

    def save(actor: User) -> None:
        barrier.wait()
        texts, base = {NEW: actor.name}, page.latest_revision_id
        try:
            edit_section(actor=actor, pk=page.pk, field="goal", texts=texts, base=base)
            outcomes.append(actor.name)
        except NewerVersion:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    saved = [name for name in outcomes if name != "told"]
    stands = [block.value.source for block in newest(page).goal]
    agrees = stands == [f"<p>{name}</p>" for name in saved]
    sys.stdout.write(f"saved: {len(saved)} told: {outcomes.count('told')} agrees: {agrees}\n")
