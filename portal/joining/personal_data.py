"""What joining and leaving keeps about people."""

from collections.abc import Iterator

from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    ApplicationVote,
    Invitation,
    JoinRequest,
    MembershipEvent,
)
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_VOTE = "the vote was the county's, and counts; no longer who cast it"
_THE_LOG = "the organisation's log says that somebody joined or left, no longer who"


def _export(person: User) -> list[Row]:
    tables = (_invitations, _events, _applications, _votes, _requests)
    return [row for rows_of in tables for row in rows_of(person)]


def _invitations(person: User) -> Iterator[Row]:
    sent = Invitation.objects.filter(email=person.email.lower()).select_related("organisation")
    for invitation in sent.order_by("pk"):
        yield {
            "kind": "invitation",
            "organisation": invitation.organisation.display_name,
            "role": invitation.role,
            "at": invitation.created_at.isoformat(),
        }


def _events(person: User) -> Iterator[Row]:
    events = MembershipEvent.objects.filter(person=person).select_related("organisation")
    for event in events.order_by("pk"):
        yield {
            "kind": "membership_event",
            "organisation": event.organisation.display_name,
            "act": event.act,
            "role": event.role,
            "at": event.at.isoformat(),
        }


def _applications(person: User) -> Iterator[Row]:
    written = Applicant.objects.filter(email=person.email.lower()).select_related("organisation")
    for applicant in written.order_by("pk"):
        yield {
            "kind": "application",
            "organisation": applicant.organisation.display_name,
            "name": applicant.name,
            "unit": applicant.unit,
            "why": applicant.why,
            "at": applicant.created_at.isoformat(),
        }


def _votes(person: User) -> Iterator[Row]:
    cast = ApplicationVote.objects.filter(person=person).select_related(
        "organisation", "application__organisation"
    )
    for vote in cast.order_by("pk"):
        yield {
            "kind": "vote_on_application",
            "application": vote.application.organisation.display_name,
            "organisation": vote.organisation.display_name,
            "choice": vote.choice,
            "at": vote.at.isoformat(),
        }


def _requests(person: User) -> Iterator[Row]:
    asked = JoinRequest.objects.filter(email=person.email.lower()).select_related("organisation")
    for request in asked.order_by("pk"):
        yield {
            "kind": "join_request",
            "organisation": str(request.organisation or ""),
            "name": request.name,
            "words": request.words,
            "answer": request.answer,
            "at": request.created_at.isoformat(),
        }


def _erase(person: User) -> None:
    JoinRequest.objects.filter(email=person.email.lower()).delete()
    JoinRequest.objects.filter(decided_by=person).update(decided_by=None)
    hers = Applicant.objects.filter(email=person.email.lower())
    ApplicationEvent.objects.filter(applicant__in=hers).update(text="")
    hers.delete()
    ApplicationEvent.objects.filter(actor=person).update(actor=None)
    ApplicationVote.objects.filter(person=person).update(person=None)
    Invitation.objects.filter(email=person.email.lower()).delete()
    Invitation.objects.filter(invited_by=person).update(invited_by=None)
    MembershipEvent.objects.filter(person=person).update(person=None)
    MembershipEvent.objects.filter(actor=person).update(actor=None)
    MembershipEvent.objects.filter(successor=person).update(successor=None)


JOINING = PersonalData(
    app="joining",
    fields=(
        PersonalField("joining.Invitation.email", OnErasure.DELETE),
        PersonalField("joining.Invitation.name", OnErasure.DELETE),
        PersonalField("joining.Invitation.invited_by", OnErasure.DELETE),
        PersonalField("joining.MembershipEvent.person", OnErasure.PSEUDONYMISE, _THE_LOG),
        PersonalField("joining.MembershipEvent.actor", OnErasure.PSEUDONYMISE, _THE_LOG),
        PersonalField("joining.MembershipEvent.successor", OnErasure.PSEUDONYMISE, _THE_LOG),
        PersonalField("joining.Applicant.name", OnErasure.DELETE),
        PersonalField("joining.Applicant.email", OnErasure.DELETE),
        PersonalField("joining.JoinRequest.name", OnErasure.DELETE),
        PersonalField("joining.JoinRequest.email", OnErasure.DELETE),
        PersonalField("joining.JoinRequest.decided_by", OnErasure.DELETE),
        PersonalField("joining.ApplicationEvent.actor", OnErasure.PSEUDONYMISE, _THE_LOG),
        PersonalField("joining.ApplicationVote.person", OnErasure.PSEUDONYMISE, _THE_VOTE),
    ),
    export=_export,
    erase=_erase,
)
