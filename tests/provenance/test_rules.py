"""When a source keeps its page back, and who may do what. No database."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.members.models import Organisation, User
from portal.provenance.rules import (
    as_wide_or_wider,
    counties_to_write_for,
    covers,
    lack_of,
    may_begin,
    may_decide,
    wider,
)

OURS, THEIRS = 1, 2


def thing(visibility: str, of: int = OURS, consent: str = "agreed") -> SimpleNamespace:
    return SimpleNamespace(visibility=visibility, organisation_id=of, consent=consent)


@pytest.mark.parametrize(
    ("source", "page", "lack"),
    [
        (thing("members"), thing("members"), None),
        (thing("public"), thing("members", THEIRS), None),
        (thing("members"), thing("county", THEIRS), None),
        (thing("members"), thing("public"), "readers"),
        (thing("county"), thing("members"), "readers"),
        (thing("county"), thing("county"), None),
        (thing("county"), thing("county", THEIRS), "readers"),
        (thing("public", consent="open"), thing("members"), "open"),
        (thing("public", consent="refused"), thing("members"), "refused"),
        (thing("public", consent="withdrawn"), thing("members"), "withdrawn"),
        # What weighs more is said first.
        (thing("members", consent="open"), thing("public"), "open"),
    ],
)
def test_lack(source, page, lack) -> None:
    assert lack_of(source, page) == lack
    assert covers(source, page) == (lack != "readers") or source.consent != "agreed"


def test_readers_by_width() -> None:
    assert as_wide_or_wider("members") == ["public", "members"]
    assert as_wide_or_wider("county") == ["public", "members", "county"]
    assert [wider("members", than) for than in ("county", "members", "public")] == [
        True, False, False,
    ]  # fmt: skip


def county(pk: int, status: str = Organisation.Status.MEMBER) -> Organisation:
    return Organisation(pk=pk, display_name=f"Kreis {pk}", status=status)


def reader(led: tuple[Organisation, ...] = (), role: str = "", pk: int = 7) -> User:
    user = User(pk=pk, platform_role=role)
    user.__dict__["current_memberships"] = tuple(
        SimpleNamespace(organisation=one, leads=True) for one in led
    )
    return user


def test_moderators_choose_any_member_and_coordinators_their_own() -> None:
    ours, theirs, left = county(1), county(2), county(3, Organisation.Status.FORMER)
    involved = [ours, theirs, left]
    moderator = reader(role=User.PlatformRole.MODERATOR)
    assert counties_to_write_for(moderator, involved, "county") == [ours, theirs]
    assert counties_to_write_for(reader((ours, left)), involved, "members") == [ours]
    assert counties_to_write_for(reader((ours,)), involved, "county") == []
    assert counties_to_write_for(reader(), involved, "public") == []
    assert counties_to_write_for(AnonymousUser(), involved, "public") == []


def test_begin_only_where_there_is_a_county() -> None:
    assert may_begin([county(1)])
    assert not may_begin([])


def test_only_deciders_of_an_active_county_decide() -> None:
    ours, suspended = county(1), county(4, Organisation.Status.SUSPENDED)
    assert may_decide(reader((ours,)), ours, {7})
    assert not may_decide(reader((ours,)), ours, {8})
    assert not may_decide(reader((suspended,)), suspended, {7})
    assert not may_decide(AnonymousUser(), ours, {7})
