"""Which real services the suite runs against; in CI a missing one is an error, not a skip."""

import os
from pathlib import Path

import pytest
from django.db import connections

from tests.journeys.site import TEMPLATE, migrated

SERVICES = {
    "postgresql": "TEST_DATABASE_URL",
    "elasticsearch": "TEST_ELASTICSEARCH_URL",
    "browser": "TEST_CHROMIUM",
}
# What reads the source, not the database.
PURE = Path(__file__).parent / "architecture"
# The second run of `make test`, after a first one that had everything.
ON_PURPOSE = {"postgresql", "elasticsearch"} if os.environ.get("TEST_EMBEDDED") else set()


def missing_services() -> list[str]:
    """Name the services this run does not have."""
    return [name for name, variable in SERVICES.items() if not os.environ.get(variable)]


def pytest_report_header() -> list[str]:
    """Say against what this run tests."""
    return [
        f"{name}: {os.environ.get(variable) or 'absent'}" for name, variable in SERVICES.items()
    ]


def pytest_sessionstart(session: pytest.Session) -> None:
    """In CI nothing is left out.

    Where several processes will test on PostgreSQL, none of them has to migrate.
    """
    missing = set(missing_services()) - ON_PURPOSE
    if os.environ.get("CI") and missing:
        raise pytest.UsageError(f"CI must test against: {', '.join(sorted(missing))}")
    if session.config.getoption("numprocesses", None) and "postgresql" not in missing_services():
        os.environ[TEMPLATE] = migrated().database_name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin test databases as copies of the migrated one."""
    if template := os.environ.get(TEMPLATE):
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = template


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with a reason, what needs a service that is absent; mark what needs none as `once`."""
    for item in items:
        if item.path.is_relative_to(PURE):
            item.add_marker(pytest.mark.once)
        for name in missing_services():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"no {name} ({SERVICES[name]} is not set)"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, where something was."""
    for name in missing_services():
        terminalreporter.write_line(f"left out, as {SERVICES[name]} is not set: tests of {name}")
