"""Serve the site: the production server and, unless told otherwise, the worker beside it."""

import gc
import socket
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import get_resolver
from django.utils import translation
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from portal.config.supervision import Child, end_with_parent, supervise
from search.analysis.lexicon import load_lexicon


class Command(BaseCommand):
    help = "Serve the site, and deliver the outbox with one worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--threads", type=int, default=2, help="threads of each web process")
        parser.add_argument(
            "--no-worker", action="store_true", help="`manage.py worker` runs elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _require_free(host, port)
        _load_once()
        children = [
            Child("web", serve_web, host, port, options["workers"], options["threads"]),
        ]
        if not options["no_worker"]:
            children.append(Child("worker", run_worker))
        self.stdout.write(f"Kreiswissen listens on http://{_shown(host)}:{port}/ (stop: Ctrl+C)")
        self.stdout.flush()
        supervise(children)


def serve_web(host: str, port: int, workers: int, threads: int) -> None:
    """Run the web server until it is told to stop."""
    Granian(
        "portal.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=_begin_web_process)


def run_worker() -> None:
    """Deliver the outbox until told to stop."""
    django.setup()
    call_command("worker")


def _begin_web_process(_target: str) -> Callable[..., Any]:
    """Called by granian in each of its processes."""
    end_with_parent()
    return _application()


def _application() -> Callable[..., Any]:
    from portal.config.wsgi import application  # noqa: PLC0415 - building it takes seconds

    return application


def _load_once() -> None:
    """Load in the parent what every child needs, and keep the garbage collector away from it."""
    _application()
    load_lexicon(Path(settings.DATA_DIR))
    for language in ("de", "en"):
        with translation.override(language):
            _ = get_resolver().reverse_dict  # imports every urls.py and view
    connections.close_all()
    gc.collect()
    gc.freeze()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _require_free(host: str, port: int) -> None:
    """Refuse in plain words to start where somebody else already listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Cannot listen on {host}, port {port}: {error}. "
                f"Another port: make demo PORT=8123, or manage.py serve --port 8123"
            ) from error
