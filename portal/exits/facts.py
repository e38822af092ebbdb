"""What happens to packages; every fact's reference is the package."""

from portal.outbox.facts import Fact


class PackageRequested(Fact):
    """Somebody asked for an organisation's package."""


class PackageMade(Fact):
    """A package is ready to be downloaded."""


class PackageFailed(Fact):
    """A package could not be made, however often it was tried."""
