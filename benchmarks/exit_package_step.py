"""One step of `benchmarks.exit_package`, in a process of its own: its memory is measured."""

import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

import forum.actions  # noqa: E402
from casestudies.actions import Common, import_case_study  # noqa: E402
from forum.actions import Draft, answer_question, ask_question  # noqa: E402
from portal.exits.unpacking.taking_in import Watcher, import_package  # noqa: E402
from portal.kernel.content import new_key  # noqa: E402
from portal.members.models import Membership, Organisation, User  # noqa: E402

TEXT = "Wir haben die Kommentare gesammelt, sortiert und beantwortet. " * 30


def prepare(_argument: str) -> None:
    """Make an empty installation."""
    call_command("migrate", verbosity=0)


def fill(number: str) -> None:
    """Write a third each: questions, answers, pages."""
    prepare("")
    forum.actions.MOST_POSTS_AN_HOUR = 10**9
    Organisation.objects.filter(ags="03459").update(status="member")
    county, now = Organisation.objects.get(ags="03459"), timezone.now()
    author = User.objects.create_user("bench@kreis.example", name="Bea Bench")
    Membership.objects.create(user=author, organisation=county, role="coordinator")
    for n in range(int(number) // 3):
        draft = Draft(title=f"Frage {n}", body=TEXT, visibility="members")
        post = {"actor": author, "organisation": county, "now": now}
        question = ask_question(draft=draft, key=new_key(), **post)
        answer_question(question=question, body=TEXT, key=new_key(), **post)
        common = Common(key=new_key(), title=f"Fallbeispiel {n}", organisation=county)
        page = import_case_study(common, now=now, body=TEXT, result=TEXT).page
        if n % 3 == 0:
            page.save_revision(user=author)


def make(package: str) -> None:
    """Make the package; the worker does the same."""
    call_command("make_package", "03459", package)


def take_in(package: str) -> None:
    """Import it, without waiting for the search."""
    import_package(Path(package), dry_run=False, now=timezone.now(), watcher=Watcher())


STEPS = {"prepare": prepare, "fill": fill, "make": make, "import": take_in}


def most_memory() -> float:
    """Return the most memory this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Do a step and print what it took."""
    step, argument = sys.argv[1:]
    before, began, used = most_memory(), time.perf_counter(), time.process_time()
    STEPS[step](argument)
    took, used = time.perf_counter() - began, time.process_time() - used
    print(
        f"{step}: {took:.1f} s ({used:.1f} s of the processor), "
        f"{most_memory():.0f} MB at most, {before:.0f} MB at the beginning"
    )


if __name__ == "__main__":
    main()
