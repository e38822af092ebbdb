"""The engine of this installation, chosen by `SEARCH_URL`."""

from functools import cache
from pathlib import Path

from django.conf import settings

from search.port import Engine


def engine() -> Engine:
    """Return the engine of this process."""
    return _engine_at(settings.SEARCH_URL, Path(settings.DATA_DIR))


@cache
def _engine_at(url: str, data_dir: Path) -> Engine:
    """Open `embedded:` (below the data directory), `embedded:///folder` or an http(s) address."""
    scheme, _, place = url.partition(":")
    if scheme == "embedded":
        from search.engines.embedded import EmbeddedEngine  # noqa: PLC0415 - only the one in use

        return EmbeddedEngine(Path(place.removeprefix("//")) if place else data_dir / "search")
    from search.engines.elastic import ElasticEngine  # noqa: PLC0415 - only the one in use

    return ElasticEngine.at(url)
