"""What a search finds with the synonyms as they are, and with those of an unsaved form."""

from dataclasses import dataclass

from portal.kernel.content import Reference
from portal.members.audiences import tokens_of
from portal.members.models import User
from search.port import Query
from search.service import Found, SearchPage, search
from search.synonyms.lines import Line
from search.synonyms.living import lines
from search.synonyms.models import Synonyms
from search.synonyms.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class Trial:
    """One search, before and after."""

    text: str
    before: SearchPage
    after: SearchPage

    def rows(self) -> list[tuple[Found, bool]]:
        """Return what would be found, and whether it is new among the first."""
        there: set[Reference] = {hit.reference for hit in self.before.hits}
        return [(hit, hit.reference not in there) for hit in self.after.hits]


def tried(reader: User, text: str, synonyms: Synonyms | None, line: Line) -> Trial:
    """Search twice with the curator's own rights; what stands in the form is not kept."""
    others = list(lines(besides=synonyms.pk if synonyms else 0))
    query = Query(text=text, audience=tokens_of(reader))
    before = search(reader, query, Thesaurus(lines()))
    return Trial(text, before, search(reader, query, Thesaurus([*others, line])))
