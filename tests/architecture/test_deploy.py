"""What deploy/ says can be done by this version."""

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.architecture.test_settings_documented import settings_read

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OURS = ("migrate", "web", "worker", "tasks")


def commands_in(text: str) -> list[str]:
    return re.findall(r"manage\.py[\s,']+(\w+)", text)


@pytest.mark.parametrize("service", OURS)
def test_compose_runs_commands_that_exist(service: str) -> None:
    commands = commands_in(" ".join(COMPOSE["services"][service]["command"]))
    assert commands
    assert set(commands) <= set(get_commands())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_run_commands_that_exist(unit: Path) -> None:
    commands = commands_in(unit.read_text(encoding="utf-8"))
    assert commands
    assert set(commands) <= set(get_commands())


@pytest.mark.parametrize("service", OURS)
def test_compose_gives_our_processes_no_more_than_they_need(service: str) -> None:
    settings = COMPOSE["services"][service]
    assert settings["read_only"] is True
    assert settings["cap_drop"] == ["ALL"]
    assert settings["security_opt"] == ["no-new-privileges:true"]


def test_compose_opens_one_port_to_this_machine_only() -> None:
    ports = {name: each["ports"] for name, each in COMPOSE["services"].items() if "ports" in each}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_compose_names_secrets_only_by_file() -> None:
    declared = set(COMPOSE["secrets"])
    used = {name for each in COMPOSE["services"].values() for name in each.get("secrets", ())}
    assert used == declared
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or str(value).startswith("/run/secrets/")


def test_make_secrets_makes_each_secret_once(tmp_path: Path) -> None:
    script = shutil.copy(DEPLOY / "make-secrets", tmp_path)
    subprocess.run([script], check=True, capture_output=True)
    folder = tmp_path / "secrets"
    made = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    assert made["postgresql_password"] in made["database_url"]
    assert made["elasticsearch_password"] in made["search_url"]
    assert len(set(made.values())) == len(made)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    subprocess.run([script], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == made


def test_example_settings_exist() -> None:
    example = (DEPLOY / "kreiswissen.env.example").read_text(encoding="utf-8")
    names = {
        name.removesuffix("_FILE") for name in re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)
    }
    given = COMPOSE["services"]["web"]["environment"]
    assert names | {name.removesuffix("_FILE") for name in given} <= settings_read()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_are_well_formed(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    complaints = [
        line for line in done.stderr.splitlines() if unit.name in line and "/opt/" not in line
    ]
    assert complaints == []
