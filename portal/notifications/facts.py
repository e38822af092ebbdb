"""What can happen to mails."""

from dataclasses import dataclass

from portal.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AccountMailWritten(Fact):
    """An account's mail is written and waits for the mail server."""
