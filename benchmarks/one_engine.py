"""Fill the engine that SEARCH_URL names and time it; `benchmarks.search_speed` calls this.

DATA_DIR=... SEARCH_URL=... python -m benchmarks.one_engine DOCUMENTS QUERIES SAVES
"""

import csv
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import islice

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from forum.actions.importing import import_question  # noqa: E402
from portal.kernel.content import Reference  # noqa: E402
from portal.members.models import Organisation  # noqa: E402
from portal.outbox.models import Entry  # noqa: E402
from search.analysis.lexicon import load_lexicon  # noqa: E402
from search.engines import engine  # noqa: E402
from search.engines.stored import words_of  # noqa: E402
from search.highlight import marked, snippet  # noqa: E402
from search.port import Document, Query  # noqa: E402
from search.query import understand  # noqa: E402
from search.vocabulary import WordList, Words, WordsOfReader  # noqa: E402

FEW = "der die das und ist mit von für auf nicht ein eine wir werden kann bei zu im".split()
KINDS = ("case_study", "guideline", "news", "question")
COUNTIES = 400
START = datetime(2015, 1, 1, tzinfo=UTC)
# A person of a member county: reads what is public, for members, and her county's own.
READER = frozenset({"public", "members", "org:7"})
BATCH = 500
PATIENCE = 30.0
# p95 in milliseconds.
PAGE_TARGETS = {"embedded": 25, "elastic": 50}
SAVE_TARGET = 1_000


class Writer:
    """Writes texts of German nouns: few of them often, most of them hardly ever (Pareto)."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        source = resources.files("german_nouns").joinpath("nouns.csv")
        with source.open(encoding="utf-8") as lines:
            nouns = [row[0] for row in csv.reader(lines)][1:]
        random.Random(1).shuffle(nouns)
        self._nouns = nouns

    def noun(self) -> str:
        """Return a noun."""
        return self._nouns[int(self._chance.paretovariate(0.6)) % len(self._nouns)]

    def text(self, length: int) -> str:
        """Return nouns among the words that hold a text together."""
        pick = self._chance
        words = (pick.choice(FEW) if pick.random() < 0.45 else self.noun() for _ in range(length))
        return " ".join(words)

    def documents(self, number: int) -> Iterator[Document]:
        """Yield documents of all kinds, years, counties; a tenth is one county's own."""
        for n in range(number):
            county = f"kreis-{n % COUNTIES}"
            yield Document(
                reference=Reference(KINDS[n % 4], f"bench-{n}"),
                title=self.text(6),
                body=self.text(80),
                url="/",
                audience=frozenset({self._audience(n)}),
                organisation=county,
                organisation_name=county,
                topics=(f"thema-{n % 13}",),
                channels=(f"kanal-{n % 9}",),
                published_at=START + timedelta(hours=n % 100_000),
            )

    def _audience(self, n: int) -> str:
        return self._chance.choice(["public"] * 6 + ["members"] * 3 + [f"org:{n % COUNTIES}"])


def build(documents: Iterable[Document]) -> tuple[float, Words]:
    """Rebuild the index from these; returns documents per CPU second and their words."""
    words, number, spent = WordList(), 0, 0.0
    with engine().rebuild() as builder:
        rows = iter(documents)
        while batch := list(islice(rows, BATCH)):
            begun = time.process_time()
            builder.add(batch)
            spent += time.process_time() - begun
            number += len(batch)
            for document in batch:
                for word in words_of(document):
                    words.add(word)
        builder.swap()
    return number / spent, WordsOfReader([words])


def page_of_hits(text: str, words: Words) -> None:
    """Do what the search does for one page."""
    understood = understand(text, words)
    found = engine().search(Query(text=text, audience=READER), understood.terms)
    wanted = frozenset(term.word for term in understood.terms)
    for hit in found.hits:
        marked(hit.title, wanted)
        snippet(hit.body, wanted)


def times(texts: Sequence[str], act: Callable[[str], None]) -> list[float]:
    """Return how many milliseconds each took, one after the other."""
    taken = []
    for text in texts:
        begun = time.perf_counter()
        act(text)
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


@contextmanager
def worker() -> Iterator[None]:
    """Run the worker that production runs, until the block ends."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def save(word: str) -> None:
    """Save a question that holds this word and wait until a search finds it."""
    owner = Organisation.objects.filter(kind="county").earliest("pk")
    import_question(
        key=word, title=f"Wer kennt {word}?", body="Wir suchen Erfahrungen.", organisation=owner,
        visibility="public", topics=[], channels=[], asked_at=None, now=timezone.now(),
    )  # fmt: skip
    query = Query(text=word, audience=frozenset({"public"}))
    terms = understand(word, WordsOfReader([])).terms
    given_up = time.monotonic() + PATIENCE
    while not engine().search(query, terms).total:
        if time.monotonic() > given_up:
            raise SystemExit(f"{word} was not found within {PATIENCE} s")
        time.sleep(0.01)


def saved_to_found(number: int) -> list[float]:
    """Save questions one after the other and return how long each took to be found, in ms."""
    with worker():
        save("warmlaufen")
        taken = times([f"zauberwort{n:x}" for n in range(4096, 4096 + number)], save)
    if Entry.objects.filter(delivered_at=None).exists():
        raise SystemExit("something was not delivered")
    return taken


def row(what: str, taken: Sequence[float], most: int) -> str:
    """Return median and p95 against the target of the p95."""
    late = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    verdict = "met" if late <= most else "MISSED"
    middle, worst = statistics.median(taken), max(taken)
    return (
        f"  {what}: median {middle:.1f} ms, p95 {late:.1f} ms (target {most}: {verdict}),"
        f" worst {worst:.1f} ms at number {taken.index(worst) + 1}"
    )


def main() -> None:
    """Build, ask, save, and print the figures."""
    documents, queries, saves = map(int, sys.argv[1:])
    name = "embedded" if settings.SEARCH_URL.startswith("embedded") else "elastic"
    load_lexicon(settings.DATA_DIR)  # written anew in an empty data directory
    rate, words = build(Writer(1).documents(documents))
    print(f"{name}: {documents} documents, {rate:.0f} a second of this process with analysis")
    print(
        f"  processes waiting for this machine's {os.cpu_count()} cores: {os.getloadavg()[0]:.1f}"
    )
    writer = Writer(2)
    texts = [" ".join(writer.noun() for _ in range(1 + n % 3)) for n in range(queries)]
    for text in texts[:20]:
        page_of_hits(text, words)
    begun = time.process_time()
    asked = times(texts, lambda text: page_of_hits(text, words))
    spent = (time.process_time() - begun) * 1000 / queries
    print(row(f"page of hits, {queries} queries", asked, PAGE_TARGETS[name]))
    print(f"    of which this process's CPU, on average: {spent:.1f} ms")
    print(row(f"saved to found, {saves} saves", saved_to_found(saves), SAVE_TARGET))


if __name__ == "__main__":
    main()
