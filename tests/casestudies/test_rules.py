"""Who writes on a case study, and what it lacks: without a database."""

from datetime import date
from types import SimpleNamespace

import pytest

from casestudies.rules import gaps_of, may_begin, may_discard, may_read_draft, may_write
from portal.members.models import Membership, Organisation, User

OWN = Organisation(pk=1, status="member")
OTHER = Organisation(pk=2, status="member")
SUSPENDED = Organisation(pk=1, status="suspended")
GUEST = Organisation(pk=1, status="guest")


def person(pk: int, of: Organisation | None, role: str = "staff", platform_role: str = "") -> User:
    user = User(pk=pk, platform_role=platform_role)
    roles = [Membership(user=user, organisation=of, role=role)] if of else []
    user.__dict__["current_memberships"] = tuple(roles)
    return user


def page(**fields: object) -> SimpleNamespace:
    values = {"organisation": OWN, "organisation_id": 1, "visibility": "members", "owner_id": 7}
    return SimpleNamespace(**(values | {"live": False, "first_published_at": None} | fields))


AUTHOR = person(7, OWN)
COLLEAGUE = person(8, OWN)
LEADER = person(9, OWN, "coordinator")
STRANGER = person(10, OTHER, "coordinator")
MODERATOR = person(11, None, platform_role="moderator")
SUSPENDED_AUTHOR = person(7, SUSPENDED, "coordinator")
GUEST_AUTHOR = person(7, GUEST)
INTERNAL = {"visibility": "county"}


@pytest.mark.parametrize(
    ("who", "fields", "reads", "writes", "discards"),
    [
        (AUTHOR, {}, True, True, True),
        (AUTHOR, INTERNAL, True, True, True),
        (COLLEAGUE, {}, True, False, False),
        (LEADER, {}, True, True, True),
        (LEADER, {"owner_id": None}, True, True, True),
        (STRANGER, {}, False, False, False),
        (STRANGER, {"visibility": "public"}, False, False, False),
        (MODERATOR, {}, True, True, True),
        (MODERATOR, INTERNAL, False, False, False),
        (SUSPENDED_AUTHOR, {"organisation": SUSPENDED}, False, False, False),
        (GUEST_AUTHOR, {"organisation": GUEST}, False, False, False),
        (LEADER, {"live": True}, True, True, False),
        (AUTHOR, {"first_published_at": date(2025, 1, 1)}, True, True, False),
        (MODERATOR, {"live": True}, True, True, False),
    ],
)
def test_who_reads_writes_and_discards(
    who: User, fields: dict[str, object], *, reads: bool, writes: bool, discards: bool
) -> None:
    one = page(**fields)
    found = (may_read_draft(who, one), may_write(who, one), may_discard(who, one))
    assert tuple(map(bool, found)) == (reads, writes, discards)


@pytest.mark.parametrize(
    ("who", "organisation", "may"),
    [
        (AUTHOR, OWN, True),
        (AUTHOR, OTHER, False),
        (SUSPENDED_AUTHOR, SUSPENDED, False),
        (GUEST_AUTHOR, GUEST, False),
        (MODERATOR, OWN, False),
    ],
)
def test_who_begins_for_whom(who: User, organisation: Organisation, *, may: bool) -> None:
    assert bool(may_begin(who, organisation)) == may


def told(**fields: object) -> SimpleNamespace:
    values = dict.fromkeys(
        ("title", "summary", "starting_point", "what_was_done", "result", "lessons", "body",
         "period_start", "effort_note", "contact_unit", "contact_email"), ""
    )  # fmt: skip
    topics = SimpleNamespace(all=lambda: fields.get("chosen", []))
    values |= {"effort_hours": None, "effort_euros": None, "topics": topics}
    return SimpleNamespace(**(values | fields))


def test_an_empty_case_study_lacks_all_that_others_need() -> None:
    assert [gap.field for gap in gaps_of(told())] == [
        "starting_point", "what_was_done", "result", "lessons", "period_start",
        "effort_hours", "contact_unit", "topics", "summary",
    ]  # fmt: skip


def test_a_text_of_its_own_form_needs_no_sections_and_nothing_is_an_effort() -> None:
    complete = {
        "title": "T", "body": ["Text"], "period_start": date(2025, 1, 1), "effort_euros": 0,
        "contact_email": "a@kreis.example", "chosen": ["Recht"], "summary": "S",
    }  # fmt: skip
    assert gaps_of(told(**complete)) == []
