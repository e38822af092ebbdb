"""Type into the search of the engine that SEARCH_URL names; `benchmarks.suggest` calls this.

DATA_DIR=... SEARCH_URL=... python -m benchmarks.one_suggest DOCUMENTS REQUESTS
"""

import random
import statistics
import sys
from dataclasses import replace

from benchmarks.one_engine import Writer, build, row, times

# isort: split
from django.conf import settings
from django.test import Client
from django.utils import timezone

from forum.models import Question
from portal.kernel.content import Reference
from portal.members.models import Membership, Organisation, User
from search import suggest_views
from search.analysis.lexicon import load_lexicon
from search.port import Document

TARGET = 50
ADDRESS = "/suche/vorschlaege/"


def questions(number: int) -> list[Document]:
    """Write documents and keep each as a question, so that the second look finds it."""
    load_lexicon(settings.DATA_DIR)
    county = Organisation.objects.filter(kind="county").earliest("pk")
    written = [
        replace(one, reference=Reference("question", one.reference.key), title=one.title[:200])
        for one in Writer(1).documents(number)
    ]
    Question.objects.bulk_create(
        (
            Question(
                key=one.reference.key, title=one.title, slug="frage", organisation=county,
                visibility="public" if "public" in one.audience else "members",
                asked_at=timezone.now(),
            )
            for one in written
        ),
        batch_size=500,
    )  # fmt: skip
    build(written)
    return written


def typed(titles: list[str], number: int) -> list[str]:
    """Return what people have typed on their way to a title: a word's beginning, or a second's."""
    chance = random.Random(2)
    texts = []
    for title in chance.choices(titles, k=number):
        words = [word for word in title.split() if len(word) > 3] or [title]
        first, last = chance.choice(words), chance.choice(words)
        begun = last[: chance.randint(2, max(2, len(last)))]
        texts.append(f"{first} {begun}" if chance.random() < 0.3 else begun)
    return texts


def member() -> Client:
    """Log a person of a member county in."""
    county = Organisation.objects.filter(kind="county").latest("pk")
    Organisation.objects.filter(pk=county.pk).update(status="member")
    person = User.objects.create_user("bench@kreis.example", name="Maren Beispiel")
    Membership.objects.create(user=person, organisation=county, role="staff")
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


def main() -> None:
    """Fill, type, and print the figures."""
    documents, requests = map(int, sys.argv[1:])
    name = "embedded" if settings.SEARCH_URL.startswith("embedded") else "elastic"
    written = questions(documents)
    texts = typed([one.title for one in written], requests)
    client, offered = member(), []

    def ask(text: str) -> None:
        answer = client.get(ADDRESS, {"q": text})
        assert answer.status_code == 200
        offered.append(answer.content.count(b'role="option"'))

    suggest_views.REQUESTS_PER_MINUTE = 10 * requests
    times(texts[:20], ask)
    offered.clear()
    print(f"{name}: {documents} questions")
    print(row(f"suggestions, {requests} requests", times(texts, ask), TARGET))
    print(f"  offered on average: {statistics.mean(offered):.1f}")


if __name__ == "__main__":
    main()
