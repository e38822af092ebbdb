"""Mails about joining and leaving. What is not right any more when a mail is due is not sent."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from portal.joining.models import Invitation, MembershipEvent
from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import leaders_of, moderators
from portal.notifications.mail import Mail, send_for
from portal.outbox.registry import Failure, slow


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
                yield _about(event, "person_joined", leader)


def _left(reference: Reference) -> Iterable[Mail]:
    for event in _events(reference):
        told = moderators() if event.left_alone else leaders_of(event.organisation)
        for person in told:
            if person.pk != event.actor_id:
                yield _about(event, "person_left", person)


def _events(reference: Reference) -> Iterable[MembershipEvent]:
    events = MembershipEvent.objects.select_related("organisation", "person", "actor")
    return events.filter(key=reference.key).exclude(person=None)


def _about(event: MembershipEvent, template: str, to: User) -> Mail:
    return Mail(
        template=template,
        to=to.email,
        name=to.name,
        language=to.language,
        context={"event": event},
    )
