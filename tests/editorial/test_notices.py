"""Whoever is asked hears of it, by name of her role; whoever may not know hears nothing."""

from datetime import timedelta

import pytest
from django.core import mail as sent
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.editorial.actions import ending, looking
from portal.editorial.actions.opinions import give_opinion
from portal.editorial.jobs import forget_reviewers, look_after_reviews
from portal.editorial.models import Opinion, SectionNote, StepState, Submission
from portal.editorial.personal_data import EDITORIAL
from portal.members.models import Organisation, User
from portal.notifications.inbox import inbox_of, line_of
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import Lane, deliver_pending
from tests.factories.editorial import agree, ask, ask_for_changes, draft_of, edit, send, step


def deliver() -> None:
    """Deliver all that waits, mails included."""
    for lane in (Lane.QUICK, Lane.SLOW, Lane.SLOW):
        deliver_pending(timezone.now(), lane=lane)


def told() -> dict[str, list[str]]:
    """Return whom which matter has reached."""
    found: dict[str, list[str]] = {}
    for notice in InboxNotice.objects.select_related("person").order_by("person__name"):
        found.setdefault(notice.matter, []).append(notice.person.name)
    return found


def test_each_step_tells_those_it_asks(
    author: User, lead: User, moderator: User, stranger: User, colleague: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    deliver()
    assert told() == {"review_waits": ["Lea Osnabrück"]}
    (mail,) = sent.outbox
    assert (lead.email in mail.recipients()[0], draft.title in mail.subject) == (True, True)
    assert "List-Unsubscribe" in mail.extra_headers
    agree(lead, submission)
    ask_for_changes(moderator, submission, comment="Was hat es gekostet?")
    deliver()
    assert told() == {"review_waits": ["Lea Osnabrück"], "review_changes": ["Anna Autorin"]}
    assert "Was hat es gekostet?" in sent.outbox[-1].body
    again = send(author, edit(draft, author, summary="120 Euro."))
    agree(lead, again)
    agree(moderator, again)
    deliver()
    assert told()["submission_ended"] == ["Anna Autorin", "Lea Osnabrück"]
    # What was decided meanwhile is settled: no mail goes out for it.
    assert not [one for one in sent.outbox if moderator.email in one.recipients()[0]]


def test_an_internal_page_tells_no_moderator(
    author: User, lead: User, moderator: User, osnabrueck: Organisation
) -> None:
    submission = send(author, draft_of(author, osnabrueck, visibility="county"))
    now = timezone.now() + timedelta(days=15)
    assert look_after_reviews(now) == 1
    assert look_after_reviews(now + timedelta(days=8)) == 1
    deliver()
    assert sorted({name for names in told().values() for name in names}) == ["Lea Osnabrück"]
    assert step(submission).escalated_at is not None


def test_it_is_reminded_once_and_then_goes_to_the_moderators(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    submission, now = send(author, draft), timezone.now()
    days = [look_after_reviews(now + timedelta(days=day)) for day in (13, 15, 16, 21, 23, 24)]
    assert days == [0, 1, 0, 0, 1, 0]
    deliver()
    assert told() == {
        "review_waits": ["Lea Osnabrück"],
        "review_overdue": ["Lea Osnabrück"],
        "review_escalated": ["Lea Osnabrück", "Mona Moderation"],
    }
    agree(lead, submission)
    assert look_after_reviews(now + timedelta(days=40)) == 1


def test_what_somebody_may_not_know_any_more_is_not_shown(
    author: User, lead: User, draft: CaseStudy
) -> None:
    send(author, draft)
    deliver()
    (notice,) = inbox_of(lead)
    shown = line_of(lead, notice).shown
    assert shown is not None
    assert (shown.title, shown.is_settled) == (draft.title, False)
    lead.memberships.update(role="staff")
    assert line_of(User.objects.get(pk=lead.pk), notice).shown is None


def test_an_opinion_reaches_who_asked_and_an_end_who_wrote(
    author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    opinion = ask(lead, submission)
    give_opinion(opinion=opinion, word="agrees", comment="Gut.", now=timezone.now())
    ending.withdraw(actor=lead, submission=submission, reason="Zu früh.", now=timezone.now())
    deliver()
    assert told() == {"opinion_given": ["Lea Osnabrück"], "submission_ended": ["Anna Autorin"]}


def test_copy_and_erasure(author: User, lead: User, draft: CaseStudy) -> None:
    submission, now = send(author, draft), timezone.now()
    ask(author_lead := lead, submission, email=author.email, name="Anna Autorin")
    looking.note(actor=author, submission=submission, section="law", body="Norm fehlt.", now=now)
    looking.take(actor=author_lead, step=step(submission), now=now)
    agree(lead, submission)
    assert [row["kind"] for row in EDITORIAL.export(author)] == [
        "submission", "note_on_a_page", "opinion",
    ]  # fmt: skip
    assert [row["kind"] for row in EDITORIAL.export(lead)] == ["review"]
    for person in (author, lead):
        EDITORIAL.erase(person)
        EDITORIAL.erase(person)
    assert (SectionNote.objects.get().person, Opinion.objects.get().name) == (None, "")
    county = StepState.objects.get(step="county")
    assert (county.claimed_by, county.finished_by, county.status) == (None, None, "approved")
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(("days", "forgotten"), [(103, 0), (105, 1)])
def test_who_was_asked_is_forgotten(
    days: int, forgotten: int, author: User, lead: User, draft: CaseStudy
) -> None:
    ask(lead, send(author, draft))
    assert forget_reviewers(timezone.now() + timedelta(days=days)) == forgotten
