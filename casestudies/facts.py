"""What happens to case studies while they are written; publishing is a fact of all pages."""

from portal.outbox.facts import Fact


class CaseStudyBegun(Fact):
    """Somebody of a county began a case study."""


class CaseStudyReadIn(Fact):
    """A draft was made of a document."""


class CaseStudyEdited(Fact):
    """A new version was saved outside the CMS; readers see nothing of it yet."""


class CaseStudyDiscarded(Fact):
    """A draft that was never published is gone."""
