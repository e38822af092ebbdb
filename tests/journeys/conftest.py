"""One installation with the example content, and a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.site import Installation, copy_of, installation

# No sandbox: tests run as root in a container; the rest keeps Chromium from calling home.
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example content, laid out once and never served: others take copies of it."""
    with installation(tmp_path_factory.mktemp("example")) as made:
        made.must_run("demo_data")
        yield made


@pytest.fixture(scope="module")
def site(example: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example content, served by the production server with its worker; one per module.

    Tests of a module see each other's changes and come in any order.
    """
    with copy_of(example, tmp_path_factory.mktemp("site")) as made, made.serving():
        yield made


@pytest.fixture
def own_site(example: Installation, tmp_path: Path) -> Iterator[Installation]:
    """The same for a single test, whose changes others would trip over."""
    with copy_of(example, tmp_path) as made, made.serving():
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, and no longer than its module: while Playwright runs, so does its event
    loop, and Django refuses to touch the database beside one.
    """
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=os.environ["TEST_CHROMIUM"], args=CHROMIUM
        )
        yield started
        started.close()
