"""Reminders: once each, to those who are there, then to others."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.db import DatabaseError

from portal.joining.actions.people import leave
from portal.members.models import Membership, User
from portal.notifications.models import InboxNotice
from portal.upkeep import jobs
from portal.upkeep.jobs import remind_of_reviews
from portal.upkeep.models import Upkeep
from portal.upkeep.rules import ESCALATE_AFTER, REMIND_BEFORE, Outcome, Stage
from tests.factories.casestudies import case_study
from tests.factories.members import organisation
from tests.factories.upkeep import looked_after
from tests.upkeep.conftest import NOW, TODAY, deliver, say

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def due(page, day) -> None:
    """Let a page be due; what waits would reckon it anew, so that is delivered before."""
    deliver()
    mail.outbox.clear()
    Upkeep.objects.filter(page=page.pk).update(due_on=day, stage=Stage.NONE, reminded_on=None)


def told() -> list[tuple[str, str]]:
    """Deliver, and return who is told, with the reason; then forget it."""
    deliver()
    rows = InboxNotice.objects.filter(matter="page_review_due").order_by("person__name")
    found = list(rows.values_list("person__name", "reason"))
    InboxNotice.objects.all().delete()
    return found


def addressees() -> list[str]:
    found = sorted(parseaddr(one.recipients()[0])[1] for one in mail.outbox)
    mail.outbox.clear()
    return found


def test_owner_and_deputy_then_the_county_then_the_moderators(
    page, owner, deputy, lead, moderator, colleague
) -> None:
    due(page, TODAY + REMIND_BEFORE + DAY)
    steps = [(NOW, [])]
    both = [("Dora Osnabrück", "stands_in"), ("Olaf Osnabrück", "looks_after")]
    at = NOW + DAY
    steps += [(at, both), (at + DAY, [])]
    at += REMIND_BEFORE
    steps += [(at, both), (at + DAY, [])]
    at += ESCALATE_AFTER
    steps += [(at, [("Lea Osnabrück", "leads")])]
    at += ESCALATE_AFTER
    steps += [(at, [("Mona Moderation", "moderates")]), (at + 400 * DAY, [])]
    for now, expected in steps:
        remind_of_reviews(now)
        assert (now, told()) == (now, expected)
    everybody = [owner, owner, deputy, deputy, lead, moderator]
    assert addressees() == sorted(one.email for one in everybody)


def test_a_mail_says_why_and_how_to_stop(page, owner, deputy) -> None:
    due(page, TODAY)
    remind_of_reviews(NOW)
    deliver()
    (letter,) = [one for one in mail.outbox if owner.email in one.recipients()[0]]
    assert page.title in letter.body
    assert "weil Sie sie betreuen" in letter.body
    assert "/konto/benachrichtigungen/abbestellen/" in letter.body


def test_who_reviews_is_not_reminded_any_more(page, owner) -> None:
    due(page, TODAY)
    remind_of_reviews(NOW)
    say(owner, page)
    # What waits in the outbox is about a date that does not hold any more.
    assert told() == []
    due(page, TODAY)
    remind_of_reviews(NOW)
    assert len(told()) == 2


def test_obsolete_and_withdrawn_pages_remind_nobody(page, internal, owner) -> None:
    say(owner, page, Outcome.OBSOLETE, remark="Überholt.")
    internal.unpublish()
    due(internal, TODAY)
    assert (remind_of_reviews(NOW), told()) == (0, [])


def test_who_has_left_is_not_reminded_others_are(page, internal, owner, deputy, lead,
                                                 moderator) -> None:  # fmt: skip
    for one in (page, internal):
        due(one, TODAY)
    membership = Membership.objects.get(user=owner)
    leave(actor=User.objects.get(pk=owner.pk), membership=membership, successor=deputy, now=NOW)
    page.refresh_from_db()
    assert page.owner == deputy
    remind_of_reviews(NOW)
    assert told() == [("Dora Osnabrück", "looks_after"), ("Dora Osnabrück", "looks_after")]
    # The deputy's account is switched off: the county's coordinator is asked at once.
    User.objects.filter(pk=deputy.pk).update(is_active=False)
    due(page, TODAY)
    due(internal, TODAY)
    remind_of_reviews(NOW)
    assert told() == [("Lea Osnabrück", "leads"), ("Lea Osnabrück", "leads")]
    # Without one the moderators; not of what the county keeps to itself.
    User.objects.filter(pk=lead.pk).update(is_active=False)
    due(page, TODAY)
    due(internal, TODAY)
    remind_of_reviews(NOW)
    assert told() == [("Mona Moderation", "moderates")]


def test_the_deputy_hands_over_what_she_stands_in_for(page, deputy, colleague) -> None:
    membership = Membership.objects.get(user=deputy)
    leave(actor=User.objects.get(pk=deputy.pk), membership=membership, successor=colleague, now=NOW)
    assert Upkeep.objects.get(page=page.pk).deputy == colleague


def test_killed_in_between_nothing_is_lost_and_nothing_sent_twice(
    page, owner, monkeypatch, moderator
) -> None:
    """The second batch fails: the first one is done; the next run does the rest."""
    others = [looked_after(case_study(organisation(), title=f"Nr. {n}"), owner) for n in range(3)]
    for one in (page, *others):
        due(one, TODAY)
    monkeypatch.setattr(jobs, "BATCH", 2)
    calls = []

    def dies(*, rows, today):
        calls.append(len(rows))
        if len(calls) == 2:
            raise DatabaseError
        return remind(rows=rows, today=today)

    remind = jobs.remind
    monkeypatch.setattr(jobs, "remind", dies)
    with pytest.raises(DatabaseError):
        remind_of_reviews(NOW)
    assert Upkeep.objects.filter(stage=Stage.DUE).count() == 2
    assert remind_of_reviews(NOW) == 2
    assert remind_of_reviews(NOW) == 0
    deliver()
    hers = InboxNotice.objects.filter(person=owner)
    assert len(set(hers.values_list("thing_key", flat=True))) == hers.count() == 4


def test_feedback_reaches_the_authors_and_a_wish_the_moderators(
    page, owner, deputy, lead, moderator
) -> None:
    say(lead, page, Outcome.FEEDBACK, remark="Die Zahlen fehlen.")
    say(owner, page, Outcome.EDIT, remark="Bitte Absatz zwei streichen.")
    deliver()
    rows = InboxNotice.objects.filter(matter="review_feedback").order_by("person__name")
    assert list(rows.values_list("person__name", flat=True)) == [
        "Dora Osnabrück", "Mona Moderation", "Olaf Osnabrück",
    ]  # fmt: skip
    assert "Die Zahlen fehlen." in next(m.body for m in mail.outbox if owner.email in m.to[0])
