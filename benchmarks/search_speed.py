"""How fast the search is at 100,000 documents: `python -m benchmarks.search_speed`.

A page of hits is all that the search does for it: understanding the text, asking the engine with
the reader's permission filter and all five facets, and marking the words in ten snippets. A save
is found when a search finds it, having gone through the outbox and a worker of its own. Runs on
the embedded engine, and on Elasticsearch where TEST_ELASTICSEARCH_URL names one.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from elasticsearch import Elasticsearch

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def addresses() -> Iterator[dict[str, str]]:
    """Give the engines to measure with their SEARCH_URL; indices are removed afterwards."""
    found = {"embedded": "embedded:"}
    server = os.environ.get("TEST_ELASTICSEARCH_URL", "").rstrip("/")
    prefix = f"bench-{secrets.token_hex(4)}"
    if server:
        found["elastic"] = f"{server}/{prefix}"
    try:
        yield found
    finally:
        if server:
            _remove(server, prefix)


def _remove(server: str, prefix: str) -> None:
    with Elasticsearch(server, request_timeout=60) as client:
        for name in client.indices.get(index=f"{prefix}-*").body:
            client.indices.delete(index=name)


def main() -> None:
    """Measure each engine in a process and a data directory of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1_000, help="pages of hits asked for")
    parser.add_argument("--saves", type=int, default=100, help="questions saved and looked for")
    parser.add_argument("--only", default="", help="embedded or elastic")
    options = parser.parse_args()
    numbers = (options.documents, options.queries, options.saves)
    measure_each("benchmarks.one_engine", numbers, only=options.only)


def measure_each(module: str, numbers: Iterable[int], *, only: str) -> None:
    """Run a module with these numbers for each engine, or for one of them."""
    arguments = [str(number) for number in numbers]
    with addresses() as urls:
        for url in (url for name, url in urls.items() if only in {"", name}):
            with tempfile.TemporaryDirectory(prefix="kreiswissen-bench-") as folder:
                environment = {
                    **os.environ,
                    "DATA_DIR": folder,
                    "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
                    "SEARCH_URL": url,
                }
                for command in (
                    ["manage.py", "migrate", "-v0"],
                    ["-m", module, *arguments],
                ):
                    subprocess.run(
                        [sys.executable, *command], cwd=ROOT, env=environment, check=True
                    )


if __name__ == "__main__":
    main()
