"""How an organisation came and who came to act for it; secrets of links stay behind."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    Invitation,
    MembershipApplication,
    MembershipEvent,
    OrganisationDomain,
)
from portal.kernel.batches import in_batches
from portal.members.estates import Arrival, Departure, Estate, Kind, PersonRef, Row, Text, Word
from portal.members.estates.arrival import check_fields
from portal.members.estates.rows import values_of
from portal.members.models import Organisation
from portal.taxonomy.imports import words_for
from portal.taxonomy.models import Platform


class InvitationRow(Row):
    """An invitation; its link works nowhere else, but it can be sent again."""

    key: str
    email: str
    name: Text
    role: str
    may_release: bool
    language: str
    invited_by: PersonRef | None
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


class MailDomainRow(Row):
    """A mail domain of the organisation's people."""

    domain: str


class MembershipEventRow(Row):
    """Somebody joined, left, or got another role."""

    key: str
    person: PersonRef | None
    actor: PersonRef | None
    act: str
    role: str
    left_alone: bool
    at: datetime


class ApplicantRow(Row):
    """Who applied."""

    key: str
    name: Text
    email: str
    unit: Text
    channels: list[Word]
    why: Text
    language: str
    created_at: datetime
    confirmed_at: datetime | None


class ApplicationEventRow(Row):
    """What happened to an application, as the applicants saw it."""

    key: str
    act: str
    applicant: str | None
    text: Text
    at: datetime


class ApplicationRow(Row):
    """An application and how it was decided. Who voted how belongs to those who voted."""

    key: str
    state: str
    status_before: str
    submitted_at: datetime
    decided_at: datetime | None
    vote_ends_at: datetime | None
    quorum: int | None
    guest_until: date | None
    lead: str | None
    applicants: list[ApplicantRow]
    events: list[ApplicationEventRow]


_PLAIN_OF_INVITATION = tuple(InvitationRow.model_fields.keys() - {"invited_by"})
_PLAIN_OF_EVENT = ("key", "act", "role", "left_alone", "at")
_PLAIN_OF_APPLICANT = tuple(ApplicantRow.model_fields.keys() - {"channels"})
_PLAIN_OF_APPLICATION = tuple(ApplicationRow.model_fields.keys() - {"lead", "applicants", "events"})
_PLAIN_OF_STEP = ("key", "act", "text", "at")


def _invitations(departure: Departure) -> Iterator[InvitationRow]:
    invitations = Invitation.objects.filter(organisation=departure.organisation)
    for one in in_batches(invitations.select_related("invited_by")):
        yield InvitationRow(
            invited_by=departure.person(one.invited_by), **values_of(one, _PLAIN_OF_INVITATION)
        )


def _take_invitation(row: InvitationRow, arrival: Arrival) -> int:
    """Write an invitation; no mail goes out, and its secret is a new one."""
    invitation = Invitation(
        organisation=arrival.organisation,
        invited_by=arrival.person(row.invited_by),
        **values_of(row, _PLAIN_OF_INVITATION),
    )
    check_fields(invitation)
    invitation.save(force_insert=True)
    return invitation.pk


def _domains(departure: Departure) -> Iterator[MailDomainRow]:
    for one in in_batches(OrganisationDomain.objects.filter(organisation=departure.organisation)):
        yield MailDomainRow(domain=one.domain)


def _take_domain(row: MailDomainRow, arrival: Arrival) -> int:
    domain = OrganisationDomain(organisation=arrival.organisation, domain=row.domain)
    check_fields(domain)
    domain.save()
    return domain.pk


def _membership_events(departure: Departure) -> Iterator[MembershipEventRow]:
    events = MembershipEvent.objects.filter(organisation=departure.organisation)
    for one in in_batches(events.select_related("person", "actor")):
        yield MembershipEventRow(
            person=departure.person(one.person),
            actor=departure.person(one.actor),
            **values_of(one, _PLAIN_OF_EVENT),
        )


def _take_membership_event(row: MembershipEventRow, arrival: Arrival) -> int:
    event = MembershipEvent(
        organisation=arrival.organisation,
        person=arrival.person(row.person),
        actor=arrival.person(row.actor),
        **values_of(row, _PLAIN_OF_EVENT),
    )
    check_fields(event)
    event.save(force_insert=True)
    return event.pk


def _applications(departure: Departure) -> Iterator[ApplicationRow]:
    applications = MembershipApplication.objects.filter(organisation=departure.organisation)
    read = applications.select_related("lead").prefetch_related(
        "applicants__channels", "events__applicant"
    )
    for one in in_batches(read):
        yield ApplicationRow(
            lead=one.lead.key if one.lead else None,
            applicants=[_applicant(applicant) for applicant in one.applicants.all()],
            events=[_step(event) for event in one.events.all()],
            **values_of(one, _PLAIN_OF_APPLICATION),
        )


def _applicant(one: Applicant) -> ApplicantRow:
    channels = [Word(slug=channel.slug, name=channel.name) for channel in one.channels.all()]
    return ApplicantRow(channels=channels, **values_of(one, _PLAIN_OF_APPLICANT))


def _step(one: ApplicationEvent) -> ApplicationEventRow:
    return ApplicationEventRow(
        applicant=one.applicant.key if one.applicant else None, **values_of(one, _PLAIN_OF_STEP)
    )


def _take_application(row: ApplicationRow, arrival: Arrival) -> int:
    application = MembershipApplication(
        organisation=arrival.organisation, **values_of(row, _PLAIN_OF_APPLICATION)
    )
    check_fields(application)
    application.save(force_insert=True)
    applicants = {one.key: _take_applicant(one, application) for one in row.applicants}
    for step in row.events:
        _take_step(step, application, applicants)
    if row.lead in applicants:
        application.lead = applicants[row.lead]
        application.save(update_fields=["lead"])
    return application.pk


def _take_applicant(row: ApplicantRow, application: MembershipApplication) -> Applicant:
    applicant = Applicant(
        organisation=application.organisation,
        application=application,
        **values_of(row, _PLAIN_OF_APPLICANT),
    )
    check_fields(applicant)
    applicant.save(force_insert=True)
    applicant.channels.set(words_for(Platform, row.channels))
    return applicant


def _take_step(
    row: ApplicationEventRow, application: MembershipApplication, known: dict[str, Applicant]
) -> None:
    event = ApplicationEvent(
        application=application,
        applicant=known.get(row.applicant) if row.applicant else None,
        **values_of(row, _PLAIN_OF_STEP),
    )
    check_fields(event)
    event.save(force_insert=True)


def _people(organisation: Organisation) -> set[int]:
    """Return who ever joined it; who let them in may have been somebody of the platform."""
    events = MembershipEvent.objects.filter(organisation=organisation, person__isnull=False)
    return {pk for pk in events.values_list("person", flat=True) if pk is not None}


JOINING = Estate(
    app="joining",
    people=_people,
    kinds=(
        Kind(
            name="application",
            label=_("Applications for membership"),
            record=ApplicationRow,
            tables=(
                "joining.MembershipApplication", "joining.Applicant", "joining.ApplicationEvent",
            ),
            rows=_applications,
            take_in=_take_application,
            line=lambda row: f"{row.submitted_at:%d.%m.%Y}: {row.state}",
            count=lambda organisation: MembershipApplication.objects.filter(
                organisation=organisation
            ).count(),
        ),
        Kind(
            name="mail_domain",
            label=_("Mail domains"),
            record=MailDomainRow,
            tables=("joining.OrganisationDomain",),
            rows=_domains,
            take_in=_take_domain,
            line=lambda row: row.domain,
            count=lambda organisation: OrganisationDomain.objects.filter(
                organisation=organisation
            ).count(),
        ),
        Kind(
            name="invitation",
            label=_("Invitations"),
            record=InvitationRow,
            tables=("joining.Invitation",),
            rows=_invitations,
            take_in=_take_invitation,
            line=lambda row: f"{row.email}, {row.created_at:%d.%m.%Y}",
            count=lambda organisation: Invitation.objects.filter(
                organisation=organisation
            ).count(),
        ),
        Kind(
            name="membership_event",
            label=_("Who joined and left"),
            record=MembershipEventRow,
            tables=("joining.MembershipEvent",),
            rows=_membership_events,
            take_in=_take_membership_event,
            line=lambda row: (
                f"{row.at:%d.%m.%Y}: {row.person.name if row.person else '–'}, {row.act}"
            ),
            count=lambda organisation: MembershipEvent.objects.filter(
                organisation=organisation
            ).count(),
        ),
    ),
)  # fmt: skip
