"""Hostile or hungry work is done in a process of its own, which has nothing of ours to lose.

The program gets an order and answers on its output. It has no settings, no environment and no
database, and sets bounds on its own time, memory and output before it reads anything.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LARGEST_ANSWER = 5_000_000


def run_aside(program: Path, order: Mapping[str, Any], folder: Path, seconds: float) -> bytes:
    """Let a program carry out an order in this folder; return its answer.

    Raises subprocess.TimeoutExpired, or CalledProcessError where it failed or ran into a bound.
    """
    # A file, not a pipe: what comes out of a captured process shall not fill our memory.
    with (folder / "answer").open("w+b") as answer:
        subprocess.run(  # noqa: S603 - our own program, by its path
            [sys.executable, "-I", str(program)],
            input=json.dumps(order).encode(),
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
            cwd=folder,
            env={"HOME": str(folder), "LANG": "C.UTF-8"},
        )
        answer.seek(0)
        return answer.read(LARGEST_ANSWER)
