"""Bringing a list of people in line: by the same rules, and the same acts, as the pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction

from portal.joining.actions.people import change_role, invite
from portal.joining.models import Invitation
from portal.joining.queries.people import open_invitations
from portal.joining.rules.people import may_look_after_people
from portal.kernel.verdict import require
from portal.members.models import LEADING, Membership, Organisation, User


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One person of a list; what it leaves open stays as it is, or is staff."""

    email: str
    name: str = ""
    role: str = ""
    may_release: bool | None = None

    def wanted(self, there: Membership | Invitation | None) -> tuple[str, bool]:
        """Return the role and the right to release she is to have, given what there is."""
        role = self.role or (there.role if there else Membership.Role.STAFF)
        release = self.may_release
        if release is None:
            release = there.may_release if there else False
        return role, release


class Outcome(Enum):
    """What became of one person of a list."""

    INVITED = "invited"
    CHANGED = "changed"
    AS_IT_WAS = "as it was"


def leaders_first(entries: Iterable[Entry]) -> list[Entry]:
    """Return who is to lead before who is not any more: somebody leads at every moment."""
    return sorted(entries, key=lambda entry: entry.role not in LEADING)


@transaction.atomic
def import_people(
    *, actor: User, organisation: Organisation, entries: Iterable[Entry], now: datetime
) -> Counter[Outcome]:
    """Invite who is new and change the roles of who is there; nobody is removed.

    All or nothing: raises what `invite` and `change_role` raise.
    """
    require(may_look_after_people(actor, organisation))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return Counter(_bring_in_line(actor, organisation, one, now) for one in leaders_first(entries))


def _bring_in_line(actor: User, organisation: Organisation, entry: Entry, now: datetime) -> Outcome:
    there = Membership.objects.filter(organisation=organisation, user__email=entry.email).first()
    invited = None if there else open_invitations(organisation).filter(email=entry.email).first()
    known = there or invited
    role, may_release = entry.wanted(known)
    if known and (known.role, known.may_release) == (role, may_release):
        return Outcome.AS_IT_WAS
    if there:
        change_role(actor=actor, membership=there, role=role, may_release=may_release, now=now)
        return Outcome.CHANGED
    invite(
        actor=actor,
        organisation=organisation,
        email=entry.email,
        name=entry.name or (invited.name if invited else ""),
        role=role,
        may_release=may_release,
        now=now,
    )
    return Outcome.INVITED
