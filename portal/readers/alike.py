"""What has to do with a page or a question: content of all kinds, by the one search."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.template.loader import render_to_string

from portal.kernel.content import Reference
from portal.kernel.text import clean_line
from portal.members.audiences import Reader, tokens_of
from portal.publishing.kept import kept
from search.port import Query
from search.service import Found, search

# Experience, as the search names its kinds, in the order in which they are shown; not the
# register's entries.
KINDS = ("question", "case_study", "guideline", "news")
LONGEST = 300
READ = 40
SHOWN = 6
NEAREST = 5


def alike(reader: Reader, text: str, *, besides: Reference | None = None) -> list[Found]:
    """Return what this reader may see that is about the same as a text, the nearest first."""
    query = Query(
        text=clean_line(text[:LONGEST]),
        audience=tokens_of(reader),
        kinds=KINDS,
        page_size=READ,
        counted=False,
    )
    return [hit for hit in search(reader, query).hits if hit.reference != besides]


def by_kind(found: Iterable[Found]) -> Mapping[str, Sequence[Found]]:
    """Sort what was found by the name of its kind; kinds without anything are left out."""
    groups: dict[str, list[Found]] = {kind: [] for kind in KINDS}
    for hit in found:
        groups[hit.reference.kind].append(hit)
    return {str(hits[0].kind_label): hits[:SHOWN] for hits in groups.values() if hits}


def nearest(found: Iterable[Found]) -> list[Found]:
    """Return the few that are about it by their title: one word in a text is often chance."""
    return [hit for hit in found if "<mark" in str(hit.title)][:NEAREST]


def nearest_part(
    reader: Reader, find: Callable[[], Iterable[Found]], *, address: str, pk: int
) -> str:
    """Return the nearest few as HTML, for the page that fetches them; kept for all who see alike.

    `address` names the view that shows all of them, by the number of what was read.
    """

    def make() -> str:
        context = {"found": nearest(find()), "all": address, "pk": pk}
        return render_to_string("readers/_nearest.html", context)

    return kept(make, reader=reader, name=f"nearest {address} {pk}")
