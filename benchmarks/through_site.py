"""Whether the site finds what its engine finds: `python -m benchmarks.through_site [--pages N]`.

Imports a sample of the help pages with `import_content` into a scratch installation and asks its
API; then asks a fresh engine, filled directly as `benchmarks.search_quality` does. What differs is
what the import adds to a text (Markdown, summaries).
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
_scratch = tempfile.TemporaryDirectory(prefix="kreiswissen-bench-")
FOLDER = Path(_scratch.name)
os.environ |= {
    "DATA_DIR": _scratch.name,
    "DATABASE_URL": f"sqlite:///{FOLDER / 'bench.sqlite3'}",
    "SEARCH_URL": "embedded:",
    "API_REQUESTS_PER_SECOND": "100000",
}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.corpora import Case, Set, Text, help_sets  # noqa: E402
from benchmarks.search_quality import AUDIENCE, documents_of, fill, known_words, mrr  # noqa: E402
from search.engines.embedded import EmbeddedEngine  # noqa: E402
from search.port import Query  # noqa: E402
from search.query import understand  # noqa: E402

OWNER = "03459"
MOST_LETTERS = 20_000


def sample(whole: Set, number: int) -> tuple[list[Text], list[Case]]:
    """Return pages evenly taken, and the measured queries that these pages alone answer."""
    step = max(1, len(whole.texts) // number)
    texts = [text for text in whole.texts[::step] if len(text.title) <= 200][:number]
    keys = {text.key for text in texts}
    return texts, [case for case in whole.measured if case.relevant <= keys]


def bring_in(texts: Sequence[Text]) -> None:
    """Import the pages as public news, and wait as the command does until they are found."""
    lines = FOLDER / "help.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for text in texts:
            row = {
                "kind": "news",
                "key": _key(text),
                "title": text.title,
                "body": text.body[:MOST_LETTERS],
                "organisation": OWNER,
                "visibility": "public",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    call_command("migrate", verbosity=0)
    call_command("import_content", str(lines))


def _key(text: Text) -> str:
    return text.key[-120:]


def by_api(cases: Sequence[Case]) -> list[list[str]]:
    """Return the keys the API finds for each query."""
    get_wsgi_application()
    client = Client(HTTP_HOST="127.0.0.1")
    found = []
    for case in cases:
        answer = client.get("/api/v1/search", {"q": case.query})
        if answer.status_code != 200:
            raise SystemExit(f"{case.query}: {answer.status_code}")
        found.append([hit["key"] for hit in answer.json()["hits"]])
    return found


def directly(texts: Sequence[Text], cases: Sequence[Case]) -> list[list[str]]:
    """Return the keys a fresh engine finds for each query."""
    cut = tuple(Text(_key(text), text.title, text.body[:MOST_LETTERS]) for text in texts)
    documents = documents_of(Set("sample", cut, (), ()))
    words = known_words(documents)
    engine = EmbeddedEngine(FOLDER / "direct")
    fill(engine, documents)
    found = []
    for case in cases:
        terms = understand(case.query, words).terms
        hits = engine.search(Query(text=case.query, audience=AUDIENCE), terms).hits
        found.append([hit.reference.key for hit in hits])
    return found


def score(found: Sequence[Sequence[str]], cases: Sequence[Case]) -> float:
    """Return the mean reciprocal rank of what was found."""
    wanted = [{key[-120:] for key in case.relevant} for case in cases]
    return mrr(
        [
            next((n for n, key in enumerate(keys, 1) if key in relevant), 0)
            for keys, relevant in zip(found, wanted, strict=True)
        ]
    )


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args()
    texts, cases = sample(help_sets()[0], options.pages)
    bring_in(texts)
    site, engine = by_api(cases), directly(texts, cases)
    first = statistics.fmean(a[:1] == b[:1] for a, b in zip(site, engine, strict=True))
    same = statistics.fmean(
        len(set(a) & set(b)) / max(len(set(a) | set(b)), 1)
        for a, b in zip(site, engine, strict=True)
    )
    print(f"{len(texts)} pages, {len(cases)} queries")
    print(f"MRR@10 through the site {score(site, cases):.3f}, directly {score(engine, cases):.3f}")
    print(f"the same first hit {first:.3f}, overlap of the top tens {same:.3f}")


if __name__ == "__main__":
    main()
