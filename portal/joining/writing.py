"""People as a table, under the names `reading` knows; and the working group's address list."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from portal.joining.reading import COLUMNS, ROLE_NAMES
from portal.members.models import Membership, Organisation

_ROLES = {role.value: name for name, role in ROLE_NAMES.items()}
ADDRESS_COLUMNS = ("Organisation", "AGS", "Mitglied seit", "Rolle", "Name", "E-Mail")


def table_of(people: Iterable[Membership]) -> Iterator[list[str]]:
    """Yield the header and a row for everybody."""
    yield list(COLUMNS.values())
    for one in people:
        yield [
            one.user.email,
            one.user.name,
            _ROLES[one.role],
            "ja" if one.may_release else "nein",
            timezone.localtime(one.joined_at).strftime("%d.%m.%Y"),
        ]


def addresses_of(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """Yield the header and a row for everybody who leads one of these; one where nobody does."""
    yield list(ADDRESS_COLUMNS)
    for organisation in organisations:
        since = organisation.member_since
        cells = [
            organisation.display_name,
            organisation.ags,
            since.strftime("%d.%m.%Y") if since else "",
        ]
        leaders = [one for one in organisation.memberships.all() if one.leads]
        for one in leaders:
            yield [*cells, _ROLES[one.role], one.user.name, one.user.email]
        if not leaders:
            yield [*cells, "", "", ""]
