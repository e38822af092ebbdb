"""Mails about joining and leaving. What is not right any more when a mail is due is not sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.joining.models import (
    Applicant,
    ApplicationEvent,
    Invitation,
    JoinRequest,
    MembershipEvent,
)
from portal.joining.models.requests import JoinRequestQuerySet
from portal.joining.queries.applications import voting_counties
from portal.joining.queries.requests import organisations_to_join
from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import leaders_of, moderators
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.notices import Notice
from portal.outbox.registry import Failure, slow

COLLEAGUE_JOINED = Notice(
    "colleague_joined", _("Somebody has joined your organisation (for coordinators)")
)
COLLEAGUE_LEFT = Notice(
    "colleague_left", _("Somebody has left your organisation (for coordinators)")
)


@slow
def mail_invitation(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send people their links."""
    return send_for(references, _invitation)


@slow
def mail_joined(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell an organisation's leaders who has joined."""
    return send_for(references, _joined)


@slow
def mail_left(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who looks after the organisation now that somebody has left."""
    return send_for(references, _left)


def _invitation(reference: Reference) -> Iterable[Mail]:
    usable = Invitation.objects.usable(timezone.now()).select_related("organisation", "invited_by")
    for invitation in usable.filter(key=reference.key):
        yield Mail(
            template="invitation",
            to=invitation.email,
            name=invitation.name,
            language=invitation.language,
            context={"invitation": invitation},
            once=invitation.nonce,
        )


def _joined(reference: Reference) -> Iterable[Mail]:
    for event in _events(reference):
        for leader in leaders_of(event.organisation):
            if leader.pk != event.person_id:
                yield mail_to(
                    leader, "person_joined", context={"event": event}, notice=COLLEAGUE_JOINED
                )


def _left(reference: Reference) -> Iterable[Mail]:
    for event in _events(reference):
        told = {person.pk: person for person in _told_of_leaving(event)}
        for person in told.values():
            # Whoever takes over is told in any case, even where she did it herself.
            if person.pk not in {event.actor_id, event.person_id} - {event.successor_id}:
                yield _about_leaving(event, person)


def _told_of_leaving(event: MembershipEvent) -> Iterable[User]:
    yield from moderators() if event.left_alone else leaders_of(event.organisation)
    # Unless she has left, too, since.
    colleagues = User.objects.filter(is_active=True, memberships__organisation=event.organisation)
    if event.successor_id:
        yield from colleagues.filter(pk=event.successor_id)


def _events(reference: Reference) -> Iterable[MembershipEvent]:
    events = MembershipEvent.objects.select_related("organisation", "person", "actor")
    return events.filter(key=reference.key).exclude(person=None)


def _about_leaving(event: MembershipEvent, to: User) -> Mail:
    takes_over = to.pk == event.successor_id
    # That nobody is left, or that she takes over, is no notice: somebody has to do something.
    notice = None if event.left_alone or takes_over else COLLEAGUE_LEFT
    context = {"event": event, "takes_over": takes_over}
    return mail_to(to, "person_left", context=context, notice=notice)


# --- Applications -------------------------------------------------------------------------------


@slow
def mail_applicant_confirmation(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send applicants the link that confirms their address."""
    return send_for(references, _confirmation)


@slow
def mail_application_received(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send an applicant the link to where her application stands."""
    return send_for(references, _received)


@slow
def mail_applicants(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell all who applied what the group asks, or decided."""
    return send_for(references, _news)


@slow
def mail_application_desk(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell the moderators what happened to an application."""
    return send_for(references, _desk)


@slow
def mail_voters(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Ask those who lead member counties for their vote."""
    return send_for(references, _voters)


def _confirmation(reference: Reference) -> Iterable[Mail]:
    unconfirmed = Applicant.objects.filter(key=reference.key, application=None)
    for applicant in unconfirmed.select_related("organisation"):
        yield _unnamed(_to_applicant("application_confirm", applicant, {}))


def _unnamed(mail: Mail) -> Mail:
    """Carry nothing a stranger typed to an address that may be somebody else's."""
    return replace(mail, name="")


def _received(reference: Reference) -> Iterable[Mail]:
    for event in _application_events(reference):
        if event.applicant:
            yield _to_applicant("application_received", event.applicant, {"event": event})


def _news(reference: Reference) -> Iterable[Mail]:
    for event in _application_events(reference):
        for applicant in event.application.applicants.select_related("organisation"):
            yield _to_applicant("application_news", applicant, {"event": event})


def _desk(reference: Reference) -> Iterable[Mail]:
    for event in _application_events(reference):
        for moderator in moderators():
            yield mail_to(moderator, "application_desk", context={"event": event})


def _voters(reference: Reference) -> Iterable[Mail]:
    for event in _application_events(reference):
        people = {person.pk: person for one in voting_counties() for person in leaders_of(one)}
        for person in people.values():
            yield mail_to(person, "application_vote", context={"event": event})


def _application_events(reference: Reference) -> Iterable[ApplicationEvent]:
    events = ApplicationEvent.objects.filter(key=reference.key)
    return events.select_related("application__organisation", "application__lead", "applicant")


def _to_applicant(template: str, applicant: Applicant, context: Mapping[str, object]) -> Mail:
    return Mail(
        template=template,
        to=applicant.email,
        name=applicant.name,
        language=applicant.language,
        context={"applicant": applicant, **context},
    )


# --- Requests to join ---------------------------------------------------------------------------


@slow
def mail_request_confirmation(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send people who ask to join the link that confirms their address."""
    return send_for(references, _request_confirmation)


@slow
def mail_request(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell an organisation's leaders who asks to join it; without any, the moderators."""
    return send_for(references, _request)


@slow
def mail_request_declined(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell somebody that she was not invited, and why."""
    return send_for(references, _request_declined)


@slow
def mail_request_unanswered(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell the moderators that nobody answers a request."""
    return send_for(references, _request_unanswered)


def _request_confirmation(reference: Reference) -> Iterable[Mail]:
    for request in _join_requests(reference).filter(confirmed_at=None):
        yield _unnamed(_to_requester("request_confirm", request))


def _request(reference: Reference) -> Iterable[Mail]:
    for request in _waiting(reference):
        if request.organisation:
            for person in leaders_of(request.organisation) or moderators():
                yield mail_to(person, "request_new", context={"request": request})


def _request_declined(reference: Reference) -> Iterable[Mail]:
    for request in _join_requests(reference).filter(decided_at__isnull=False, accepted=False):
        yield _to_requester("request_declined", request)


def _request_unanswered(reference: Reference) -> Iterable[Mail]:
    for request in _waiting(reference):
        for person in moderators():
            yield mail_to(person, "request_unanswered", context={"request": request})


def _waiting(reference: Reference) -> JoinRequestQuerySet:
    """Return the request if somebody may answer it still."""
    return _join_requests(reference).open().filter(organisation__in=organisations_to_join())


def _join_requests(reference: Reference) -> JoinRequestQuerySet:
    requests: JoinRequestQuerySet = JoinRequest.objects.select_related("organisation")
    return requests.filter(key=reference.key)


def _to_requester(template: str, request: JoinRequest) -> Mail:
    return Mail(
        template=template,
        to=request.email,
        name=request.name,
        language=request.language,
        context={"request": request},
    )
