"""What readers do with pages. `reference` is the page, but for files."""

from portal.outbox.facts import Fact


class PageChanged(Fact):
    """A page somebody subscribed to says something new; `detail` is the version."""


class FeedbackGiven(Fact):
    """Somebody said that a page helped, and nothing more; a count changes."""


class SomethingMissing(Fact):
    """Somebody said what a page lacks, or that it did not help; `detail` is the feedback."""


class FeedbackSettled(Fact):
    """Who looks after the page has dealt with a feedback, or opened it again."""


class PageSubscribed(Fact):
    """A member wants to hear when a page changes."""


class SubscriptionEnded(Fact):
    """A member does not want to hear of a page any more."""


class PdfAsked(Fact):
    """Somebody wants a page as a PDF file; `reference` is the file to be made."""
