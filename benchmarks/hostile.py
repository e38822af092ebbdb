"""How long the search page takes for what is typed to break it; `benchmarks.rebuild` calls this.

    DATABASE_URL=... DATA_DIR=... SEARCH_URL=... python -m benchmarks.hostile

The texts and addresses are those of the tests (`tests/search/hostile.py`); each page is asked for
once, as somebody would who attacks, with the reasons of every hit.
"""

import os
import time
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

from benchmarks.inside import fetch, reader  # noqa: E402
from tests.search.hostile import ADDRESSES, HOSTILE  # noqa: E402

# Milliseconds.
TARGET = 500


def main() -> None:
    """Ask for every page and print the slowest."""
    get_wsgi_application()
    client = reader("")
    texts = {name: urlencode({"q": text, "warum": "1"}) for name, text in HOSTILE.items()}
    addresses = texts | {address: address for address in ADDRESSES}
    fetch(client, "/suche/?q=Dialog")
    taken: dict[str, float] = {}
    for name, address in addresses.items():
        begun = time.perf_counter()
        fetch(client, f"/suche/?{address}")
        taken[name] = (time.perf_counter() - begun) * 1000
    slowest = max(taken, key=lambda name: taken[name])
    verdict = "met" if taken[slowest] < TARGET else "MISSED"
    print(
        f"  hostile input, {len(taken)} pages: slowest {taken[slowest]:.0f} ms"
        f" (target {TARGET}: {verdict}): {slowest[:60]}",
        flush=True,
    )


if __name__ == "__main__":
    main()
