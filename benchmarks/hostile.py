"""How long the search page takes for what is typed to break it; `benchmarks.rebuild` calls this.

    DATABASE_URL=... DATA_DIR=... SEARCH_URL=... python -m benchmarks.hostile

The texts and addresses are those of the tests (`tests/search/hostile.py`); each page is asked for
once, as somebody would who attacks, with the reasons of every hit.
"""

from urllib.parse import urlencode

from benchmarks.inside import fetch, reader  # sets Django up
from benchmarks.one_engine import times
from tests.search.hostile import ADDRESSES, HOSTILE

# Milliseconds.
TARGET = 500


def main() -> None:
    """Ask for every page and print the slowest."""
    client = reader("")
    texts = {name: urlencode({"q": text, "warum": "1"}) for name, text in HOSTILE.items()}
    addresses = texts | {address: address for address in ADDRESSES}
    fetch(client, "/suche/?q=Dialog")
    taken = times(list(addresses.values()), lambda address: fetch(client, f"/suche/?{address}"))
    worst, slowest = max(zip(taken, addresses, strict=True))
    verdict = "met" if worst < TARGET else "MISSED"
    print(
        f"  hostile input, {len(taken)} pages: slowest {worst:.0f} ms"
        f" (target {TARGET}: {verdict}): {slowest[:60]}",
        flush=True,
    )


if __name__ == "__main__":
    main()
