"""Who looks after questions. Without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.models import CareAct, Question
from forum.rules.care import (
    UNDO_WITHIN,
    Closing,
    may_become_one,
    may_close,
    may_keep_desk,
    may_moderate,
    may_post_in,
    may_read_log,
    may_reopen,
    may_undo,
)
from portal.members.models import Membership, Organisation, User
from tests.forum.test_rules import county, somebody

HARBURG, OSNABRUECK = county(1), county(2)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def moderator(of: Organisation | None = None, **fields: object) -> User:
    return somebody(9, of, platform_role="moderator", **fields)


def question(of: Organisation = HARBURG, visibility: str = "members", **fields: object) -> Question:
    return Question(organisation=of, visibility=visibility, **fields)


def test_moderators_moderate_what_they_may_read() -> None:
    assert may_moderate(moderator(), question())
    assert may_moderate(moderator(OSNABRUECK), question(visibility="public"))
    assert not may_moderate(moderator(OSNABRUECK), question(visibility="county"))
    assert may_moderate(moderator(HARBURG), question(visibility="county"))
    assert not may_moderate(moderator(is_active=False), question())
    assert not may_moderate(somebody(1, HARBURG, Membership.Role.COORDINATOR), question())
    assert not may_moderate(AnonymousUser(), question(visibility="public"))


def test_the_county_that_asked_closes_what_it_needs_no_more() -> None:
    asked = question()
    assert may_close(somebody(1, HARBURG), asked, Closing.NO_LONGER_NEEDED)
    assert not may_close(somebody(1, HARBURG), asked, Closing.DUPLICATE)
    assert not may_close(somebody(1, OSNABRUECK), asked, Closing.NO_LONGER_NEEDED)
    assert not may_close(somebody(1, county(1, "suspended")), asked, Closing.NO_LONGER_NEEDED)
    for closing in Closing:
        assert may_close(moderator(), asked, closing)


@pytest.mark.parametrize("closing", list(Closing))
def test_the_county_reopens_only_what_was_no_longer_needed(closing: Closing) -> None:
    closed = question(closing=closing)
    assert bool(may_reopen(somebody(1, HARBURG), closed)) is (closing == Closing.NO_LONGER_NEEDED)
    assert may_reopen(moderator(), closed)
    assert not may_reopen(somebody(1, OSNABRUECK), closed)


def test_posts_go_where_nothing_is_closed_locked_or_gone() -> None:
    assert may_post_in(question())
    assert not may_post_in(question(closing=Closing.DUPLICATE))
    assert not may_post_in(question(is_locked=True))
    assert not may_post_in(question(merged_into_id=7))
    assert not may_post_in(question(returned_as_id=7))


def test_the_log_is_for_members_and_moderators() -> None:
    public, internal = question(visibility="public"), question(visibility="county")
    assert may_read_log(somebody(1, OSNABRUECK), public)
    assert may_read_log(moderator(), public)
    assert not may_read_log(somebody(1, county(3, "guest")), public)
    assert not may_read_log(AnonymousUser(), public)
    assert not may_read_log(moderator(), internal)
    assert may_keep_desk(moderator())
    assert not may_keep_desk(somebody(1, HARBURG, Membership.Role.COORDINATOR))


@pytest.mark.parametrize(
    ("merged", "survivor", "writers", "allowed"),
    [
        (question(), question(OSNABRUECK), [HARBURG], True),
        (question(visibility="public"), question(visibility="public"), [county(3, "guest")], True),
        # Nobody reads more than before.
        (question(), question(OSNABRUECK, "public"), [HARBURG], False),
        (question(visibility="county"), question(), [HARBURG], False),
        (question(visibility="county"), question(OSNABRUECK, "county"), [HARBURG], False),
        (question(visibility="county"), question(visibility="county"), [HARBURG], True),
        # Nobody who wrote loses her own words.
        (question(visibility="public"), question(), [HARBURG, OSNABRUECK], True),
        (question(visibility="public"), question(), [HARBURG, county(3, "guest")], False),
        (question(), question(visibility="county"), [HARBURG, OSNABRUECK], False),
        (question(), question(visibility="county"), [HARBURG], True),
    ],
)
def test_questions_become_one_where_nobody_reads_more_or_loses(
    merged: Question, survivor: Question, writers: list[Organisation], *, allowed: bool
) -> None:
    assert bool(may_become_one(merged, survivor, writers)) is allowed


def test_undoing_ends_after_thirty_days_to_the_moment() -> None:
    act = CareAct(question=question(), at=NOW)
    assert timedelta(days=30) == UNDO_WITHIN
    assert may_undo(moderator(), act, NOW + UNDO_WITHIN)
    assert not may_undo(moderator(), act, NOW + UNDO_WITHIN + timedelta(microseconds=1))
    assert not may_undo(somebody(1, HARBURG), act, NOW)


def test_undoing_needs_sight_of_both_questions() -> None:
    act = CareAct(question=question(), other=question(visibility="county"), at=NOW)
    assert not may_undo(moderator(), act, NOW)
    assert may_undo(moderator(HARBURG), act, NOW)
