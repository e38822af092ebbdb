"""What the Makefile says can be done by this version."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

MAKEFILE = Path(__file__).resolve().parents[2] / "Makefile"
CALLS = re.findall(r"manage\.py (\w+)((?: [^\s\\]+)*)", MAKEFILE.read_text(encoding="utf-8"))


def test_the_demo_is_among_the_calls() -> None:
    assert {"migrate", "demo_data", "serve"} <= {command for command, _options in CALLS}


@pytest.mark.parametrize(("command", "options"), CALLS)
def test_commands_take_the_options_they_are_given(command: str, options: str) -> None:
    made = load_command_class(str(get_commands()[command]), command)
    parser = made.create_parser("manage.py", command)
    given = options.replace("$(PORT)", "8000").replace('"', "").split()
    _parsed, unknown = parser.parse_known_args(given)
    assert unknown == []
