"""How the index is set up, on both engines, in one place; any change here needs a rebuild.

What becomes of a text is not decided here but in `search/analysis`: engines get ready-made tokens
and split them at blanks.
"""

from collections.abc import Mapping

from search.port import FACETS

# Text fields, by the streams of the analysis. The text of files has a field of its own: a long one
# would make a page's own words weigh nothing.
STREAMS = ("words", "stems", "parts", "title_parts", "title_beginnings", "file_parts")
ANALYZER = "whitespace"
# Whatever is found stands in one of these: the others hold the same words once more, for the order.
FOUND_IN = ("parts", "file_parts")
# The stream that keeps the order of its words, for phrases, with what is no word of any text.
ORDERED = "words"
BETWEEN = "|"
# Fields that are matched exactly.
FILTERS = ("audience", *FACETS)
# Fields that are kept and never matched: what is shown of a hit, and what the doctor compares.
KEPT = ("stored", "held")

# Snippets are made from the stored text; a longer one is matched in full but shown from its start.
LONGEST_STORED = 100_000
BEGINNING_OF_FILE = 10_000

# Values counted per facet.
MOST_BUCKETS = 1_000

# How Elasticsearch ranks: `b` says how much long texts are held back, `k1` what repetition is
# worth.
# Tuned on the development set. tantivy's are fixed at k1 = 1.2, b = 0.75.
BM25: Mapping[str, float] = {"k1": 1.2, "b": 0.4}
# One shard: scores are only comparable within one, and 100,000 documents fill none.
SHARDS = 1
# A second node gets a copy by itself.
REPLICAS = "0-1"
REFRESH = "1s"
SEARCH_SECONDS = 1.2
# Whoever types does not wait.
SUGGEST_SECONDS = 0.4
WRITE_SECONDS = 20
# A rebuilt index becomes one segment: 2 s for 100,000 documents, and nobody waits for it.
MERGE_SECONDS = 300
# Characters of one request; Elasticsearch refuses those above 100 MB.
BULK_LENGTH = 10_000_000
# How many documents are read at a time where all are compared.
SCANNED = 1_000

# tantivy's one writer.
HEAP_BYTES = 50_000_000
# Nobody reads an index that grows, and each commit waits for the disk; but merges that come all at
# the end take 150 MiB more.
COMMIT_EVERY = 10_000
