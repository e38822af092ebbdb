"""A whole installation for journeys: own data, the production server, its worker."""

import atexit
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
from elasticsearch import Elasticsearch

from search.analysis.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60


def free_port() -> int:
    """Return a port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Installation:
    """One Kreiswissen on this machine: `run` its commands, `serve` it, or its parts one by one."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)

    @property
    def base(self) -> str:
        """The address of the site, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_name(self) -> str:
        """What PostgreSQL calls its database."""
        return urlsplit(self.environment["DATABASE_URL"]).path.removeprefix("/")

    def run(self, *command: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end; its output is in the result."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout,
            check=False,
        )  # fmt: skip

    def must_run(self, *command: str, timeout: float = 300) -> str:
        """Run a management command that has to succeed; return what it printed."""
        done = self.run(*command, timeout=timeout)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a management command in a process group of its own."""
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @contextmanager
    def serving(self, *options: str) -> Iterator[None]:
        """Serve the site, worker included, while the block runs."""
        server = self.start("serve", "--port", str(self.port), *options)
        try:
            self._wait_until_ready(server)
            yield
        finally:
            stop(server)

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise AssertionError((self.folder / "serve.log").read_text())
            try:
                urllib.request.urlopen(f"{self.base}/health/live", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("not ready:\n" + (self.folder / "serve.log").read_text())


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process group politely, then for certain."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        os.killpg(process.pid, number)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def database(folder: Path, template: str = "template1") -> Iterator[str]:
    """Give a fresh database of the kind this run tests: PostgreSQL where there is one.

    There, `template` names the database it begins as; on SQLite it is the file in the folder.
    """
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        yield f"sqlite:///{folder / 'kreiswissen.sqlite3'}"
        return
    name = f"journey_{secrets.token_hex(6)}"
    parts = urlsplit(server)
    admin = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def search_url() -> str:
    """Give a search of the kind this run tests: Elasticsearch where there is one."""
    server = os.environ.get("TEST_ELASTICSEARCH_URL", "").rstrip("/")
    return f"{server}/journey-{secrets.token_hex(4)}" if server else "embedded:"


def laid_out(folder: Path, database_url: str, **settings: str) -> Installation:
    """Describe an installation in this folder, with a search of its own."""
    environment = os.environ | {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "SEARCH_URL": search_url(),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "DEMO": "on",
        **settings,
    }
    site = Installation(folder, environment)
    site.environment["BASE_URL"] = site.base
    return site


# The database that the suite migrated once, on PostgreSQL: all others begin as copies of it.
TEMPLATE = "TEST_TEMPLATE"


@cache
def migrated() -> Installation:
    """Migrate a database once in this process, never used: installations begin as copies of it."""
    around = ExitStack()
    atexit.register(around.close)
    folder = Path(around.enter_context(TemporaryDirectory(prefix="kreiswissen-migrated-")))
    template = os.environ.get(TEMPLATE, "")
    site = laid_out(folder, around.enter_context(database(folder, template or "template1")))
    if not template:
        site.must_run("migrate", "--verbosity", "0")
    # It takes seconds, and is the same everywhere.
    load_lexicon(folder)
    return site


@contextmanager
def installation(folder: Path, **settings: str) -> Iterator[Installation]:
    """Lay out an installation with a migrated database; gone afterwards."""
    shutil.copytree(migrated().folder, folder, dirs_exist_ok=True)
    with database(folder, migrated().database_name) as database_url:
        yield laid_out(folder, database_url, **settings)


@contextmanager
def copy_of(original: Installation, folder: Path) -> Iterator[Installation]:
    """Lay out the same once more, to be changed without anybody noticing; gone afterwards.

    Nobody may be using the original at this moment.
    """
    shutil.copytree(original.folder, folder, dirs_exist_ok=True)
    with database(folder, original.database_name) as database_url:
        site = laid_out(folder, database_url)
        _copy_index(original.environment["SEARCH_URL"], site.environment["SEARCH_URL"])
        yield site


def _copy_index(original: str, copy: str) -> None:
    """Let Elasticsearch copy its index; that of the embedded engine lies in the folder."""
    if original.startswith("embedded:"):
        return
    server, _, prefix = original.rpartition("/")
    new = copy.rpartition("/")[2]
    with Elasticsearch(server, request_timeout=60) as client:
        (index,) = client.indices.get_alias(name=f"{prefix}-read").body
        client.indices.put_settings(index=index, settings={"index.blocks.write": True})
        target, unblocked = f"{new}-first", {"index.blocks.write": None}
        client.indices.clone(index=index, target=target, settings=unblocked)
        for alias in ("read", "write"):
            client.indices.put_alias(
                index=target, name=f"{new}-{alias}", is_write_index=alias == "write"
            )
