"""How long a rebuild of 100,000 documents takes, and its memory: `python -m benchmarks.rebuild`.

The database holds that many questions of 80 words, each with an answer of 40; what is measured is
`manage.py rebuild_search` from its start to its end: reading the database, analysing, writing,
learning words, swapping. Afterwards the search page is asked for hostile input. Runs on the
embedded engine, and on Elasticsearch where TEST_ELASTICSEARCH_URL names one; the database is
SQLite for both.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.search_speed import ROOT, addresses

# Seconds by engine, and MiB.
TIME_TARGETS = {"embedded": 180, "elastic": 300}
MEMORY_TARGET = 600


def measured(environment: dict[str, str]) -> tuple[float, float]:
    """Rebuild once; returns seconds and the most MiB the process held."""
    begun = time.perf_counter()
    command = [sys.executable, "manage.py", "rebuild_search"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the rebuild failed")
    return time.perf_counter() - begun, _mebibytes(used)


def _mebibytes(used: resource.struct_rusage) -> float:
    # Linux counts it in KiB.
    return used.ru_maxrss / 1024


def main() -> None:
    """Fill a database once and rebuild from it on each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--only", default="", help="embedded or elastic")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="kreiswissen-bench-") as folder,
        addresses() as engines,
    ):
        base = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
        }
        fill = [sys.executable, "-m", "benchmarks.many_questions", str(options.documents)]
        for command in ([sys.executable, "manage.py", "migrate", "-v0"], fill):
            subprocess.run(command, cwd=ROOT, env=base, check=True)
        for name, url in engines.items():
            if options.only in {"", name}:
                environment = base | {"SEARCH_URL": url}
                _print(name, options.documents, *measured(environment))
                hostile = [sys.executable, "-m", "benchmarks.hostile"]
                subprocess.run(hostile, cwd=ROOT, env=environment, check=True)


def _print(name: str, documents: int, seconds: float, mebibytes: float) -> None:
    fast = "met" if seconds <= TIME_TARGETS[name] else "MISSED"
    small = "met" if mebibytes <= MEMORY_TARGET else "MISSED"
    print(
        f"{name}: {documents} documents in {seconds:.0f} s (target {TIME_TARGETS[name]}: {fast}),"
        f" {mebibytes:.0f} MiB at most (target {MEMORY_TARGET}: {small})",
        flush=True,
    )


if __name__ == "__main__":
    main()
