"""Compare app servers on Kreiswissen's own pages: docs/decisions/0003-app-server.md has the result.

    make setup && DATA_DIR=/tmp/bench DEMO=on .venv/bin/python manage.py migrate
    DATA_DIR=/tmp/bench DEMO=on .venv/bin/python manage.py demo_data
    .venv/bin/uv pip install gunicorn
    DATA_DIR=/tmp/bench .venv/bin/python -m benchmarks.servers

Needs wrk. Every server runs with two processes; the servers take turns, each round visits every
page, and medians over the rounds are shown. The worker is left out, its memory is the same for all.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PORT = 18_400
BASE = f"http://127.0.0.1:{PORT}"
GUNICORN = f"-m gunicorn portal.config.wsgi:application -w 2 -b 127.0.0.1:{PORT} --log-level error"
GRANIAN = (
    f"-m granian portal.config.wsgi:application --interface wsgi --workers 2 --port {PORT}"
    " --log-level error --no-ws"
)
SERVE = f"manage.py serve --no-worker --workers 2 --port {PORT}"
SERVERS = {
    "gunicorn, sync": GUNICORN,
    "gunicorn, 2 threads": f"{GUNICORN} -k gthread --threads 2",
    "gunicorn, 4 threads": f"{GUNICORN} -k gthread --threads 4",
    "gunicorn, 2 threads, preloaded": f"{GUNICORN} -k gthread --threads 2 --preload",
    "granian, 1 thread": f"{GRANIAN} --blocking-threads 1",
    "granian, 2 threads": f"{GRANIAN} --blocking-threads 2",
    "granian, 4 threads": f"{GRANIAN} --blocking-threads 4",
    "serve (granian, loaded before the fork), 1 thread": f"{SERVE} --threads 1",
    "serve (granian, loaded before the fork), 2 threads": f"{SERVE} --threads 2",
    "serve (granian, loaded before the fork), 4 threads": f"{SERVE} --threads 4",
}
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass
class Figures:
    """What one server showed, over all rounds and pages."""

    rates: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    errors: int = 0


@contextmanager
def running(command: str) -> Iterator[int]:
    """Run a server until the block ends; gives its process id once it answers."""
    process = subprocess.Popen([sys.executable, *command.split()], start_new_session=True)
    try:
        _wait(process)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        time.sleep(1)


def _wait(process: subprocess.Popen[bytes]) -> None:
    for _try in range(300):
        if process.poll() is not None:
            raise SystemExit(f"{process.args} ended")
        try:
            urllib.request.urlopen(f"{BASE}/health/live", timeout=5).close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{process.args} does not answer")


def tree(root: int) -> list[int]:
    """Return the process and all its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def memory(root: int) -> float:
    """Return the memory of the tree in MiB; what processes share counts once (PSS)."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in tree(root))
    shares = [re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE) for rollup in rollups]
    return sum(int(share[1]) for share in shares if share) / 1024


def cpu_seconds(root: int) -> float:
    """Return the CPU time of the tree, ended children included."""
    ticks = 0
    for pid in tree(root):
        values = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += sum(int(value) for value in values[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(root: int, path: str, seconds: int, figures: Figures) -> None:
    """Load one page with eight connections and note what came of it."""
    before = cpu_seconds(root)
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "--timeout", "20s", BASE + path]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", output)[1])
    figures.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]))
    figures.medians.append(_milliseconds(output, "50%"))
    figures.slowest.append(_milliseconds(output, "99%"))
    figures.cpu.append((cpu_seconds(root) - before) * 1000 / max(requests, 1))
    figures.errors += sum(
        int(number) for number in re.findall(r"Non-2xx or 3xx responses: (\d+)", output)
    )


def _milliseconds(output: str, percentile: str) -> float:
    number, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s|m)", output).groups()
    return float(number) * UNITS[unit]


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=4)
    options.add_argument("--only", default="", help="servers whose name contains this")
    options.add_argument("--pages", nargs="+", default=["/", "/fragen/", "/fallbeispiele/"])
    chosen = options.parse_args()
    results = {name: Figures() for name in SERVERS if chosen.only in name}
    for _round in range(chosen.rounds):
        for name, figures in results.items():
            with running(SERVERS[name]) as root:
                for path in chosen.pages:
                    measure(root, path, 1, Figures())  # both processes get warm
                    measure(root, path, chosen.seconds, figures)
                figures.memory.append(memory(root))
    print("| server | requests/s | p50 ms | p99 ms | CPU ms | memory MiB | errors |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, figures in results.items():
        columns = (figures.rates, figures.medians, figures.slowest, figures.cpu, figures.memory)
        middles = " | ".join(f"{statistics.median(column):.1f}" for column in columns)
        print(f"| {name} | {middles} | {figures.errors} |")


if __name__ == "__main__":
    main()
