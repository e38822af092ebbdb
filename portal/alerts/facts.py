"""What happens to saved searches, wishes and commissions."""

from portal.outbox.facts import Fact


class SearchSaved(Fact):
    """A search is kept, or looks for something else, or begins to write again."""


class AlertBegun(Fact):
    """Searches of somebody's are due: what is new is to be mailed to her."""


class PageCommissioned(Fact):
    """A page was begun because it was looked for; `reference` is the page."""
