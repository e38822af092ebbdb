"""`manage.py serve` keeps the site and its worker running, and stops them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.site import Installation, installation, stop

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("serve")) as laid_out:
        yield laid_out


def eventually(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    try:
        lists = [(task / "children").read_text() for task in tasks.iterdir()]
    except OSError:
        return []
    return [int(child) for line in lists for child in line.split()]


def descendants(pid: int) -> list[int]:
    return [found for child in children(pid) for found in (child, *descendants(child))]


def is_ready(site: Installation) -> bool:
    probe = [sys.executable, "deploy/probe.py", str(site.port)]
    return subprocess.run(probe, cwd=ROOT, env=site.environment, check=False).returncode == 0


def is_whole(site: Installation, server: subprocess.Popen[bytes]) -> bool:
    """The web server with its two processes, and the worker."""
    counts = sorted(len(children(child)) for child in children(server.pid))
    return counts == [0, 2] and is_ready(site)


def is_gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@contextmanager
def serving(site: Installation) -> Iterator[subprocess.Popen[bytes]]:
    process = site.start("serve", "--port", str(site.port))
    try:
        assert eventually(lambda: is_whole(site, process)), (site.folder / "serve.log").read_text()
        yield process
    finally:
        stop(process)


def test_serve_brings_back_what_was_killed(site: Installation) -> None:
    with serving(site) as server:
        web = next(child for child in children(server.pid) if children(child))
        worker = next(child for child in children(server.pid) if child != web)
        for killed in (children(web)[0], worker, web):
            others = descendants(killed)
            os.kill(killed, signal.SIGKILL)
            assert eventually(lambda: is_gone([killed, *others]))  # noqa: B023 - called at once
            assert eventually(lambda: is_whole(site, server)), "not brought back"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_stops_everything_when_told(site: Installation, number: signal.Signals) -> None:
    with serving(site) as server:
        pids = descendants(server.pid)
        # Ctrl+C reaches every process of the terminal, a service manager's signal the first one.
        (os.killpg if number == signal.SIGINT else os.kill)(server.pid, number)
        assert server.wait(PATIENCE) == 0
        assert is_gone(pids)


def test_serve_killed_leaves_nobody_behind(site: Installation) -> None:
    with serving(site) as server:
        pids = descendants(server.pid)
        server.kill()
        server.wait(PATIENCE)
        assert eventually(lambda: is_gone(pids))


def test_serve_says_plainly_that_the_port_is_taken(site: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = site.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "--port 8123" in done.stderr
    assert "Traceback" not in done.stderr


def test_probe_fails_where_nobody_answers(site: Installation) -> None:
    assert not is_ready(site)
