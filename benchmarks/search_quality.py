"""How well the search finds: `python -m benchmarks.search_quality [--tune] [--queries N]`.

Runs both engines (Elasticsearch where TEST_ELASTICSEARCH_URL names one) on the development set and
prints mean reciprocal rank at 10 and recall at 1 and 10 with bootstrapped half-widths, against the
targets. Figures come from the half that was not tuned on; `--tune` varies the weights on the other.
"""

import argparse
import os
import random
import secrets
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
_scratch = tempfile.TemporaryDirectory(prefix="kreiswissen-bench-")
os.environ.setdefault("DATA_DIR", _scratch.name)
os.environ["DATABASE_URL"] = "sqlite:///:memory:"

import django  # noqa: E402

django.setup()

from elasticsearch import Elasticsearch  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks.corpora import Case, Set, compound_set, help_sets, with_typo  # noqa: E402
from portal.kernel.content import Reference  # noqa: E402
from search import weights  # noqa: E402
from search.engines.elastic import ElasticEngine  # noqa: E402
from search.engines.embedded import EmbeddedEngine  # noqa: E402
from search.engines.stored import words_of  # noqa: E402
from search.port import Document, Engine, Query  # noqa: E402
from search.query import understand  # noqa: E402
from search.vocabulary import WordList, Words, WordsOfReader  # noqa: E402

AUDIENCE = frozenset({"public"})
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# (set, engine, typo) -> MRR; for the compounds recall at 1 and 10.
TARGETS = {
    ("keywords", "embedded", False): 0.58,
    ("keywords", "embedded", True): 0.56,
    ("keywords", "elastic", False): 0.61,
    ("keywords", "elastic", True): 0.60,
}
COMPOUND_TARGETS = (0.90, 1.0)
console = Console(width=110)


def known_words(documents: Sequence[Document]) -> Words:
    """Return the vocabulary of one set, without a database."""
    words = {word for document in documents for word in words_of(document)}
    return WordsOfReader([WordList(sorted(words))])


def documents_of(texts: Set) -> list[Document]:
    """Describe the texts of a set."""
    return [
        Document(
            reference=Reference("guideline", text.key),
            title=text.title,
            body=text.body,
            url="/",
            audience=AUDIENCE,
            organisation="bench",
            organisation_name="Bench",
            published_at=NOW,
        )
        for text in texts.texts
    ]


@contextmanager
def engines() -> Iterator[dict[str, Callable[[], Engine]]]:
    """Give makers of fresh engines; what they made is removed afterwards."""
    with ExitStack() as stack:

        def embedded() -> Engine:
            return EmbeddedEngine(Path(stack.enter_context(tempfile.TemporaryDirectory())))

        makers: dict[str, Callable[[], Engine]] = {"embedded": embedded}
        if url := os.environ.get("TEST_ELASTICSEARCH_URL"):
            client = stack.enter_context(Elasticsearch(url, request_timeout=60))
            prefix = f"bench-{secrets.token_hex(4)}"
            stack.callback(_remove, client, prefix)
            makers["elastic"] = lambda: ElasticEngine(client, f"{prefix}-{secrets.token_hex(3)}")
        yield makers


def _remove(client: Elasticsearch, prefix: str) -> None:
    for name in client.indices.get(index=f"{prefix}-*").body:
        client.indices.delete(index=name)


def fill(engine: Engine, documents: Sequence[Document]) -> None:
    """Index in batches."""
    rows = iter(documents)
    while batch := list(islice(rows, 500)):
        engine.update(batch, ())


def ranks(engine: Engine, words: Words, cases: Sequence[Case]) -> list[int]:
    """Return for each case the rank of the first relevant hit among ten, 0 where there is none."""
    found = []
    for case in cases:
        terms = understand(case.query, words).terms
        hits = engine.search(Query(text=case.query, audience=AUDIENCE), terms).hits
        keys = [hit.reference.key for hit in hits]
        found.append(next((n for n, key in enumerate(keys, 1) if key in case.relevant), 0))
    return found


def mrr(found: Sequence[int]) -> float:
    """Mean reciprocal rank."""
    return statistics.fmean(1 / rank if rank else 0 for rank in found)


def recall(found: Sequence[int], at: int) -> float:
    """Share of queries with a relevant hit within the first `at`."""
    return statistics.fmean(0 < rank <= at for rank in found)


def half_width(found: Sequence[int]) -> float:
    """Half of the 95 % bootstrap interval of the MRR."""
    chance = random.Random(1)
    means = sorted(mrr(chance.choices(found, k=len(found))) for _ in range(200))
    return (means[194] - means[5]) / 2


def measure(sets: Sequence[Set], most: int, table: Table) -> None:
    """Add one row per set, engine and typing."""
    with engines() as makers:
        for texts in sets:
            documents = documents_of(texts)
            words = known_words(documents)
            for name, make in makers.items():
                engine = make()
                fill(engine, documents)
                _rows(texts, name, engine, words, most, table)


def _rows(  # noqa: PLR0917 - a row of the table
    texts: Set, name: str, engine: Engine, words: Words, most: int, table: Table
) -> None:
    cases = sample(texts.measured, most)
    # The compounds' texts do not hold the words typed: there is nothing to correct them to.
    for typo in (False,) if texts.name == "compounds" else (False, True):
        asked = [with_typo(case) for case in cases] if typo else cases
        found = ranks(engine, words, asked)
        table.add_row(
            texts.name,
            name,
            "one typo" if typo else "as typed",
            str(len(found)),
            f"{mrr(found):.3f} ±{half_width(found):.3f}",
            f"{recall(found, 1):.3f}",
            f"{recall(found, 10):.3f}",
            _verdict(texts.name, name, found, typo=typo),
        )


def _verdict(name: str, engine: str, found: Sequence[int], *, typo: bool) -> str:
    if name == "compounds" and not typo:
        at_one, at_ten = COMPOUND_TARGETS
        met = recall(found, 1) >= at_one and recall(found, 10) >= at_ten
        return f"{'met' if met else 'missed'} (R@1 {at_one}, R@10 {at_ten})"
    target = TARGETS.get((name, engine, typo))
    if target is None:
        return "no target"
    return f"{'met' if mrr(found) >= target else 'missed'} (MRR {target})"


def sample(cases: Sequence[Case], most: int) -> list[Case]:
    """Take a fixed sample."""
    return random.Random(7).sample(cases, min(most, len(cases)))


GRID: dict[str, tuple[float, ...]] = {
    "WORDS": (0.0, 0.2, 0.4),
    "STEMS": (0.3, 0.5, 0.8),
    "SPLIT_PARTS": (0.3, 0.45, 0.6),
    "TITLE": (0.3, 0.6, 1.0, 1.5),
    "CORRECTION": (0.6, 0.8),
}


def tune(sets: Sequence[Set], most: int) -> None:
    """Vary one weight after the other on the tuning halves and print what was best."""
    with engines() as makers:
        make = makers.get("elastic") or makers["embedded"]
        prepared: list[tuple[Set, Engine, Words]] = []
        for texts in sets:
            documents, engine = documents_of(texts), make()
            fill(engine, documents)
            prepared.append((texts, engine, known_words(documents)))
        for name, values in GRID.items():
            scores = {value: _score(prepared, most, name, value) for value in values}
            best = max(scores, key=lambda value: scores[value])
            setattr(weights, name, best)
            console.print(name, {value: round(score, 4) for value, score in scores.items()}, best)


def _score(prepared: Sequence[Any], most: int, name: str, value: float) -> float:
    setattr(weights, name, value)
    scores = []
    for texts, engine, words in prepared:
        cases = sample(texts.tuning, most)
        scores.append(mrr(ranks(engine, words, cases)))
        scores.append(mrr(ranks(engine, words, [with_typo(case) for case in cases])))
    return statistics.fmean(scores)


def main() -> None:
    """Measure, or tune."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--queries", type=int, default=1_000, help="per set at most")
    parser.add_argument("--only", default="", help="the set of this name")
    options = parser.parse_args()
    sets = [one for one in (*help_sets(), compound_set()) if options.only in {"", one.name}]
    if options.tune:
        tune(sets, min(options.queries, 400))
        return
    table = Table("set", "engine", "typing", "queries", "MRR@10", "R@1", "R@10", "target")
    measure(sets, options.queries, table)
    console.print(table)


if __name__ == "__main__":
    main()
