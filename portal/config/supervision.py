"""Look after the processes of an installation: start them again when they die, stop them cleanly.

They are forked from a parent that has loaded the code already and serves nothing itself, so that
they share its memory (docs/decisions/0003-app-server.md).
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import structlog

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 15.0
LOOK_EVERY = 0.2

SIGNALS = (signal.SIGTERM, signal.SIGINT)
PR_SET_PDEATHSIG = 1
# Elsewhere forking a process that has loaded the system's frameworks is not safe.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"

logger = structlog.get_logger(__name__)


class Child:
    """A process that is started again when it dies, later each time it dies young."""

    def __init__(self, name: str, work: Callable[..., None], *arguments: object) -> None:
        self.name = name
        self._work = work
        self._arguments = arguments
        self._pause = 0.5
        self.start()

    def start(self) -> None:
        """Start the process."""
        # For granian too, which forks or spawns its own as this says.
        multiprocessing.set_start_method(START_METHOD, force=True)
        self._process = multiprocessing.Process(
            target=_begin, args=(os.getpid(), self._work, self._arguments), name=self.name
        )
        self._process.start()
        self._started = time.monotonic()
        self._restart_at: float | None = None

    def look_after(self) -> None:
        """Start a dead process again once its pause is over."""
        if self._process.is_alive():
            return
        now = time.monotonic()
        if self._restart_at is None:
            steady = now - self._started > STEADY_SECONDS
            self._pause = 1.0 if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._restart_at = now + self._pause
            logger.error(
                "process_died",
                process=self.name,
                exit_code=self._process.exitcode,
                again_in_seconds=self._pause,
            )
        elif now >= self._restart_at:
            self.start()

    def terminate(self) -> None:
        """Ask the process to finish what it is at."""
        if self._process.is_alive():
            self._process.terminate()

    def wait(self) -> None:
        """Wait for the end; after a while, make it."""
        self._process.join(STOP_SECONDS)
        if self._process.is_alive():
            logger.error("process_killed", process=self.name, after_seconds=STOP_SECONDS)
            self._process.kill()
            self._process.join()


def supervise(children: Sequence[Child]) -> None:
    """Look after the children until told to stop; then stop them all."""
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in SIGNALS:
        signal.signal(number, stop)
    while not stopped:
        for child in children:
            child.look_after()
        time.sleep(LOOK_EVERY)
    for child in children:
        child.terminate()
    for child in children:
        child.wait()


def _begin(parent: int, work: Callable[..., None], arguments: Sequence[object]) -> None:
    """Begin a child's life: its own signals, and no life without its parent."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    end_with_parent()
    if os.getppid() == parent:
        work(*arguments)


def end_with_parent() -> None:
    """Have this process told to stop when its parent dies; else it would hold the port for good."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
