"""Serve the site: the production server and, unless told otherwise, the worker beside it."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 15.0


class Child:
    """A process that is started again when it dies, later each time it dies young."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._command = command
        self._pause = 1.0
        self.start()

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(self._command)  # noqa: S603 - our own commands
        self._started = time.monotonic()
        self._restart_at: float | None = None

    def look_after(self) -> None:
        """Start a dead process again once its pause is over."""
        if self._process.poll() is None:
            return
        now = time.monotonic()
        if self._restart_at is None:
            steady = now - self._started > STEADY_SECONDS
            self._pause = 1.0 if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._restart_at = now + self._pause
            sys.stderr.write(
                f"{self.name} ended ({self._process.returncode}), again in {self._pause:.0f} s\n"
            )
        elif now >= self._restart_at:
            self.start()

    def terminate(self) -> None:
        """Ask the process to finish what it is at."""
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for the end; after a while, make it."""
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Command(BaseCommand):
    help = "Serve the site with granian, and deliver the outbox with one worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--threads", type=int, default=2, help="threads of a web process")
        parser.add_argument(
            "--no-worker", action="store_true", help="`manage.py worker` runs elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _require_free(options["host"], options["port"])
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
        children = [Child("The web server", _web_command(options))]
        if not options["no_worker"]:
            children.append(Child("The worker", [sys.executable, "manage.py", "worker"]))
        self.stdout.write(f"Kreiswissen: http://{options['host']}:{options['port']}/")
        self.stdout.flush()
        _supervise(children)


def _web_command(options: dict[str, Any]) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", options["host"], "--port", str(options["port"]),
        "--workers", str(options["workers"]), "--blocking-threads", str(options["threads"]),
        "--respawn-failed-workers", "--log-level", "warning", "--no-ws",
        "portal.config.wsgi:application",
    ]  # fmt: skip


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Choose another one: make demo PORT={port + 1}"
            ) from error


def _supervise(children: list[Child]) -> None:
    """Look after the children until told to stop; then stop them, the web server first."""
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopped:
        for child in children:
            child.look_after()
        time.sleep(0.2)
    for child in children:
        child.terminate()
    for child in children:
        child.wait()
