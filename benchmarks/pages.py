"""What pages cost, against a bare Django in the same run: `python -m benchmarks.pages`.

    --quick     fewer texts and shorter rounds, below four minutes; SQLite only
    --profile   also write a profile of every page to build/profiles/

Both sites run on granian with two processes of two threads (ours by `manage.py serve`), on SQLite
and, where TEST_DATABASE_URL names one, on PostgreSQL. The unit is CPU time per request of the
server's and the database's processes: page and bare page take turns, and the median over rounds
of their ratio counts. Needs wrk; TEST_CHROMIUM names the browser for the paints.
"""

import argparse
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from benchmarks import paint
from benchmarks.processes import cpu_seconds, free_port, memory, running, tree

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ROOT / "build" / "profiles"
CONNECTIONS = 8
# Page, its counterpart on the bare site, and the most it may cost in units of that.
PAGES = {
    "list": ("topics", 2.0),
    "question": ("topic", 2.0),
    "question_login": ("topic", 3.0),
    "long": ("long", None),
    "article": ("page", 4.0),
    "cases": ("topics", 2.0),
    "search": ("topics", 3.0),
}
QUERIES = {
    "list": 4,
    "question": 6,
    "question_login": 12,
    "article": 10,
    "cases": 4,
    "search": 4,
}
MEMORY_TARGET = 300
console = Console(width=120)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is written and how long is measured."""

    questions: int
    long: int
    case_studies: int
    rounds: int
    seconds: int


FULL = Size(questions=1_000, long=200, case_studies=2_000, rounds=5, seconds=3)
QUICK = Size(questions=200, long=200, case_studies=200, rounds=3, seconds=1)


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: where it listens, and the processes that work for it."""

    base: str
    root: int
    database: Callable[[], list[int]]

    def cpu(self) -> float:
        """CPU seconds of the server and of its database so far."""
        return cpu_seconds([*tree(self.root), *self.database()])


@dataclass(slots=True)
class Figures:
    """What one page showed on one site, round by round."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    median: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Database:
    """Two empty databases, for the two sites, and who works for them."""

    name: str
    ours: str
    bare: str
    processes: Callable[[str], list[int]]


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """Two files; the server's processes do all the work."""
    ours, bare = (f"sqlite:///{folder / name}.sqlite3" for name in ("ours", "bare"))
    yield Database("SQLite", ours, bare, lambda _url: [])


@contextmanager
def postgresql(url: str) -> Iterator[Database]:
    """Two databases of a server; they are dropped afterwards."""
    mark = secrets.token_hex(4)
    names = [f"bench_{mark}_ours", f"bench_{mark}_bare"]
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

        def backends(of: str) -> list[int]:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s", [urlsplit(of).path[1:]]
            )
            return [pid for (pid,) in rows]

        ours, bare = (urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for name in names)
        try:
            yield Database("PostgreSQL", ours, bare, backends)
        finally:
            for name in names:
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                connection.execute(drop)


def run(module: Sequence[str], environment: Mapping[str, str], given: str = "") -> str:
    """Run Python in the project's folder and return what it prints."""
    command = [sys.executable, *module]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(environment), input=given, stdout=subprocess.PIPE, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


def filled(environment: Mapping[str, str], database: Database, size: Size) -> dict[str, Any]:
    """Fill both databases with the same texts and return where our pages are."""
    numbers = [str(n) for n in (size.questions, size.long, size.case_studies)]
    bare = {
        **environment,
        "DATABASE_URL": database.bare,
        "BENCH_QUESTIONS": numbers[0],
        "BENCH_LONG": numbers[1],
    }
    run(["-m", "benchmarks.bare.app"], bare)
    run(["manage.py", "migrate", "-v0"], environment)
    answer = run(["-m", "benchmarks.content", *numbers], environment)
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


@contextmanager
def sites(environment: Mapping[str, str], database: Database) -> Iterator[tuple[Site, Site]]:
    """Serve our site and the bare one alike."""
    ports = free_port(), free_port()
    ours, bare = (f"http://127.0.0.1:{port}" for port in ports)
    serve = f"manage.py serve --no-worker --workers 2 --threads 2 --port {ports[0]}"
    plain = (
        f"-m granian benchmarks.bare.app:application --interface wsgi --workers 2"
        f" --blocking-threads 2 --no-ws --log-level error --port {ports[1]}"
    )
    with ExitStack() as stack:
        started = stack.enter_context(
            running([sys.executable, *serve.split()], f"{ours}/health/live", environment)
        )
        other = {**environment, "DATABASE_URL": database.bare}
        unit = stack.enter_context(
            running([sys.executable, *plain.split()], f"{bare}/topics/", other)
        )
        yield (
            Site(ours, started, lambda: database.processes(database.ours)),
            Site(bare, unit, lambda: database.processes(database.bare)),
        )


def load(site: Site, place: str, cookie: str, seconds: int, figures: Figures) -> None:
    """Ask for one page from several connections at once and note what it cost."""
    headers = ["-H", "Accept: text/html", "-H", "Accept-Language: de"]
    if cookie:
        headers += ["-H", f"Cookie: {cookie}"]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    before = site.cpu()
    said = subprocess.run(
        [*command, *headers, site.base + place], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{site.base}{place}:\n{said}")
    requests = int(_number(said, r"(\d+) requests in"))
    figures.cpu.append((site.cpu() - before) * 1000 / requests)
    figures.rate.append(_number(said, r"Requests/sec:\s+([\d.]+)"))
    figures.median.append(_milliseconds(said))


def _number(said: str, pattern: str) -> float:
    return float(re.findall(pattern, said)[0])


def _milliseconds(said: str) -> float:
    number, unit = re.findall(r"50%\s+([\d.]+)(us|ms|s|m)", said)[0]
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}[unit]


def measured(
    ours: Site, bare: Site, job: Mapping[str, Any], size: Size
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Let page and bare page take turns, round after round."""
    unit = {
        "topics": "/topics/",
        "topic": f"/topic/{size.questions // 2}/",
        "long": f"/topic/{size.questions + 1}/",
        "page": "/page/p7/",
    }
    mine: defaultdict[str, Figures] = defaultdict(Figures)
    theirs: defaultdict[str, Figures] = defaultdict(Figures)
    for number in range(size.rounds + 1):
        # The first round is for warming up and is forgotten.
        to_mine, to_theirs = (mine, theirs) if number else (defaultdict(Figures),) * 2
        seconds = size.seconds if number else 1
        for page, (counterpart, _target) in PAGES.items():
            name = page.removesuffix("_login")
            cookie = job["cookie"] if page != name else ""
            load(ours, job["places"][name], cookie, seconds, to_mine[page])
            load(bare, unit[counterpart], "", seconds, to_theirs[page])
    return mine, theirs


def ratio(mine: Figures, theirs: Figures, without: float = 0.0) -> float:
    """Return the median over rounds of what a page costs in bare ones, less the engine's time."""
    pairs = zip(mine.cpu, theirs.cpu, strict=True)
    return statistics.median((own - without) / unit for own, unit in pairs)


def show_costs(
    title: str,
    mine: Mapping[str, Figures],
    theirs: Mapping[str, Figures],
    inside: Mapping[str, Any],
) -> None:
    """Print the table of costs and queries."""
    table = Table(
        "page", "bare ms", "CPU ms", "ratio", "target", "queries", "at most", "req/s", "p50 ms",
        title=title,
    )  # fmt: skip
    for page, (_counterpart, most) in PAGES.items():
        own, unit, counted = mine[page], theirs[page], inside["queries"][page]
        times = ratio(own, unit, inside["engine"] if page == "search" else 0.0)
        allowed = QUERIES.get(page)
        table.add_row(
            page,
            f"{statistics.median(unit.cpu):.2f}",
            f"{statistics.median(own.cpu):.2f}",
            f"{times:.2f}",
            "-" if most is None else f"{most} {verdict(times <= most)}",
            str(counted),
            "-" if allowed is None else f"{allowed} {verdict(counted <= allowed)}",
            f"{statistics.median(own.rate):.0f}",
            f"{statistics.median(own.median):.1f}",
        )
    console.print(table)
    console.print(f"The engine's own {inside['engine']:.2f} ms are left out of search's ratio.")


def verdict(met: bool) -> str:  # noqa: FBT001 - it is the question
    """Say whether a target was met."""
    return "met" if met else "MISSED"


def show_memory(environment: Mapping[str, str], places: Mapping[str, str]) -> None:
    """Print the memory of the whole installation, its worker included, after some requests."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, *f"manage.py serve --workers 2 --threads 2 --port {port}".split()]
    with running(command, f"{base}/health/live", environment) as root:
        site = Site(base, root, list)
        for place in places.values():
            load(site, place, "", 1, Figures())
        used, processes = memory(tree(root)), len(tree(root))
    console.print(
        f"Memory, {processes} processes with the worker (PSS): {used:.0f} MiB,"
        f" target {MEMORY_TARGET}: {verdict(used <= MEMORY_TARGET)}"
    )


def benchmark(database: Database, folder: Path, size: Size, *, profiles: bool) -> None:
    """Measure on one database."""
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database.ours,
        "SEARCH_URL": "embedded:",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    job = filled(environment, database, size)
    if profiles:
        job["profiles"] = str(PROFILES / database.name.lower())
        Path(job["profiles"]).mkdir(parents=True, exist_ok=True)
    inside = json.loads(run(["-m", "benchmarks.inside"], environment, json.dumps(job)))
    with sites(environment, database) as (ours, bare):
        figures = measured(ours, bare, job, size)
        show_costs(
            f"{database.name}: {size.questions} questions of 10 answers, one of {size.long},"
            f" {size.case_studies} case studies",
            *figures,
            inside,
        )
        if os.environ.get("TEST_CHROMIUM"):
            paint.show(
                console,
                ours.base + job["places"]["question"],
                f"{bare.base}/topic/{size.questions // 2}/",
            )
    show_memory(environment, job["places"])


def main() -> None:
    """Measure on every database there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    url = os.environ.get("TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="kreiswissen-bench-") as scratch:
        folders = [Path(scratch) / name for name in ("sqlite", "postgresql")]
        for folder in folders:
            folder.mkdir()
        with sqlite(folders[0]) as database:
            benchmark(database, folders[0], size, profiles=options.profile)
        if url and not options.quick:
            with postgresql(url) as database:
                benchmark(database, folders[1], size, profiles=options.profile)


if __name__ == "__main__":
    main()
