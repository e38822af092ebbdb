"""Rules without a database."""

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.models import Question
from forum.rules import may_accept, may_edit, may_name_people, may_write, may_write_for
from portal.members.models import Membership, Organisation, User


def county(pk: int, status: str = "member") -> Organisation:
    return Organisation(pk=pk, kind="county", status=status)


def somebody(pk: int, of: Organisation | None = None, role: str = "staff", **fields) -> User:
    user = User(pk=pk, **fields)
    user.current_memberships = (Membership(user=user, organisation=of, role=role),) if of else ()
    return user


OSNABRUECK, HARBURG = county(1), county(2)


@pytest.mark.parametrize("status", ["none", "applicant", "guest", "suspended", "former"])
def test_only_members_write(status: str) -> None:
    assert may_write(somebody(1, OSNABRUECK))
    assert not may_write(somebody(1, county(1, status)))
    assert not may_write(somebody(1, OSNABRUECK, is_active=False))
    assert not may_write(AnonymousUser())


def test_nobody_writes_for_others() -> None:
    writer = somebody(1, OSNABRUECK)
    assert may_write_for(writer, OSNABRUECK)
    assert not may_write_for(writer, HARBURG)


def test_author_and_own_coordinator_edit() -> None:
    question = Question(organisation=OSNABRUECK, author_id=1)
    assert may_edit(somebody(1, OSNABRUECK), question)
    assert may_edit(somebody(2, OSNABRUECK, "coordinator"), question)
    assert not may_edit(somebody(3, OSNABRUECK), question)
    assert not may_edit(somebody(4, HARBURG, "coordinator"), question)
    assert not may_edit(somebody(1), question)
    assert not may_edit(AnonymousUser(), question)


def test_orphaned_posts_are_the_coordinators() -> None:
    question = Question(organisation=OSNABRUECK, author_id=None)
    assert not may_edit(somebody(1, OSNABRUECK), question)
    assert may_edit(somebody(1, OSNABRUECK, "coordinator"), question)


def test_those_who_asked_accept() -> None:
    question = Question(organisation=HARBURG, author_id=1)
    assert may_accept(somebody(9, HARBURG), question)
    assert not may_accept(somebody(1, OSNABRUECK), question)


def test_persons_are_named_to_members_and_moderators() -> None:
    assert may_name_people(somebody(1, OSNABRUECK))
    assert may_name_people(somebody(1, platform_role="moderator"))
    assert not may_name_people(somebody(1))
    assert not may_name_people(somebody(1, county(1, "guest")))
    assert not may_name_people(AnonymousUser())
