"""What an organisation owns among the members: itself, and who acts for it."""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.batches import in_batches
from portal.kernel.text import clean_line
from portal.members.estates import Arrival, BadPackage, Departure, Estate, Kind, Row, Text
from portal.members.estates.arrival import check_fields, find_organisation
from portal.members.estates.departure import person_id
from portal.members.estates.rows import reference_to
from portal.members.models import Membership, Organisation, User
from portal.members.rules import may_bear_name

# Accounts of people who had left before: nobody logs in to them, they only bear a name.
_LEFT_BEFORE = "imported-{digest}@kreiswissen.invalid"


class OrganisationRow(Row):
    """The organisation itself."""

    kind: str
    slug: str
    ags: str
    name: Text
    type_label: Text
    display_name: Text
    land: str
    population: int | None
    status: str
    status_since: date | None
    member_since: date | None


class PersonRow(Row):
    """Somebody who acts for the organisation. Passwords and second factors stay behind."""

    id: str
    email: str
    name: Text
    language: str
    is_active: bool
    role: str
    may_release: bool
    joined_at: datetime


class FormerPersonRow(Row):
    """Somebody who acted for it and is named in what she left; no more is known of her here."""

    id: str
    name: Text


_OF_THE_ORGANISATION = tuple(OrganisationRow.model_fields)
_OF_THE_MEMBERSHIP = ("role", "may_release", "joined_at")


def _organisation(departure: Departure) -> Iterator[OrganisationRow]:
    found = Organisation.objects.get(pk=departure.organisation.pk)
    yield OrganisationRow(**{name: getattr(found, name) for name in _OF_THE_ORGANISATION})


def _take_organisation(row: OrganisationRow, arrival: Arrival) -> int:
    """Say where the organisation stands; one that is known here keeps its names."""
    kinds = set(Organisation.Kind.values) - {Organisation.Kind.STAND_IN}
    if row.kind not in kinds or row.status not in Organisation.Status.values:
        raise BadPackage(_("This kind of organisation is not known here."))
    draft = Organisation(**{name: getattr(row, name) for name in _OF_THE_ORGANISATION})
    organisation = find_organisation(reference_to(draft)) or draft
    for name in ("status", "status_since", "member_since"):
        setattr(organisation, name, getattr(row, name))
    check_fields(organisation)
    organisation.save()
    arrival.begin(organisation)
    return organisation.pk


def _memberships(organisation: Organisation) -> list[int]:
    return list(Membership.objects.filter(organisation=organisation).values_list("user", flat=True))


def _people(departure: Departure) -> Iterator[PersonRow]:
    memberships = Membership.objects.filter(organisation=departure.organisation)
    for one in in_batches(memberships.select_related("user")):
        yield PersonRow(
            id=person_id(one.user),
            email=one.user.email,
            name=one.user.name,
            language=one.user.language,
            is_active=one.user.is_active,
            **{name: getattr(one, name) for name in _OF_THE_MEMBERSHIP},
        )


def _take_person(row: PersonRow, arrival: Arrival) -> int:
    """Make somebody's account, or find hers; she sets a password by "forgotten password"."""
    email = row.email.strip().lower()
    person = User.objects.filter(email=email).first() or _new_person(row, email)
    arrival.know(row.id, person)
    values = {name: getattr(row, name) for name in _OF_THE_MEMBERSHIP}
    membership = Membership(user=person, organisation=arrival.organisation, **values)
    check_fields(membership)
    membership.save()
    return membership.pk


def _new_person(row: PersonRow, email: str) -> User:
    name = clean_line(row.name)
    if not may_bear_name(name):
        raise BadPackage(_("Nobody can bear the name “%s” here.") % name)
    person = User(email=email, name=name, language=row.language, is_active=row.is_active)
    person.set_unusable_password()
    check_fields(person)
    person.save()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def _former_people(departure: Departure) -> Iterator[FormerPersonRow]:
    current = Membership.objects.filter(organisation=departure.organisation).values("user")
    named = User.objects.filter(pk__in=departure.people).exclude(pk__in=current)
    for person in in_batches(named):
        yield FormerPersonRow(id=person_id(person), name=person.name)


def _take_former_person(row: FormerPersonRow, arrival: Arrival) -> int:
    """Make an account that bears a name and opens nothing."""
    digest = sha256(f"{arrival.instance} {row.id}".encode()).hexdigest()[:32]
    person = User(
        email=_LEFT_BEFORE.format(digest=digest), name=clean_line(row.name), is_active=False
    )
    person.set_unusable_password()
    check_fields(person)
    person.save()
    arrival.know(row.id, person)
    return person.pk


MEMBERS = Estate(
    app="members",
    people=_memberships,
    kinds=(
        Kind(
            name="organisation",
            label=gettext_lazy("Organisation"),
            record=OrganisationRow,
            tables=("members.Organisation",),
            rows=_organisation,
            take_in=_take_organisation,
            line=lambda row: row.display_name,
            count=lambda _organisation: 1,
        ),
        Kind(
            name="person",
            label=gettext_lazy("People who act for it"),
            record=PersonRow,
            tables=("members.Membership", "members.User"),
            rows=_people,
            take_in=_take_person,
            line=lambda row: f"{row.name} <{row.email}>",
            count=lambda organisation: len(_memberships(organisation)),
        ),
        Kind(
            name="former_person",
            label=gettext_lazy("People named who have left"),
            record=FormerPersonRow,
            tables=("members.User",),
            rows=_former_people,
            take_in=_take_former_person,
            line=lambda row: row.name,
        ),
    ),
)
