"""The order of a small set, judged by hand: what staff type, what has to come first, what after it.

`judged_queries.tsv`: a query, the hits at the top in this order, and hits that stand below them.
Who changes weights or boosts and breaks a line either errs or changes the judgement, with a reason.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from search.boosts import Mark
from search.engines.stored import words_of
from search.operators import read
from search.port import Document, Engine, Query
from search.query import understand
from tests.contracts.engines import PUBLIC, Words, document, elastic, embedded

HERE = Path(__file__).parent
PARTICULARS = {
    "reviewed": {"on": date(2024, 4, 1)},
    "replicated": {"degree": 0.3, "part": 3, "whole": 4},
}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def documents() -> Iterator[Document]:
    for row in rows("judged_documents.tsv"):
        marks = tuple(Mark(mark, **PARTICULARS.get(mark, {})) for mark in row["marks"].split())
        yield document(row["key"], row["title"], row["body"], kind=row["kind"], marks=marks)


DOCUMENTS = list(documents())
QUERIES = rows("judged_queries.tsv")


@pytest.fixture(
    scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)]
)
def filled(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("judged")
    with embedded(folder) if request.param == "embedded" else elastic() as engine:
        engine.update(DOCUMENTS, ())
        yield engine


@pytest.mark.parametrize("judged", QUERIES, ids=[judged["query"] for judged in QUERIES])
def test_what_should_come_first_does(filled: Engine, judged: dict[str, str]) -> None:
    words = Words(*(word for one in DOCUMENTS for word in words_of(one)))
    typed = read(judged["query"], dict)
    understood = understand(typed.words, words, phrases=typed.phrases)
    query = Query(text="", audience=PUBLIC, phrases=typed.phrases, without=typed.without)
    found = [hit.reference.key for hit in filled.search(query, understood.terms).hits]
    first, below = judged["first"].split(), judged["below"].split()
    assert found[: len(first)] == first
    assert set(below) <= set(found[len(first) :])
