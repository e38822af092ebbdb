"""Inviting, joining, changing roles, leaving: what follows, and what is refused."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from portal.config import wiring
from portal.joining.actions.people import (
    AlreadyThere,
    NeedsSuccessor,
    NotUsable,
    WrongAddress,
    accept_invitation,
    change_role,
    invite_first_coordinator,
    join_with_new_account,
    leave,
    remove_person,
    revoke_invitation,
    send_again,
)
from portal.joining.jobs import forget_invitations
from portal.joining.models import Invitation, MembershipEvent
from portal.joining.models.people import invitation_of
from portal.kernel.verdict import Refused
from portal.members import belongings
from portal.members.belongings import Belonging, Belongings
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from tests.factories.joining import invitation
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

pytestmark = pytest.mark.django_db

Role = Membership.Role
PASSWORD = "ein langer Satz über Landkreise"


@pytest.fixture
def osnabrueck() -> Organisation:
    return organisation(OSNABRUECK)


@pytest.fixture
def coordinator(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def staff(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Role.STAFF, "Stefan Stab")


@pytest.fixture
def boxes() -> Iterator[dict[int, list[str]]]:
    """Boxes that people look after: who holds which, by the person's number."""
    held: dict[int, list[str]] = {}

    def held_by(one: User, _organisation: Organisation) -> Sequence[Belonging]:
        return [Belonging(title, f"/kisten/{title}/") for title in held.get(one.pk, [])]

    def hand_over(one: User, _of: Organisation, successor: User, _now: datetime) -> int:
        moved = held.pop(one.pk, [])
        held.setdefault(successor.pk, []).extend(moved)
        return len(moved)

    belongings.install([Belongings("box", "Kisten", held_by, hand_over)])
    yield held
    belongings.install(wiring.BELONGINGS)


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


def mails() -> list[tuple[str, str]]:
    deliver_pending(timezone.now())
    return [
        (message.to[0].rpartition("<")[2].rstrip(">"), message.subject) for message in mail.outbox
    ]


def join(one: Invitation) -> Membership:
    return join_with_new_account(
        invitation=one, name="Nele Neu", password=PASSWORD, now=timezone.now()
    )


# --- Inviting -----------------------------------------------------------------------------------


def test_an_invitation_goes_by_mail_with_its_link(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck, " Neu@Kreis.Example ")
    assert (made.email, facts()) == ("neu@kreis.example", ["PersonInvited"])
    assert mails() == [
        ("neu@kreis.example", "Ihre Einladung zu Kreiswissen für Landkreis Osnabrück")
    ]
    (message,) = mail.outbox
    ((html, _kind),) = message.alternatives
    for text in (message.body, html):
        token = text.split("http://testserver/einladung/")[1].split("/")[0]
        assert invitation_of(token) == made
    assert "Karla Koordination lädt Sie ein" in message.body


def test_the_address_that_is_invited_again_has_one_link_that_works(coordinator, osnabrueck) -> None:
    first = invitation(coordinator, osnabrueck)
    second = invitation(coordinator, osnabrueck, role=Role.DEPUTY)
    assert (first.pk, Invitation.objects.count(), second.role) == (second.pk, 1, Role.DEPUTY)
    assert (invitation_of(first.token), invitation_of(second.token)) == (None, second)


def test_colleagues_are_not_invited_twice(coordinator, staff, osnabrueck) -> None:
    with pytest.raises(AlreadyThere):
        invitation(coordinator, osnabrueck, staff.email.upper())
    assert facts() == []


@pytest.mark.parametrize("who", ["staff", "coordinator of another county", "nobody"])
def test_others_invite_nobody(osnabrueck, staff, who) -> None:
    actor = {
        "staff": lambda: staff,
        "coordinator of another county": lambda: person_of(organisation(HARBURG), Role.COORDINATOR),
        "nobody": person,
    }[who]()
    with pytest.raises(Refused):
        invitation(actor, osnabrueck)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("status", ["suspended", "former", "applicant", "none"])
def test_who_takes_no_part_invites_nobody(coordinator, osnabrueck, status) -> None:
    organisation(OSNABRUECK, status)
    osnabrueck.refresh_from_db()
    with pytest.raises(Refused):
        invitation(coordinator, osnabrueck)


def test_a_deputy_names_no_coordinator(osnabrueck, coordinator) -> None:
    deputy = person_of(osnabrueck, Role.DEPUTY)
    assert invitation(deputy, osnabrueck).role == Role.STAFF
    with pytest.raises(Refused, match="Ansprechperson"):
        invitation(deputy, osnabrueck, role=Role.COORDINATOR)


def test_a_name_that_passes_for_another_is_refused(coordinator, osnabrueck) -> None:
    with pytest.raises(Refused, match="Alphabete"):
        invitation(coordinator, osnabrueck, name="Kаrla Koordination")
    assert Invitation.objects.count() == 0


def test_there_is_a_bound_to_open_invitations(coordinator, osnabrueck, monkeypatch) -> None:
    monkeypatch.setattr("portal.joining.rules.people.MOST_OPEN", 1)
    invitation(coordinator, osnabrueck, "eins@kreis.example")
    with pytest.raises(Refused, match="offen"):
        invitation(coordinator, osnabrueck, "zwei@kreis.example")


# --- Joining ------------------------------------------------------------------------------------


def test_a_new_account_joins_with_the_invited_role(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck, role=Role.DEPUTY, may_release=True)
    membership = join(made)
    assert (membership.user.email, membership.role, membership.may_release) == (
        "neu@kreis.example", Role.DEPUTY, True,
    )  # fmt: skip
    address = membership.user.emailaddress_set.get()
    assert (address.verified, membership.user.check_password(PASSWORD)) == (True, True)
    assert facts() == ["PersonInvited", "PersonJoined", "PersonJoined"]
    # The invitation was used before its mail was due: only the coordinator is told.
    assert mails() == [(coordinator.email, "Nele Neu wirkt jetzt für Landkreis Osnabrück mit")]


def test_a_link_works_once(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    membership = join(made)
    membership.delete()
    with pytest.raises(NotUsable):
        accept_invitation(person=membership.user, invitation=made, now=timezone.now())
    assert Membership.objects.filter(user=membership.user).count() == 0


def test_two_who_use_a_link_at_once_are_one(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    seen_at_once = invitation_of(made.token)
    join(made)
    with pytest.raises(WrongAddress):
        join(seen_at_once)
    assert User.objects.filter(email=made.email).count() == 1


@pytest.mark.parametrize("ending", ["revoked", "expired", "replaced", "suspended", "forged"])
def test_a_link_that_ended_lets_nobody_in(coordinator, osnabrueck, ending) -> None:
    made = invitation(coordinator, osnabrueck)
    now = timezone.now()
    match ending:
        case "revoked":
            revoke_invitation(actor=coordinator, invitation=made, now=now)
        case "expired":
            now += timedelta(days=15)
        case "replaced":
            send_again(actor=coordinator, invitation=made, now=now)
        case "suspended":
            organisation(OSNABRUECK, "suspended")
            made = invitation_of(made.token)
        case "forged":
            made.nonce = "0" * 32
    with pytest.raises(NotUsable):
        join_with_new_account(invitation=made, name="Nele", password=PASSWORD, now=now)
    assert User.objects.filter(email="neu@kreis.example").count() == 0


def test_a_forwarded_link_lets_nobody_else_in(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    with pytest.raises(WrongAddress):
        accept_invitation(person=person(), invitation=made, now=timezone.now())
    assert Membership.objects.filter(organisation=osnabrueck).count() == 1


def test_an_existing_account_is_never_taken_over(coordinator, osnabrueck) -> None:
    existing = person()
    before = existing.password
    made = invitation(coordinator, osnabrueck, existing.email)
    with pytest.raises(WrongAddress):
        join(made)
    existing.refresh_from_db()
    assert (existing.password, existing.memberships.count()) == (before, 0)


def test_an_invitation_raises_nobody_who_is_there(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck, "neu@kreis.example", role=Role.COORDINATOR)
    there = User.objects.create_user("neu@kreis.example", name="Nele Neu")
    Membership.objects.create(user=there, organisation=osnabrueck, role=Role.STAFF)
    accept_invitation(person=there, invitation=made, now=timezone.now())
    assert there.memberships.get().role == Role.STAFF


def test_the_first_coordinator_is_invited_by_the_group(osnabrueck) -> None:
    made = invite_first_coordinator(
        organisation=osnabrueck, email="erste@kreis.example", name="Erna Erste", now=timezone.now()
    )
    assert join(made).role == Role.COORDINATOR


def test_a_revoked_invitation_sends_no_mail(coordinator, osnabrueck) -> None:
    revoke_invitation(
        actor=coordinator, invitation=invitation(coordinator, osnabrueck), now=timezone.now()
    )
    assert mails() == []


def test_addresses_are_forgotten_three_months_later(coordinator, osnabrueck) -> None:
    invitation(coordinator, osnabrueck)
    now = timezone.now()
    assert forget_invitations(now + timedelta(days=100)) == 0
    assert forget_invitations(now + timedelta(days=105)) == 1


# --- Roles --------------------------------------------------------------------------------------


def role_of(user: User) -> str:
    return Membership.objects.get(user=user).role


def give(actor: User, to: User, role: str, *, may_release: bool = False) -> None:
    change_role(
        actor=User.objects.get(pk=actor.pk), membership=to.memberships.get(), role=role,
        may_release=may_release, now=timezone.now(),
    )  # fmt: skip


def test_a_coordinator_gives_roles_and_the_log_says_so(coordinator, staff) -> None:
    give(coordinator, staff, Role.COORDINATOR, may_release=True)
    event = MembershipEvent.objects.get()
    assert (event.act, event.person, event.actor, event.role) == (
        "role_changed", staff, coordinator, Role.COORDINATOR,
    )  # fmt: skip
    assert staff.memberships.get().may_release is True


def test_nobody_raises_herself(coordinator, staff, osnabrueck) -> None:
    deputy = person_of(osnabrueck, Role.DEPUTY)
    for actor in (staff, deputy):
        with pytest.raises(Refused):
            give(actor, actor, Role.COORDINATOR)
    with pytest.raises(Refused):
        give(deputy, coordinator, Role.STAFF)
    assert (role_of(staff), role_of(deputy), role_of(coordinator)) == (
        Role.STAFF, Role.DEPUTY, Role.COORDINATOR,
    )  # fmt: skip


def test_the_last_to_lead_stays_one(coordinator, staff) -> None:
    with pytest.raises(Refused, match="betreuen"):
        give(coordinator, coordinator, Role.STAFF)
    give(coordinator, coordinator, Role.DEPUTY)
    assert role_of(coordinator) == Role.DEPUTY


# --- Leaving ------------------------------------------------------------------------------------


def go(user: User, successor: User | None = None, *, leave_alone: bool = False) -> None:
    leave(
        actor=user, membership=user.memberships.get(), successor=successor, now=timezone.now(),
        leave_alone=leave_alone,
    )  # fmt: skip


def test_who_holds_nothing_just_leaves(coordinator, staff) -> None:
    go(staff)
    assert (staff.memberships.count(), facts()) == (0, ["PersonLeft"])
    assert mails() == [
        (coordinator.email, "Stefan Stab wirkt nicht mehr für Landkreis Osnabrück mit")
    ]


def test_what_somebody_holds_is_handed_over(coordinator, staff, boxes) -> None:
    boxes[staff.pk] = ["Facebook", "Mastodon"]
    with pytest.raises(NeedsSuccessor):
        go(staff)
    with pytest.raises(Refused):
        go(staff, person_of(organisation(HARBURG)))
    assert staff.memberships.count() == 1
    go(staff, coordinator)
    assert (boxes, staff.memberships.count()) == ({coordinator.pk: ["Facebook", "Mastodon"]}, 0)


def test_the_last_to_lead_names_a_successor(coordinator, staff) -> None:
    with pytest.raises(NeedsSuccessor):
        go(coordinator)
    go(coordinator, staff)
    assert (role_of(staff), coordinator.memberships.count()) == (Role.COORDINATOR, 0)


def test_or_the_moderators_are_told(coordinator) -> None:
    moderator = person("Moni Moderation", User.PlatformRole.MODERATOR)
    go(coordinator, leave_alone=True)
    assert mails() == [(moderator.email, "Niemand betreut mehr: Landkreis Osnabrück")]


def test_a_coordinator_ends_a_colleagues_access_and_nobody_elses(coordinator, staff) -> None:
    stranger = person_of(organisation(HARBURG))
    for actor, membership in ((staff, coordinator.memberships.get()),
                              (coordinator, stranger.memberships.get()),
                              (coordinator, coordinator.memberships.get())):  # fmt: skip
        with pytest.raises(Refused):
            remove_person(actor=actor, membership=membership, successor=None, now=timezone.now())
    remove_person(
        actor=coordinator, membership=staff.memberships.get(), successor=None, now=timezone.now()
    )
    assert Membership.objects.count() == 2


def test_of_the_last_two_who_leave_at_once_one_stays(coordinator, osnabrueck) -> None:
    deputy = person_of(osnabrueck, Role.DEPUTY)
    before = deputy.memberships.get()
    go(coordinator)
    with pytest.raises(NeedsSuccessor):
        leave(actor=deputy, membership=before, successor=None, now=timezone.now())


def test_mails_reach_nobody_who_has_left(coordinator, staff, osnabrueck) -> None:
    deputy = person_of(osnabrueck, Role.DEPUTY, "Dora Deputy")
    go(staff)
    Membership.objects.filter(user=deputy).delete()
    assert [to for to, _subject in mails()] == [coordinator.email]
