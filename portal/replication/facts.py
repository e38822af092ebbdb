"""What happens to reports. `reference` is the page they are about, where the search shows it."""

from portal.outbox.facts import Fact


class ReportWritten(Fact):
    """A county reported that it tried what a page describes; `detail` is the report."""


class ReportEdited(Fact):
    """A county changed its report."""


class ReportWithdrawn(Fact):
    """A county took its report back."""


class ReportHidden(Fact):
    """A moderator hid a report; `detail` is the report."""


class ReportShown(Fact):
    """A moderator let a hidden report be seen again."""


class ResultDue(Fact):
    """Half a year has passed; `reference` is the report."""
