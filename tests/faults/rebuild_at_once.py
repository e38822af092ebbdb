"""Run in a process of its own by `test_rebuild_at_once.py`, in an installation of its own.

While one process rebuilds the index again and again, others write, deliver and search. Prints what
readers missed and how index and database compare afterwards, as JSON.
"""

import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from forum.actions import posting  # noqa: E402
from forum.actions.posting import Draft, ask_question, edit_question  # noqa: E402
from forum.models import Question  # noqa: E402
from portal.kernel.content import new_key  # noqa: E402
from portal.members.models import Membership, Organisation, User  # noqa: E402
from portal.outbox.models import Entry, EntryQuerySet  # noqa: E402
from portal.outbox.registry import reaction_name  # noqa: E402
from search.doctor import examine  # noqa: E402
from search.engines import engine  # noqa: E402
from search.models import Rebuild  # noqa: E402
from search.port import EngineUnavailable, Query, Term  # noqa: E402
from search.reactions import reindex  # noqa: E402
from search.rebuild import rebuild  # noqa: E402

REBUILDS = int(sys.argv[1])
ANCHORS = 20
MOVING = 40
FORK = multiprocessing.get_context("fork")
ALL = frozenset({"public"})


def people() -> tuple[User, Organisation]:
    """One county with one person, who may write without end."""
    posting.MOST_POSTS_AN_HOUR = 10**9
    Organisation.objects.filter(ags="03353").update(status=Organisation.Status.MEMBER)
    county = Organisation.objects.get(ags="03353")
    author = User.objects.create_user("ledger@kreis.example", name="Lea Ledger")
    Membership.objects.create(user=author, organisation=county)
    return author, county


def ask(author: User, county: Organisation, title: str) -> None:
    """Ask for all to see."""
    draft = Draft(title=title, body="Ein Text wie jeder andere.", visibility="public")
    ask_question(actor=author, organisation=county, draft=draft, key=new_key(), now=timezone.now())


def write(author: User, county: Organisation, step: int) -> None:
    """Ask, edit, or keep to the county what was open."""
    moving = list(Question.objects.exclude(title__startswith="Anker").order_by("?")[:1])
    if random.random() < 0.3 or not moving:
        return ask(author, county, f"Frage {step}")
    visibility = random.choice(["public", "members"])
    draft = Draft(title=f"Geändert {step}", body="Ein anderer Text.", visibility=visibility)
    edit_question(
        actor=author, question=moving[0], draft=draft, version=moving[0].version,
        now=timezone.now(),
    )  # fmt: skip
    return None


def writes(author: User, county: Organisation, stopped: Any, told: Any) -> None:
    """Write until stopped; tell how often."""
    step = 0
    while not stopped.is_set():
        with transaction.atomic():
            write(author, county, step)
        step += 1
        time.sleep(0.05)
    told.put(("written", step))


def reads(stopped: Any, told: Any) -> None:
    """Look for the anchors until stopped: each of them is there, every time."""
    looks, missed = 0, []
    query = Query(text="Anker", audience=ALL, page_size=50)
    while not stopped.is_set():
        try:
            seen = engine().search(query, [Term("words", "anker", 1.0)]).total
        except EngineUnavailable as error:
            seen = str(error)
        looks += 1
        if seen != ANCHORS:
            missed.append(seen)
        time.sleep(0.01)
    told.put(("looks", looks))
    told.put(("missed", missed[:5]))


def works() -> None:
    """Deliver until killed."""
    call_command("worker", poll=0.01)


def started(target: Callable[..., None], *arguments: Any) -> Any:
    """Start a process beside this one."""
    connections.close_all()
    process = FORK.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


def settle() -> None:
    """Wait until all is delivered to the index."""
    deadline = time.monotonic() + 90
    waiting = EntryQuerySet(Entry).open().filter(reaction=reaction_name(reindex))
    while waiting.exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def main() -> None:
    """Rebuild some times while others write and search; then compare."""
    random.seed(20260101)
    author, county = people()
    for number in range(ANCHORS):
        ask(author, county, f"Anker {number}")
    for number in range(MOVING):
        ask(author, county, f"Frage {number}")
    worker = started(works)
    settle()
    stopped, told = FORK.Event(), FORK.Queue()
    others = [started(writes, author, county, stopped, told), started(reads, stopped, told)]
    for _time in range(REBUILDS):
        rebuild()
    stopped.set()
    outcome = dict(told.get(timeout=60) for _one in range(3))
    for other in others:
        other.join(60)
    settle()
    worker.terminate()
    worker.join(30)
    found = examine()
    outcome |= {
        "rebuilds": Rebuild.objects.exclude(finished_at=None).filter(running=False).count(),
        "differences": {str(one): what.value for one, what in found.differences.items()},
        "pending": len(found.pending),
        "failed": Entry.objects.exclude(failed_at=None).count(),
        "leftovers": sorted(engine().leftovers()),
    }
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main()
