"""Run in a process of its own by `test_killed_worker.py`, in an installation of its own.

Writes questions through the actions people use, notes each in a ledger once its transaction has
committed, and kills workers with SIGKILL at random moments. Prints the comparison of ledger,
database and index as JSON.
"""

import json
import os
import random
import signal
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from forum.actions.posting import Draft, answer_question, ask_question, edit_question  # noqa: E402
from forum.models import Question  # noqa: E402
from portal.kernel.content import new_key  # noqa: E402
from portal.members.models import Membership, Organisation, User  # noqa: E402
from portal.outbox.models import Entry, EntryQuerySet  # noqa: E402
from search.engines import engine  # noqa: E402
from search.port import Query  # noqa: E402

TRIES = int(sys.argv[1])
LEASE = 0.4
CHANGES = 4
AUDIENCE = {"public": "public", "members": "members"}


def people() -> tuple[User, Organisation]:
    """One county with one person."""
    Organisation.objects.filter(ags="03353").update(status=Organisation.Status.MEMBER)
    county = Organisation.objects.get(ags="03353")
    author = User.objects.create_user("ledger@kreis.example", name="Lea Ledger")
    Membership.objects.create(user=author, organisation=county)
    return author, county


def change(author: User, county: Organisation, ledger: dict[str, tuple[str, str]], n: int) -> None:
    """Ask a question or edit an earlier one; note what it must say and who may read it."""
    visibility = random.choice(list(AUDIENCE))
    draft = Draft(title=f"Frage Nummer {n} im Kassenbuch", body="Text", visibility=visibility)
    if ledger and random.random() < 0.4:
        question = Question.objects.get(key=random.choice(list(ledger)))
        edit_question(
            actor=author, question=question, draft=draft, version=question.version,
            now=timezone.now(),
        )  # fmt: skip
    else:
        question = ask_question(
            actor=author, organisation=county, draft=draft, key=new_key(), now=timezone.now()
        )
        answer_question(
            actor=author, organisation=county, question=question, body="Antwort", key=new_key(),
            now=timezone.now(),
        )  # fmt: skip
    ledger[question.key] = (draft.title, visibility)


def start_worker() -> int:
    """Fork a worker: it starts at once, so that the kill hits its work and not its start."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            call_command("worker", poll=0.01, lease=LEASE)
        finally:
            os._exit(0)
    return pid


def kill(pid: int) -> None:
    """End a worker the hard way."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def wait_until_delivered() -> None:
    """Let one last worker finish."""
    pid = start_worker()
    deadline = time.monotonic() + 60
    while EntryQuerySet(Entry).open().exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    kill(pid)


def indexed() -> dict[str, tuple[str, str]]:
    """Read the whole index page by page, once per visibility."""
    found: dict[str, tuple[str, str]] = {}
    for visibility, token in AUDIENCE.items():
        page = 1
        while hits := _page(token, page):
            for hit in hits:
                assert hit.reference.key not in found, "found under two visibilities"
                found[hit.reference.key] = (hit.title, visibility)
            page += 1
    return found


def _page(token: str, page: int) -> tuple:
    query = Query(text="", audience=frozenset({token}), page=page, page_size=50)
    return engine().search(query, ()).hits if page <= 20 else ()


def main() -> None:
    """Fifty times: write, start a worker, kill it; then compare."""
    random.seed(20260101)
    # The bound on posts per hour is not what is tested here.
    import forum.actions.posting

    forum.actions.posting.MOST_POSTS_AN_HOUR = 10**9
    author, county = people()
    ledger: dict[str, tuple[str, str]] = {}
    interrupted = 0
    for number in range(TRIES):
        for step in range(CHANGES):
            change(author, county, ledger, number * CHANGES + step)
        pid = start_worker()
        time.sleep(random.uniform(0.0, 0.25))
        kill(pid)
        interrupted += EntryQuerySet(Entry).open().exists()
    wait_until_delivered()
    database = {q.key: (q.title, q.visibility) for q in Question.objects.all()}
    index = indexed()
    outcome = {
        "tries": TRIES,
        "interrupted": interrupted,
        "written": len(ledger),
        "lost": sorted(ledger.keys() - index.keys()),
        "extra": sorted(index.keys() - ledger.keys()),
        "wrong": sorted(key for key in ledger.keys() & index.keys() if ledger[key] != index[key]),
        "database_differs": database != ledger,
        "open": EntryQuerySet(Entry).open().count(),
        "failed": Entry.objects.exclude(failed_at=None).count(),
        "documents": engine().count(),
    }
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main()
