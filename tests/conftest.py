"""What every test has around it; the environment is set in tests/environment.py."""

import pytest

pytest_plugins = ["tests.services"]


@pytest.fixture(scope="session", autouse=True)
def _static_files_when_asked() -> None:
    """Look static files up when they are asked for: each client would list all of them first.

    That took a quarter of the suite's time.
    """
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _german() -> None:
    """No test speaks the language of the last request of another one."""
    from django.utils import translation

    translation.activate("de")


@pytest.fixture(autouse=True)
def _cold_caches() -> None:
    """No test sees what another one put into the cache (rate limits, site addresses)."""
    from django.core.cache import caches

    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def _words_of_curators(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test reads them anew, and once: rows are rolled back, and counts of queries would
    depend on the clock."""
    from search import living
    from search.best_bets.living import best_bets
    from search.synonyms.living import thesaurus

    monkeypatch.setattr(living, "REFRESH_SECONDS", float("inf"))
    for kept in (best_bets, thesaurus):
        monkeypatch.setattr(kept, "_read_at", float("-inf"))
