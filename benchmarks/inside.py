"""Look at pages from within one process: queries, the engine's share, and profiles.

    DATABASE_URL=... DATA_DIR=... python -m benchmarks.inside < job.json

The job is what `benchmarks.content` printed, with "profiles": a folder, or none.
"""

import cProfile
import io
import json
import os
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from search.engines import engine  # noqa: E402

WARM = 3
REQUESTS = 40
LINES = 45


def reader(cookie: str) -> Client:
    """Return a client that comes by the loopback address, as wrk does."""
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="de")
    if cookie:
        name, value = cookie.split("=", 1)
        client.cookies[name] = value
    return client


def fetch(client: Client, path: str) -> None:
    """Ask once; anything but a page is an error of the benchmark."""
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")


def queries(client: Client, path: str) -> int:
    """Count the queries of a page, the session's included."""
    counted = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        fetch(client, path)
    return counted


def engine_milliseconds(client: Client, path: str) -> float:
    """Return the CPU time a page spends inside the engine's `search`."""
    used, spent = engine(), 0.0
    ask = used.search

    def timed(*arguments: Any) -> Any:
        nonlocal spent
        begun = time.thread_time()
        try:
            return ask(*arguments)
        finally:
            spent += time.thread_time() - begun

    used.search = timed  # type: ignore[method-assign]
    for _request in range(REQUESTS):
        fetch(client, path)
    del used.search
    return spent * 1000 / REQUESTS


def profile(client: Client, path: str, target: Path) -> None:
    """Write where the time of a page goes, by function, the costliest first."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _request in range(REQUESTS):
        fetch(client, path)
    profiler.disable()
    text = io.StringIO()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profiler, stream=text).sort_stats(order).print_stats(LINES)
    target.write_text(text.getvalue())


def main() -> None:
    """Look at every page and print the findings as JSON."""
    job = json.load(sys.stdin)
    get_wsgi_application()
    found: dict[str, Any] = {"queries": {}}
    for name, place in job["places"].items():
        for page, cookie in ((name, ""), (f"{name}_login", job["cookie"])):
            client = reader(cookie)
            for _request in range(WARM):
                fetch(client, place)
            found["queries"][page] = queries(client, place)
            if job.get("profiles"):
                profile(client, place, Path(job["profiles"]) / f"{page}.txt")
    found["engine"] = engine_milliseconds(reader(""), job["places"]["search"])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
