"""The architecture walk names files and functions that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WALK = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

# `path/to/file.py` and `path/to/file.py:name`
NAMED = sorted(set(re.findall(r"`([\w./-]+\.(?:py|html|css|js))(?::(\w+))?`", WALK)))


def test_walk_names_files_and_functions() -> None:
    assert len(NAMED) > 20
    assert sum(1 for _file, name in NAMED if name) > 10


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_walk_is_true(file: str, name: str) -> None:
    path = ROOT / file
    assert path.is_file(), f"docs/architecture.md names {file}, which does not exist"
    if name:
        assert name in _names_in(path), f"docs/architecture.md names {name}, not found in {file}"


def _names_in(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names
