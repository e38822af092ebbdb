"""What the processes of a server cost: their CPU time and their memory, read from /proc."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], probe: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Run a server until the block ends; gives its process id once `probe` answers with 200."""
    process = subprocess.Popen(command, env=dict(environment), start_new_session=True)
    try:
        _wait_for(process, probe)
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _wait_for(process: subprocess.Popen[bytes], probe: str) -> None:
    for _try in range(600):
        if process.poll() is not None:
            raise SystemExit(f"{process.args} ended with {process.returncode}")
        try:
            urllib.request.urlopen(probe, timeout=5).close()  # noqa: S310 - loopback
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{probe}: {error}") from error
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{process.args} does not answer")


def tree(root: int) -> list[int]:
    """Return the process and all its descendants."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        if fields := _stat(path):
            parents[int(path.parent.name)] = int(fields[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return user and system time of these processes, their ended children included."""
    stats = (_stat(Path(f"/proc/{pid}/stat")) for pid in pids)
    return sum(int(value) for fields in stats for value in fields[11:15]) / TICKS


def memory(pids: Iterable[int]) -> float:
    """Return the memory of these processes in MiB; what they share counts once (PSS)."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0])
    return total / 1024


def _stat(path: Path) -> list[str]:
    """Return the fields behind the process's name; none where it has ended."""
    try:
        return path.read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []
