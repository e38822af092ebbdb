"""How soon suggestions are there while somebody types: `python -m benchmarks.suggest`.

20,000 questions in database and index. Each request goes through the whole site in one process:
middleware, the names of counties and topics, the engine with the reader's filter, the second look
into the database, the options as HTML. Runs on the embedded engine, and on Elasticsearch where
TEST_ELASTICSEARCH_URL names one.
"""

import argparse

from benchmarks.search_speed import measure_each


def main() -> None:
    """Measure each engine in a process and a data directory of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=1_000, help="texts typed so far")
    parser.add_argument("--only", default="", help="embedded or elastic")
    options = parser.parse_args()
    numbers = (options.documents, options.requests)
    measure_each("benchmarks.one_suggest", numbers, only=options.only)


if __name__ == "__main__":
    main()
