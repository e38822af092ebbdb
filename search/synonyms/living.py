"""The synonyms as this process knows them."""

from collections.abc import Iterable

from search.living import Living
from search.synonyms.lines import Line
from search.synonyms.models import Synonyms
from search.synonyms.thesaurus import Thesaurus


def lines(besides: int = 0) -> Iterable[Line]:
    """Return what all rows say, but one."""
    rows = Synonyms.objects.exclude(pk=besides).order_by("pk")
    return (Line(*row) for row in rows.values_list("words", "also"))


thesaurus: Living[Line, Thesaurus] = Living(lines, Thesaurus)
