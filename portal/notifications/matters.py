"""What people are told of, for which reasons, and how each reads.

An app names its matters beside what it knows about them; `portal/config/wiring.py:MATTERS`
collects them. The registry is filled once at start.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.members.models import User
from portal.notifications.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody is told: `text` completes "You are told this, ...".

    `stop` names the page where it ends; "" where muting the thing itself is the way. By mail she
    is told only where `notice` says as which kind.
    """

    name: str
    text: str | Promise
    stop: str = ""
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How something reads for one person, now: she may see all of it."""

    # What happened, in a sentence; by whom only as the content itself says.
    text: str
    # Of what.
    title: str
    url: str
    excerpt: str = ""
    # A form sent there silences the thing for her; "" where there is no such way.
    mute_url: str = ""
    # Mails about one conversation stay together in mail programs.
    conversation: str = ""
    # Nothing is left to be done: no mail need go out.
    is_settled: bool = False


# The reader and keys of things; what she may not see (any more) is left out.
Describe = Callable[[User, Collection[str]], Mapping[str, Shown]]


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of thing that happens: `reasons` from the strongest to the weakest."""

    name: str
    reasons: tuple[Reason, ...]
    describe: Describe

    def reason_called(self, name: str) -> Reason | None:
        """Return its reason of that name, or None where an upgrade has removed it."""
        return next((reason for reason in self.reasons if reason.name == name), None)


_registered: dict[str, Matter] = {}


def install(table: Iterable[Matter]) -> None:
    """Take over the table of the wiring, replacing an earlier one."""
    _registered.clear()
    _registered.update({matter.name: matter for matter in table})


def matter_called(name: str) -> Matter | None:
    """Return the matter of that name, or None where an upgrade has removed it."""
    return _registered.get(name)
