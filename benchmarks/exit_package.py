"""Time and memory of a county's exit package: `python -m benchmarks.exit_package [--things N]`.

Fills a scratch installation with a county that owns about N things (questions, answers, case
studies, every third of them with a version), makes its package and imports it into a second scratch
installation, each in a process of its own (`benchmarks.exit_package_step`). Prints seconds and the
most memory each process had.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def run(folder: Path, step: str, argument: str) -> None:
    """Do one step in a process of its own, with the installation in FOLDER."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "SEARCH_URL": "embedded:",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "benchmarks.exit_package_step", step, argument]
    subprocess.run(command, env=environment, check=True)


def main() -> None:
    """Fill, make, import."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--things", type=int, default=3_000)
    things = parser.parse_args().things
    with tempfile.TemporaryDirectory(prefix="kreiswissen-bench-") as scratch:
        package = Path(scratch) / "package.zip"
        here, there = Path(scratch) / "here", Path(scratch) / "there"
        for folder in (here, there):
            folder.mkdir()
        run(here, "fill", str(things))
        run(here, "make", str(package))
        print(f"package: {package.stat().st_size / 1024 / 1024:.1f} MB")
        run(there, "prepare", "")
        run(there, "import", str(package))


if __name__ == "__main__":
    main()
