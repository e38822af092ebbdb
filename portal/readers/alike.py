"""What has to do with a page: questions and other pages, by the one search."""

from collections.abc import Mapping, Sequence

from portal.kernel.text import clean_line
from portal.members.audiences import Reader, tokens_of
from portal.publishing.models import ContentPage
from search.port import Query
from search.service import Found, search

# As the search names them, in the order in which they are shown.
KINDS = ("question", "case_study", "guideline")
LONGEST = 300
READ = 40
SHOWN = 6


def alike(page: ContentPage, reader: Reader) -> Mapping[str, Sequence[Found]]:
    """Return by the name of the kind what this reader may see that is about the same."""
    topics = " ".join(topic.name for topic in page.topics.all())
    query = Query(
        text=clean_line(f"{page.title} {topics}"[:LONGEST]),
        audience=tokens_of(reader),
        kinds=KINDS,
        page_size=READ,
        counted=False,
    )
    hits = [hit for hit in search(reader, query).hits if hit.reference != page.reference]
    found: dict[str, list[Found]] = {}
    for kind in KINDS:
        of_kind = [hit for hit in hits if hit.reference.kind == kind][:SHOWN]
        if of_kind:
            found[str(of_kind[0].kind_label)] = of_kind
    return found
