"""How a county applies, and how the group decides: rule, change, fact, in one transaction each."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.joining.actions.people import AlreadyThere, invite_first_coordinator
from portal.joining.facts import (
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationConfirmed,
    ApplicationWithdrawn,
    ApplicationWritten,
    GuestTimeEnded,
    OrganisationAdmitted,
    OrganisationRefused,
    VoteFailed,
    VoteOpened,
)
from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    ApplicationVote,
    MembershipApplication,
)
from portal.joining.queries.applications import count_votes, voting_counties
from portal.joining.rules.applications import (
    may_admit,
    may_apply_for,
    may_handle,
    may_vote_for,
    outcome_of,
)
from portal.joining.rules.states import CONFIRM_WITHIN, Act, State, sources_of
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.actions import place_organisation
from portal.members.models import Organisation, User
from portal.members.rules import may_bear_name
from portal.outbox.recording import record
from portal.taxonomy.models import Platform

Status = Organisation.Status


class TooLate(Exception):
    """The application is not any more where this act could follow: somebody was quicker."""


# --- Applying -----------------------------------------------------------------------------------


@transaction.atomic
def apply_for_membership(
    *,
    organisation: Organisation,
    name: str,
    email: str,
    unit: str,
    channels: Iterable[Platform],
    why: str,
    language: str,
    now: datetime,
) -> Applicant:
    """Write down who applies, and send the link that confirms her address; no more happens."""
    require(may_apply_for(organisation))
    require(may_bear_name(clean_line(name)))
    applicant = Applicant.objects.create(
        organisation=organisation,
        name=clean_line(name),
        email=email.strip().lower(),
        unit=clean_line(unit),
        why=clean_text(why),
        language=language,
        created_at=now,
    )
    applicant.channels.set(channels)
    record(ApplicationWritten(reference=applicant.reference))
    return applicant


@transaction.atomic
def confirm_application(*, applicant: Applicant, now: datetime) -> Applicant:
    """Confirm an applicant's address: the application begins, or she joins the one there is.

    Repeating it changes nothing. Raises TooLate after three days, or where the county became a
    member meanwhile. Returns the applicant whose application it is: where somebody applied twice
    under one address, the earlier one.
    """
    organisation = _locked(applicant.organisation_id)
    applicant = Applicant.objects.get(pk=applicant.pk)
    if applicant.confirmed_at:
        return applicant
    if applicant.created_at < now - CONFIRM_WITHIN or not may_apply_for(organisation):
        raise TooLate
    application = MembershipApplication.objects.open().filter(organisation=organisation).first()
    if application is None:
        return _begin(applicant, organisation, now)
    return _join(applicant, application, now)


def _begin(applicant: Applicant, organisation: Organisation, now: datetime) -> Applicant:
    application = MembershipApplication.objects.create(
        organisation=organisation, status_before=organisation.status, submitted_at=now
    )
    if organisation.status in {Status.NONE, Status.FORMER}:
        place_organisation(organisation=organisation, status=Status.APPLICANT, on=_day(now))
    return _confirmed(applicant, application, Act.RECEIVED, now)


def _join(applicant: Applicant, application: MembershipApplication, now: datetime) -> Applicant:
    earlier = application.applicants.filter(email=applicant.email).first()
    if earlier and application.state != State.GUEST:
        applicant.delete()
        return earlier
    if application.state == State.GUEST:
        # A guest asks to stay.
        _move(application, State.SUBMITTED)
    if earlier:
        earlier.why = applicant.why
        earlier.save(update_fields=["why"])
        applicant.delete()
        applicant = earlier
    return _confirmed(applicant, application, Act.JOINED, now)


def _confirmed(
    applicant: Applicant, application: MembershipApplication, act: str, now: datetime
) -> Applicant:
    applicant.application, applicant.confirmed_at = application, now
    applicant.save(update_fields=["application", "confirmed_at"])
    event = _log(application, act, now, applicant=applicant)
    record(ApplicationConfirmed(reference=event.reference))
    return applicant


@transaction.atomic
def answer_group(*, applicant: Applicant, text: str, now: datetime) -> None:
    """Answer what the group asked. Raises TooLate where nothing is asked (any more)."""
    application = _application_of(applicant)
    _move(application, State.SUBMITTED, only_from=State.ASKED)
    event = _log(application, Act.ANSWERED, now, applicant=applicant, text=text)
    record(ApplicantAnswered(reference=event.reference))


@transaction.atomic
def withdraw(*, applicant: Applicant, now: datetime) -> None:
    """Take one's part in an application back; the last one takes the application back.

    Nobody ends what others asked for: anybody can join under any name. Raises TooLate once it
    is decided.
    """
    application = _application_of(applicant)
    _locked(application.organisation_id)
    if application.applicants.exclude(pk=applicant.pk).exists():
        _leave(applicant, application, now)
        return
    _close(application, State.WITHDRAWN, now)
    _put_back(application, now)
    event = _log(application, Act.WITHDRAWN, now, applicant=applicant)
    record(ApplicationWithdrawn(reference=event.reference))


def _leave(applicant: Applicant, application: MembershipApplication, now: datetime) -> None:
    if not MembershipApplication.objects.open().filter(pk=application.pk).exists():
        raise TooLate
    applicant.delete()
    _log(application, Act.LEFT, now)


def _application_of(applicant: Applicant) -> MembershipApplication:
    if applicant.application is None:
        raise TooLate
    return applicant.application


# --- Deciding -----------------------------------------------------------------------------------


@transaction.atomic
def ask_applicant(
    *, actor: User, application: MembershipApplication, text: str, now: datetime
) -> None:
    """Ask the applicants something; the application waits for the answer. Raises TooLate."""
    require(may_handle(actor, application))
    _move(application, State.ASKED)
    event = _log(application, Act.ASKED, now, actor=actor, text=text)
    record(ApplicantAsked(reference=event.reference))


@transaction.atomic
def approve(
    *, actor: User, application: MembershipApplication, lead: Applicant, text: str, now: datetime
) -> None:
    """Admit a county: it is a member, and `lead` is invited to lead it. Raises TooLate."""
    require(may_admit(actor, application))
    _choose(application, lead)
    _approve(application, now, actor=actor, text=text)


@transaction.atomic
def refuse(*, actor: User, application: MembershipApplication, text: str, now: datetime) -> None:
    """Refuse an application, with the reason the applicants read. Raises TooLate."""
    require(may_handle(actor, application))
    if application.state == State.VOTING:
        # Whoever put it to the vote waits for its end.
        raise TooLate
    _refuse(application, now, actor=actor, text=text)


@transaction.atomic
def admit_as_guest(
    *,
    actor: User,
    application: MembershipApplication,
    lead: Applicant,
    until: date,
    text: str,
    now: datetime,
) -> None:
    """Invite a county as a guest until a day, for an exchange meeting. Raises TooLate."""
    require(may_handle(actor, application))
    _choose(application, lead)
    _move(application, State.GUEST, guest_until=until, decided_at=now)
    place_organisation(organisation=application.organisation, status=Status.GUEST, on=_day(now))
    _welcome(application, Act.GUEST, now, actor=actor, text=text)


@transaction.atomic
def open_vote(
    *, actor: User, application: MembershipApplication, lead: Applicant, now: datetime
) -> None:
    """Put an application to the vote; what the group's rules say today holds to its end."""
    require(may_handle(actor, application))
    _choose(application, lead)
    counties = voting_counties().count()
    _move(
        application,
        State.VOTING,
        vote_ends_at=now + timedelta(days=settings.ADMISSION_VOTE_DAYS),
        quorum=max(1, -(-counties * settings.ADMISSION_QUORUM // 100)),
    )
    application.votes.all().delete()
    event = _log(application, Act.VOTE_OPENED, now, actor=actor)
    record(VoteOpened(reference=event.reference))


@transaction.atomic
def cast_vote(
    *,
    actor: User,
    application: MembershipApplication,
    organisation: Organisation,
    choice: str,
    now: datetime,
) -> None:
    """Cast or change a county's vote; the last one needed ends the vote. Raises TooLate."""
    require(may_vote_for(actor, organisation))
    application = MembershipApplication.objects.select_for_update().get(pk=application.pk)
    if application.state != State.VOTING or _over(application, now):
        raise TooLate
    ApplicationVote.objects.update_or_create(
        application=application,
        organisation=organisation,
        defaults={"person": actor, "choice": choice, "at": now},
    )
    votes = count_votes(application)
    if votes.cast >= voting_counties().count():
        _end_vote(application, now)


@transaction.atomic
def end_vote(*, application: MembershipApplication, now: datetime) -> None:
    """Count a vote whose time is over and do what it says. Raises TooLate if that was done."""
    application = MembershipApplication.objects.select_for_update().get(pk=application.pk)
    if application.state != State.VOTING or not _over(application, now):
        raise TooLate
    _end_vote(application, now)


def _over(application: MembershipApplication, now: datetime) -> bool:
    return application.vote_ends_at is None or application.vote_ends_at <= now


def _end_vote(application: MembershipApplication, now: datetime) -> None:
    votes = count_votes(application)
    outcome = outcome_of(votes.yes, votes.no, votes.cast, application.quorum or 0)
    if outcome == State.APPROVED:
        _approve(application, now, text="")
    elif outcome == State.REFUSED:
        _refuse(application, now, text="")
    else:
        _move(application, State.SUBMITTED)
        event = _log(application, Act.VOTE_FAILED, now)
        record(VoteFailed(reference=event.reference))


@transaction.atomic
def end_guest_time(*, application: MembershipApplication, now: datetime) -> None:
    """End a county's time as a guest. Raises TooLate if it is none any more."""
    _close(application, State.ENDED, now, only_from=State.GUEST)
    _put_back(application, now)
    event = _log(application, Act.GUEST_ENDED, now)
    record(GuestTimeEnded(reference=event.reference))


# --- Shared -------------------------------------------------------------------------------------


def _approve(
    application: MembershipApplication, now: datetime, *, text: str, actor: User | None = None
) -> None:
    _close(application, State.APPROVED, now)
    place_organisation(organisation=application.organisation, status=Status.MEMBER, on=_day(now))
    _welcome(application, Act.APPROVED, now, actor=actor, text=text)


def _refuse(
    application: MembershipApplication, now: datetime, *, text: str, actor: User | None = None
) -> None:
    _close(application, State.REFUSED, now)
    _put_back(application, now)
    event = _log(application, Act.REFUSED, now, actor=actor, text=text)
    record(OrganisationRefused(reference=event.reference))


def _welcome(
    application: MembershipApplication, act: str, now: datetime, *, actor: User | None, text: str
) -> None:
    """Invite whom the group chose to lead; the other applicants are told to ask her."""
    if application.lead is not None:
        with suppress(AlreadyThere):
            invite_first_coordinator(
                organisation=application.organisation,
                email=application.lead.email,
                name=application.lead.name,
                now=now,
            )
    event = _log(application, act, now, actor=actor, text=text)
    record(OrganisationAdmitted(reference=event.reference))


def _put_back(application: MembershipApplication, now: datetime) -> None:
    """Let the organisation stand where it stood before, unless something else moved it since."""
    organisation = _locked(application.organisation_id)
    ours = {Status.APPLICANT, Status.GUEST} if application.guest_until else {Status.APPLICANT}
    if organisation.status in ours:
        place_organisation(
            organisation=organisation, status=application.status_before, on=_day(now)
        )


def _choose(application: MembershipApplication, lead: Applicant) -> None:
    """Keep whom the group invites: one of this application's own."""
    application.lead = application.applicants.get(pk=lead.pk)
    application.save(update_fields=["lead"])


def _close(
    application: MembershipApplication,
    target: State,
    now: datetime,
    *,
    only_from: State | None = None,
) -> None:
    _move(application, target, only_from=only_from, decided_at=now)


def _move(
    application: MembershipApplication,
    target: State,
    *,
    only_from: State | None = None,
    **values: object,
) -> None:
    """Go to another state if the table says so, and nobody was quicker: else raise TooLate."""
    _locked(application.organisation_id)
    sources = {only_from} if only_from else sources_of(target)
    there = MembershipApplication.objects.filter(pk=application.pk, state__in=sources)
    if not there.update(state=target, **values):
        raise TooLate
    application.refresh_from_db()


def _locked(organisation_id: int) -> Organisation:
    """Take the organisation's row: all that happens to one county's application queues there."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def _log(
    application: MembershipApplication,
    act: str,
    now: datetime,
    *,
    actor: User | None = None,
    applicant: Applicant | None = None,
    text: str = "",
) -> ApplicationEvent:
    return ApplicationEvent.objects.create(
        application=application,
        act=act,
        actor=actor,
        applicant=applicant,
        text=clean_text(text),
        at=now,
    )


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()
