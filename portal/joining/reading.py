"""Rows of a table as people of an organisation, weighed by the rules before anything is done."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.joining.actions.table import Entry, leaders_first
from portal.joining.queries.people import everybody_of, open_invitations
from portal.joining.rules.people import may_change_role, may_give_role, may_invite
from portal.kernel.tables.rows import (
    Row,
    bounded,
    columns_of,
    mark_repeated,
    named,
    numbered,
    read_row,
)
from portal.kernel.text import clean_line
from portal.kernel.verdict import Verdict
from portal.members.models import LEADING, Membership, Organisation, User
from portal.members.rules import may_bear_name

# The header of a column in files we write; they are read under the same names.
COLUMNS: dict[str, str] = {
    "email": "E-Mail",
    "name": "Name",
    "role": "Rolle",
    "may_release": "darf freigeben",
    "since": "seit",
}
MOST_PEOPLE = 500
ROLE_NAMES = {
    "Ansprechperson": Membership.Role.COORDINATOR,
    "Stellvertretung": Membership.Role.DEPUTY,
    "Beschäftigte": Membership.Role.STAFF,
}
# How people write roles in lists, in German and English.
ROLES: Mapping[str, str] = {
    **{role.value: role.value for role in Membership.Role},
    **{name.casefold(): role.value for name, role in ROLE_NAMES.items()},
    "vertretung": Membership.Role.DEPUTY,
    "mitarbeit": Membership.Role.STAFF,
    "mitarbeiterin": Membership.Role.STAFF,
    "mitarbeiter": Membership.Role.STAFF,
}
# The last ones are what spreadsheets make of a box that is ticked.
_YES, _NO = {"ja", "yes", "x", "1", "true", "wahr"}, {"nein", "no", "0", "false", "falsch"}


def read_people(
    rows: Sequence[Sequence[str]], actor: User, organisation: Organisation
) -> list[Row[Entry]]:
    """Read rows under a header with our column names, and say what importing them would do.

    Raises ValidationError without such a header. Two queries, however many rows.
    """
    if not rows:
        return []
    if len(rows) > MOST_PEOPLE + 1:
        raise ValidationError(_("More than 500 people. Please split the list."))
    columns = columns_of(rows[0], COLUMNS, ["email"])
    found = [
        read_row(number, cells, lambda cells: _entry(named(columns, cells)))
        for number, cells in numbered(rows)
        if number > 1
    ]
    mark_repeated(found, lambda entry: entry.email, _("This address is there twice."))
    _weigh(found, actor, organisation)
    return found


def _entry(cells: Mapping[str, str]) -> Entry:
    email = clean_line(cells.get("email", "")).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(_("This is no e-mail address.")) from None
    name = bounded(clean_line(cells.get("name", "")), 120)
    if name and not (verdict := may_bear_name(name)):
        raise ValidationError(str(verdict.reason))
    return Entry(
        email=bounded(email, 254),
        name=name,
        role=role_called(cells.get("role", "")),
        may_release=_yes_or_no(cells.get("may_release", "")),
    )


def role_called(word: str) -> str:
    """Return the role of that name; none for none. Raises ValidationError with the known ones."""
    word = word.strip().casefold()
    if word and word not in ROLES:
        raise ValidationError(_("Roles are: staff, deputy, coordinator."))
    return ROLES[word] if word else ""


def _yes_or_no(word: str) -> bool | None:
    word = word.strip().casefold()
    if word and word not in _YES | _NO:
        raise ValidationError(_("Whether somebody may release: please write yes or no."))
    return word in _YES if word else None


# --- What would follow --------------------------------------------------------------------------


class _Team:
    """The organisation's people as they would be after the rows so far."""

    def __init__(self, actor: User, organisation: Organisation) -> None:
        self.actor, self.organisation = actor, organisation
        self.members = {one.user.email.lower(): one for one in everybody_of(organisation)}
        self.invitations = {one.email: one for one in open_invitations(organisation)}
        self.open = len(self.invitations)
        self.leaders = {
            email for email, one in self.members.items() if one.leads and one.user.is_active
        }

    def invite(self, row: Row[Entry], entry: Entry) -> None:
        """Say what follows for somebody who is not there yet."""
        there = self.invitations.get(entry.email)
        role, release = entry.wanted(there)
        row.is_new = there is None
        row.note = _("invited already")
        if there and (there.role, there.may_release) == (role, release):
            return
        row.note = _("will be invited: %(role)s") % {"role": _called(role, release=release)}
        if _allowed(row, may_invite(self.actor, self.organisation, self.open)) and _allowed(
            row, may_give_role(self.actor, self.organisation, role)
        ):
            self.open += row.is_new

    def change(self, row: Row[Entry], entry: Entry, there: Membership) -> None:
        """Say what follows for somebody who is there."""
        role, release = entry.wanted(there)
        row.is_new = False
        row.note = _("stays as it is")
        if (there.role, there.may_release) == (role, release):
            return
        row.note = _("%(before)s becomes %(after)s") % {
            "before": _called(there.role, release=there.may_release),
            "after": _called(role, release=release),
        }
        stays = there.leads and role in LEADING
        left = 1 if stays else len(self.leaders - {entry.email})
        if _allowed(row, may_change_role(self.actor, there, left)) and _allowed(
            row, may_give_role(self.actor, self.organisation, role)
        ):
            self._leads(entry.email, leads=role in LEADING and there.user.is_active)

    def _leads(self, email: str, *, leads: bool) -> None:
        self.leaders = self.leaders | {email} if leads else self.leaders - {email}


def _weigh(rows: Sequence[Row[Entry]], actor: User, organisation: Organisation) -> None:
    """Hold each row against the rules, in the order in which they would be done."""
    team = _Team(actor, organisation)
    row_of = {row.value: row for row in rows if row.value is not None and not row.errors}
    for entry in leaders_first(row_of):
        there = team.members.get(entry.email)
        if there:
            team.change(row_of[entry], entry, there)
        else:
            team.invite(row_of[entry], entry)


def _allowed(row: Row[Entry], verdict: Verdict) -> bool:
    if not verdict:
        row.errors.append(str(verdict.reason))
    return bool(verdict)


def _called(role: str, *, release: bool) -> str:
    label = str(Membership.Role(role).label)
    return f"{label}, {_('may release')}" if release else label
