"""What can happen to pages that are looked after. The reference is the page, if not said else."""

from portal.outbox.facts import Fact


class PageReviewed(Fact):
    """Somebody checked the page: it still holds. What was flagged may be cleared by it."""


class ReviewDateKept(Fact):
    """The page said of itself that it was reviewed earlier than it was: it does not any more."""


class PageMadeObsolete(Fact):
    """The page does not hold any more; it stays readable."""


class PageRestored(Fact):
    """The page holds after all: it is obsolete no more."""


class FeedbackGiven(Fact):
    """Somebody told the page's authors something. The detail is the review."""


class ReviewDue(Fact):
    """The page is to be reviewed. The detail says which reminder it is."""


class CaretakersNamed(Fact):
    """The page has another owner or deputy."""


class IntervalChanged(Fact):
    """Pages of a kind or topic are reviewed more or less often. The reference is that."""


class FoundationsNamed(Fact):
    """The page rests on other foundations than before."""


class FoundationSaved(Fact):
    """A foundation was noted or reworded. The reference is the foundation."""


class FoundationChanged(Fact):
    """What pages rest on has changed. The reference is the change."""


class ChangeTakenBack(Fact):
    """A change of a foundation was undone: nothing rests on it any more. As above."""


class ThingRestsElsewhere(Fact):
    """An answer rests on other foundations: it is the detail, its question the reference."""


class ThingReviewed(Fact):
    """Somebody checked an answer against what has changed. As above."""
