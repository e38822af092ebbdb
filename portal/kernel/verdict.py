"""The answer of a rule: allowed, or refused with a sentence for the person who asked."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """True where the act is allowed; otherwise `reason` says why not, in the reader's language."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def refused(reason: str | Promise) -> Verdict:
    """Refuse with a translated (lazy) sentence that tells the person what to do instead."""
    return Verdict(allowed=False, reason=reason)


class Refused(PermissionDenied):
    """An action was not allowed; Django answers 403 with the verdict's sentence."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.reason))
        self.verdict = verdict


def require(verdict: Verdict) -> None:
    """Raise `Refused` unless the verdict allows the act."""
    if not verdict:
        raise Refused(verdict)
