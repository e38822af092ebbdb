"""What can happen to mails and notices."""

from dataclasses import dataclass

from portal.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AccountMailWritten(Fact):
    """An account's mail is written and waits for the mail server."""


@dataclass(frozen=True, kw_only=True)
class NoticeWritten(Fact):
    """Somebody is told of something for a reason of which there are mails."""
