"""What can happen to pages made from answers. The reference is the source, unless it says else."""

from portal.outbox.facts import Fact


class ArticleBegun(Fact):
    """A draft was made from answers. The reference is the page."""


class ConsentAsked(Fact):
    """Somebody is to say whether what she wrote may stand in a page; also as a reminder."""


class ConsentGiven(Fact):
    """What was written may stand in the page."""


class ConsentRefused(Fact):
    """What was written must not stand in the page."""


class ConsentWithdrawn(Fact):
    """What was agreed to before is not any more."""


class ConsentOverdue(Fact):
    """Nobody has said anything for so long that others have to look after it."""


class SourceChanged(Fact):
    """The post was edited after it was taken into the page."""


class SourceSeen(Fact):
    """Whoever looks after the page has dealt with the edit."""
