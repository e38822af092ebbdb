"""The two tables that connect the apps.

REACTIONS: which fact triggers which reactions, delivered by the outbox after the act.
SEARCHABLE: which app describes which kind of content to the search.
"""

from portal.outbox.facts import Fact
from portal.outbox.registry import Reaction
from search.registry import Searchable

REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {}

SEARCHABLE: tuple[Searchable, ...] = ()
