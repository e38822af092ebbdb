"""How people join and leave an organisation: rule, change, fact, in one transaction each."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from portal.joining.facts import PersonInvited, PersonJoined, PersonLeft, RoleChanged
from portal.joining.models import Invitation, JoinRequest, MembershipEvent
from portal.joining.queries.people import colleagues_of, held_by, open_invitations, other_leaders
from portal.joining.rules.people import (
    may_change_role,
    may_give_role,
    may_invite,
    may_look_after_people,
    may_remove,
    may_succeed,
)
from portal.kernel.content import new_key
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.belongings import all_belongings
from portal.members.models import ACTIVE_STATUSES, LEADING, Membership, Organisation, User
from portal.members.rules import may_bear_name
from portal.outbox.recording import record

VALID_FOR = timedelta(days=14)

Act = MembershipEvent.Act


class AlreadyThere(Exception):
    """The person acts for this organisation already."""


class NotUsable(Exception):
    """The invitation was used, revoked or replaced, or has run out."""


class WrongAddress(Exception):
    """The invitation is for somebody else's address."""


class NeedsSuccessor(Exception):
    """Whoever leaves looks after something, or is the last to lead: who takes over?"""


# --- Inviting -----------------------------------------------------------------------------------


@transaction.atomic
def invite(
    *,
    actor: User,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    now: datetime,
    may_release: bool = False,
) -> Invitation:
    """Invite an address; one that is invited already gets a new link. Raises AlreadyThere."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(may_invite(actor, organisation, open_invitations(organisation).count()))
    require(may_give_role(actor, organisation, role))
    return _write_invitation(
        organisation, email, name, role, actor=actor, now=now, may_release=may_release
    )


@transaction.atomic
def invite_first_coordinator(
    *, organisation: Organisation, email: str, name: str, now: datetime
) -> Invitation:
    """Invite whoever applied for an organisation that was just admitted: the group decided."""
    role = Membership.Role.COORDINATOR
    return _write_invitation(organisation, email, name, role, actor=None, now=now, may_release=True)


def _write_invitation(
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    *,
    actor: User | None,
    now: datetime,
    may_release: bool,
) -> Invitation:
    email = email.strip().lower()
    if name:
        require(may_bear_name(name))
    if Membership.objects.filter(organisation=organisation, user__email=email).exists():
        raise AlreadyThere
    values = {
        "name": clean_line(name),
        "role": role,
        "may_release": may_release,
        "invited_by": actor,
        # A new one each time: the link before is worthless.
        "nonce": new_key(),
        "sent_at": now,
        "expires_at": now + VALID_FOR,
    }
    invitation, _created = Invitation.objects.update_or_create(
        organisation=organisation,
        email=email,
        accepted_at=None,
        revoked_at=None,
        defaults=values,
        create_defaults={**values, "created_at": now},
    )
    # Who asked to join has her answer by it.
    asked = JoinRequest.objects.open().filter(organisation=organisation, email=email)
    asked.update(decided_at=now, decided_by=actor, accepted=True)
    record(PersonInvited(reference=invitation.reference))
    return invitation


@transaction.atomic
def send_again(*, actor: User, invitation: Invitation, now: datetime) -> None:
    """Send a new link; the one before is worthless. Raises NotUsable."""
    require(may_look_after_people(actor, invitation.organisation))
    sent = Invitation.objects.open().filter(pk=invitation.pk)
    if not sent.update(nonce=new_key(), sent_at=now, expires_at=now + VALID_FOR):
        raise NotUsable
    record(PersonInvited(reference=invitation.reference))


@transaction.atomic
def revoke_invitation(*, actor: User, invitation: Invitation, now: datetime) -> None:
    """Make an invitation worthless at once. Raises NotUsable where it was accepted meanwhile."""
    require(may_look_after_people(actor, invitation.organisation))
    if not Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=now):
        raise NotUsable


# --- Joining ------------------------------------------------------------------------------------


@transaction.atomic
def accept_invitation(*, person: User, invitation: Invitation, now: datetime) -> Membership:
    """Join by an invitation, once. Raises WrongAddress or NotUsable.

    Of two who accept at once the database lets one through.
    """
    if person.email.lower() != invitation.email or not person.is_active:
        raise WrongAddress
    _use(invitation, now)
    membership, created = Membership.objects.get_or_create(
        user=person,
        organisation=invitation.organisation,
        defaults={
            "role": invitation.role,
            "may_release": invitation.may_release,
            "joined_at": now,
        },
    )
    if created:
        event = _log(membership, Act.JOINED, invitation.invited_by, now)
        record(PersonJoined(reference=event.reference))
    return membership


@transaction.atomic
def join_with_new_account(
    *, invitation: Invitation, name: str, password: str, now: datetime
) -> Membership:
    """Make the invited address an account and join. Raises NotUsable or WrongAddress.

    The link came to the address by mail, so the address counts as verified.
    """
    require(may_bear_name(name))
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                invitation.email, password, name=clean_line(name), language=invitation.language
            )
    except IntegrityError:
        # There is an account for the address: its owner logs in and accepts.
        raise WrongAddress from None
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return accept_invitation(person=person, invitation=invitation, now=now)


def _use(invitation: Invitation, now: datetime) -> None:
    organisation = Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    if organisation.status not in ACTIVE_STATUSES:
        raise NotUsable
    # On its own row alone: a condition on another table is not asked anew after a wait.
    unused = Invitation.objects.open().filter(
        pk=invitation.pk, nonce=invitation.nonce, expires_at__gt=now
    )
    if not unused.update(accepted_at=now):
        raise NotUsable


# --- Roles --------------------------------------------------------------------------------------


@transaction.atomic
def change_role(
    *, actor: User, membership: Membership, role: str, may_release: bool, now: datetime
) -> None:
    """Give somebody another role, or the right to release."""
    membership = _locked(membership)
    if (membership.role, membership.may_release) == (role, may_release):
        return
    stays = membership.role in LEADING and role in LEADING
    require(may_change_role(actor, membership, 1 if stays else other_leaders(membership)))
    require(may_give_role(actor, membership.organisation, role))
    membership.role, membership.may_release = role, may_release
    membership.save(update_fields=["role", "may_release"])
    event = _log(membership, Act.ROLE_CHANGED, actor, now)
    record(RoleChanged(reference=event.reference))


# --- Leaving ------------------------------------------------------------------------------------


@transaction.atomic
def leave(
    *,
    actor: User,
    membership: Membership,
    successor: User | None,
    now: datetime,
    leave_alone: bool = False,
) -> None:
    """Stop acting for an organisation, and hand over what one looks after.

    Raises NeedsSuccessor where something has no owner, or the organisation no leader, afterwards;
    `leave_alone` says that the moderators shall look after it.
    """
    if membership.user_id != actor.pk:
        require(may_remove(actor, membership))
    _end(membership, successor, Act.LEFT, actor, now, leave_alone=leave_alone)


@transaction.atomic
def remove_person(
    *, actor: User, membership: Membership, successor: User | None, now: datetime
) -> None:
    """End a colleague's acting for an organisation. Raises NeedsSuccessor."""
    require(may_remove(actor, membership))
    _end(membership, successor, Act.REMOVED, actor, now, leave_alone=actor.is_moderator)


def _end(
    membership: Membership,
    successor: User | None,
    act: str,
    actor: User,
    now: datetime,
    *,
    leave_alone: bool,
) -> None:
    membership = _locked(membership)
    alone = membership.role in LEADING and not other_leaders(membership)
    if successor:
        require(may_succeed(successor, membership))
    elif _somebody_must_follow(membership) or (alone and not leave_alone):
        raise NeedsSuccessor
    if successor and alone:
        _let_lead(successor, membership, now)
    event = _log(
        membership,
        act,
        actor,
        now,
        left_alone=alone and not successor,
        successor=successor,
        handed_over=_hand_over(membership, successor, now),
    )
    Membership.objects.filter(pk=membership.pk).delete()
    record(PersonLeft(reference=event.reference))


def _somebody_must_follow(membership: Membership) -> bool:
    held = held_by(membership.user, membership.organisation)
    return bool(held) and colleagues_of(membership).exists()


def _hand_over(membership: Membership, successor: User | None, now: datetime) -> int:
    return sum(
        kind.hand_over(membership.user, membership.organisation, successor, now)
        for kind in all_belongings()
    )


def _let_lead(successor: User, membership: Membership, now: datetime) -> None:
    """Make the successor coordinator instead of whoever leaves."""
    theirs = Membership.objects.get(user=successor, organisation=membership.organisation)
    theirs.role = Membership.Role.COORDINATOR
    theirs.save(update_fields=["role"])
    event = _log(theirs, Act.ROLE_CHANGED, membership.user, now)
    record(RoleChanged(reference=event.reference))


def _locked(membership: Membership) -> Membership:
    """Take the organisation's row first: of its last two leaders one can leave at a time."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return Membership.objects.select_related("user", "organisation").get(pk=membership.pk)


def _log(
    membership: Membership,
    act: str,
    actor: User | None,
    now: datetime,
    *,
    left_alone: bool = False,
    successor: User | None = None,
    handed_over: int = 0,
) -> MembershipEvent:
    return MembershipEvent.objects.create(
        organisation=membership.organisation,
        person=membership.user,
        actor=actor,
        act=act,
        role=membership.role,
        left_alone=left_alone,
        successor=successor,
        handed_over=handed_over,
        at=now,
    )
