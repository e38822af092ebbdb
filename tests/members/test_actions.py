from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from portal.kernel.verdict import Refused
from portal.members.actions import (
    change_person,
    change_platform_role,
    create_administrator,
    create_person,
    create_token,
    join_organisation,
    leave_organisation,
    revoke_token,
    set_status,
)
from portal.members.models import Membership, Organisation, PersonalToken, User, digest_of
from portal.members.queries import valid_token
from portal.members.rules import MOST_TOKENS
from tests.factories.members import administrator, organisation, person, person_of

pytestmark = pytest.mark.django_db


def test_a_person_made_by_an_administrator_can_log_in() -> None:
    made = create_person(
        actor=administrator(), email=" Kim@Kreis.Example", name=" Kim\u202e ", password="x" * 12
    )
    assert (made.email, made.name, made.is_superuser) == ("kim@kreis.example", "Kim", False)
    assert made.check_password("x" * 12)
    address = EmailAddress.objects.get(user=made)
    assert (address.email, address.verified, address.primary) == ("kim@kreis.example", True, True)


def test_no_account_is_made_with_a_name_that_could_pass_for_another() -> None:
    with pytest.raises(Refused):
        create_person(actor=administrator(), email="kim@kreis.example", name="K\u0456m")
    assert not User.objects.filter(email="kim@kreis.example").exists()


def test_nobody_else_makes_people() -> None:
    for actor in (person_of(organisation(), Membership.Role.COORDINATOR), person("M", "moderator")):
        with pytest.raises(Refused, match="Nur die Verwaltung"):
            create_person(actor=actor, email="kim@kreis.example", name="Kim")
    assert not User.objects.filter(email="kim@kreis.example").exists()


def test_administrators_by_role_get_djangos_admin_and_lose_it_with_the_role() -> None:
    first = create_administrator(email="a@kreis.example", name="A", password="x" * 12)
    second = create_person(
        actor=first, email="b@kreis.example", name="B", platform_role="administrator"
    )
    assert (second.is_staff, second.is_superuser) == (True, True)
    change_platform_role(actor=first, person=second, platform_role="moderator")
    second.refresh_from_db()
    assert (second.is_staff, second.is_superuser, second.is_moderator) == (False, False, True)


def test_nobody_changes_her_own_role() -> None:
    actor = administrator()
    with pytest.raises(Refused, match="Die eigene Rolle"):
        change_platform_role(actor=actor, person=actor, platform_role="")
    actor.refresh_from_db()
    assert actor.platform_role == "administrator"


def test_the_day_of_joining_is_kept() -> None:
    actor, county = administrator(), organisation(status="guest")
    for status, on in (("member", date(2011, 5, 1)), ("suspended", date(2012, 1, 1))):
        set_status(actor=actor, organisation=county, status=status, on=on)
    set_status(actor=actor, organisation=county, status="member", on=date(2013, 1, 1))
    county.refresh_from_db()
    assert (county.status, county.member_since) == ("member", date(2011, 5, 1))


def test_joining_twice_changes_the_role() -> None:
    actor, county, colleague = administrator(), organisation(), person()
    for role in ("staff", "coordinator"):
        join_organisation(
            actor=actor, person=colleague, organisation=county, role=role, now=timezone.now()
        )
    (membership,) = Membership.objects.filter(user=colleague)
    assert (membership.organisation, membership.role) == (county, "coordinator")
    leave_organisation(actor=actor, membership=membership)
    assert not Membership.objects.filter(user=colleague).exists()


def test_nobody_acts_for_a_county_that_is_not_involved() -> None:
    county = Organisation.objects.get(ags="09162")
    with pytest.raises(Refused, match="nicht beteiligt"):
        join_organisation(
            actor=administrator(), person=person(), organisation=county, role="staff",
            now=timezone.now(),
        )  # fmt: skip
    assert Membership.objects.count() == 0


def test_only_a_digest_of_a_token_is_kept() -> None:
    actor, now = person(), timezone.now()
    token, secret = create_token(actor=actor, label=" Intranet\x00 ", valid_days=30, now=now)
    assert secret.startswith("kwt_")
    assert len(secret) > 40
    row = PersonalToken.objects.values().get()
    assert secret not in str(row)
    assert (row["digest"], row["label"]) == (digest_of(secret), "Intranet")
    assert token.expires_at == now + timedelta(days=30)
    assert valid_token(secret, now).user == actor


def test_a_token_ends_by_time_by_revocation_and_with_its_account() -> None:
    actor, now = person(), timezone.now()
    token, secret = create_token(actor=actor, label="a", valid_days=1, now=now)
    assert valid_token(secret, now + timedelta(days=1)) is None
    assert token.expired(now + timedelta(days=1))
    change_person(actor=administrator(), person=actor, name=actor.name, is_active=False)
    assert valid_token(secret, now) is None
    change_person(actor=administrator(), person=actor, name=actor.name, is_active=True)
    assert valid_token(secret, now).user == actor
    revoke_token(actor=actor, token=token)
    assert valid_token(secret, now) is None


def test_tokens_are_few_and_ones_own() -> None:
    actor, now = person(), timezone.now()
    for number in range(MOST_TOKENS):
        token, _secret = create_token(actor=actor, label=str(number), valid_days=1, now=now)
    with pytest.raises(Refused, match="schon viele Schlüssel"):
        create_token(actor=actor, label="one more", valid_days=1, now=now)
    with pytest.raises(Refused, match="jemand anderem"):
        revoke_token(actor=person(), token=token)
    assert PersonalToken.objects.count() == MOST_TOKENS
