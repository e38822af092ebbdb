"""Fill an empty, migrated Kreiswissen for the page benchmark and say where its pages are.

    DATABASE_URL=... DATA_DIR=... python -m benchmarks.content QUESTIONS LONG CASE_STUDIES

Everything goes through the actions of the import, so pages hold what the site itself would write.
The addresses and the cookie of a logged-in person are printed as JSON.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from wagtail.models import ReferenceIndex  # noqa: E402, F401 - loaded before the clock runs

from benchmarks.seedtext import paragraph, title  # noqa: E402
from casestudies.actions import NewKeyFigure, import_case_study  # noqa: E402
from casestudies.models import CaseStudy  # noqa: E402
from forum.actions.importing import NewAnswer, import_question  # noqa: E402
from forum.models import Question  # noqa: E402
from portal.members.models import Membership, Organisation, User  # noqa: E402
from portal.publishing.imports import Common  # noqa: E402
from portal.taxonomy.models import Platform, Topic  # noqa: E402

COUNTIES = 20
START = datetime(2024, 1, 1, tzinfo=UTC)
BATCH = 100


def counties() -> list[Organisation]:
    """Make some counties members."""
    chosen = list(Organisation.objects.filter(kind="county").order_by("pk")[:COUNTIES])
    Organisation.objects.filter(pk__in=[county.pk for county in chosen]).update(status="member")
    return chosen


def fill(questions: int, long: int, case_studies: int) -> None:
    """Write the questions, the long one as the last, then the case studies."""
    owners = counties()
    topics, channels = list(Topic.objects.all()), list(Platform.objects.all())
    for batch in _batches(questions + 1):
        with transaction.atomic():
            for n in batch:
                answers = 10 if n < questions else long
                _question(n, answers, owners, topics[n % len(topics)], channels[n % len(channels)])
    for batch in _batches(case_studies):
        with transaction.atomic():
            for n in batch:
                owner = owners[n % COUNTIES]
                _case_study(n, owner, topics[n % len(topics)], channels[n % len(channels)])


def _batches(number: int) -> Iterator[range]:
    for start in range(0, number, BATCH):
        yield range(start, min(start + BATCH, number))


def _question(
    n: int, answers: int, owners: list[Organisation], topic: Topic, channel: Platform
) -> None:
    import_question(
        key=f"frage-{n}",
        title=title(n),
        body=paragraph(n),
        organisation=owners[n % COUNTIES],
        visibility="public",
        topics=[topic],
        channels=[channel],
        asked_at=START + timedelta(hours=n),
        now=START,
        answers=[
            NewAnswer(
                organisation=owners[(n + k) % COUNTIES],
                body=paragraph(n * 10 + k),
                accepted=k == 1,
                author_name=f"Person {k % 20}",
            )
            for k in range(1, answers + 1)
        ],
    )


def _case_study(n: int, owner: Organisation, topic: Topic, channel: Platform) -> None:
    import_case_study(
        Common(
            key=f"fall-{n}",
            title=title(100_000 + n),
            organisation=owner,
            visibility="public",
            topics=[topic],
            channels=[channel],
            published_at=START + timedelta(hours=n),
            summary=paragraph(n, 20),
        ),
        now=START,
        starting_point=paragraph(n * 7),
        goal=paragraph(n * 7 + 1),
        what_was_done=f"{paragraph(n * 7 + 2)}\n\n{paragraph(n * 7 + 3)}",
        result=paragraph(n * 7 + 4),
        lessons=paragraph(n * 7 + 5),
        effort_hours=100 + n,
        key_figures=[NewKeyFigure(label="Beiträge", value=n, year=2020 + k) for k in range(3)],
    )


def reader() -> str:
    """Make a person of a member county and return the cookie of her session."""
    user = User.objects.create_user("bench@kreis.example", name="Maren Beispiel")
    county = Organisation.objects.filter(status="member").latest("pk")
    Membership.objects.create(user=user, organisation=county)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def places(questions: int) -> dict[str, str]:
    """Return the address of each kind of page."""
    typical = Question.objects.get(key=f"frage-{questions // 2}").get_absolute_url()
    return {
        "list": "/fragen/",
        "question": typical,
        "long": Question.objects.get(key=f"frage-{questions}").get_absolute_url(),
        "article": CaseStudy.objects.get(key="fall-7").get_absolute_url(),
        "cases": "/fallbeispiele/",
        "search": "/suche/?q=Breitband",
    }


def main() -> None:
    """Fill, index, and print what the benchmark needs."""
    questions, long, case_studies = map(int, sys.argv[1:])
    fill(questions, long, case_studies)
    call_command("worker", "--once")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"places": places(questions), "cookie": reader()}))


if __name__ == "__main__":
    main()
