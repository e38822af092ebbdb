"""Running the command as a person would, and reading what it says."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

Line = dict[str, Any]


@dataclass
class Said:
    """What the command printed, and the sentence with which it failed (or '')."""

    out: str
    failed: str

    @property
    def lines(self) -> list[str]:
        """The printed lines, without the folder of the test in them."""
        return self.out.splitlines()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Said]:
    """Import lines (written to one file) or files by name."""

    def run(*content: Line | str, options: tuple[str, ...] = ()) -> Said:
        paths = [one for one in content if isinstance(one, str)]
        lines = [one for one in content if isinstance(one, dict)]
        if lines:
            file = tmp_path / "kreis.jsonl"
            file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
            paths.append(str(file))
        out, failed = io.StringIO(), ""
        try:
            call_command("import_content", *paths, *options, stdout=out)
        except CommandError as error:
            failed = str(error)
            assert error.returncode == 1
        return Said(out.getvalue().replace(f"{tmp_path}/", ""), failed)

    return run


def news(**fields: Any) -> Line:
    """A good line; fields set to `...` are left out."""
    line = {
        "kind": "news", "key": "n1", "title": "Neue Seite", "body": "Ein Text.",
        "organisation": "03459",
    }  # fmt: skip
    return {name: value for name, value in (line | fields).items() if value is not ...}


def question(**fields: Any) -> Line:
    """A good question."""
    return news(**({"kind": "question", "key": "f1", "title": "Wie geht das?"} | fields))
