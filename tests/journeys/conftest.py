"""One installation with the example content, and a browser."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.site import Installation, installation

# No sandbox: tests run as root in a container; the rest keeps Chromium from calling home.
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example content, served by the production server with its worker."""
    with installation(tmp_path_factory.mktemp("site")) as made:
        made.must_run("demo_data")
        with made.serving():
            yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=os.environ["TEST_CHROMIUM"], args=CHROMIUM
        )
        yield started
        started.close()
