"""From the author over the county and the moderators to the readers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.editorial.actions import deciding, ending
from portal.editorial.actions.holding import MovedOn, NewerVersion
from portal.editorial.actions.submitting import AlreadyHandedIn, Incomplete
from portal.editorial.models import StepState, Submission
from portal.editorial.queries.people import asked_at
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories.editorial import (
    agree,
    ask_for_changes,
    complete_case_study,
    draft_of,
    edit,
    send,
    step,
)
from tests.factories.members import organisation, person, person_of


def facts() -> list[str]:
    """Return what was recorded and has a reaction, in order and each once."""
    return list(dict.fromkeys(Entry.objects.order_by("pk").values_list("fact", flat=True)))


def names(submission: Submission) -> list[str]:
    """Return whom the step asks."""
    page = CaseStudy.objects.get(pk=submission.page_id)
    return [one.name for one in asked_at(step(submission), page).people]


def test_a_page_goes_its_way(
    author: User, lead: User, moderator: User, draft: CaseStudy, stranger: User
) -> None:
    submission = send(author, draft)
    assert (step(submission).step, names(submission)) == ("county", ["Lea Osnabrück"])
    agree(lead, submission, comment="Gut.")
    assert (step(submission).step, names(submission)) == ("editorial", ["Mona Moderation"])
    assert not CaseStudy.objects.get(pk=draft.pk).live
    Entry.objects.all().delete()
    done = agree(moderator, submission)
    page = CaseStudy.objects.get(pk=draft.pk)
    assert (page.live, done.outcome, done.workflow_state.status) == (True, "released", "approved")
    assert facts() == ["PagePublished", "PageReleased"]
    assert list(StepState.objects.order_by("pk").values_list("step", "status", "passed")) == [
        ("county", "approved", ""), ("editorial", "approved", ""),
        ("academic", "skipped", "not_asked"),
    ]  # fmt: skip


def test_the_academic_partner_decides_only_where_it_is_asked(
    author: User, lead: User, moderator: User, draft: CaseStudy, professor: User,
    university: Organisation,
) -> None:  # fmt: skip
    submission = send(author, draft)
    agree(lead, submission)
    with pytest.raises(Refused):
        agree(professor, submission)
    agree(moderator, submission, partner=university)
    assert (step(submission).step, names(submission)) == ("academic", ["Prof. Petra Hochschule"])
    with pytest.raises(Refused):
        agree(moderator, submission)
    assert agree(professor, submission).outcome == "released"


def test_a_county_that_is_no_partner_cannot_be_asked(
    author: User, lead: User, moderator: User, draft: CaseStudy, stranger: User
) -> None:
    submission = send(author, draft)
    agree(lead, submission)
    with pytest.raises(Refused):
        agree(moderator, submission, partner=organisation("03353"))
    assert step(submission).step == "editorial"


def test_changes_are_wanted_and_it_begins_again_with_the_county(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    first = send(author, draft)
    agree(lead, first)
    ask_for_changes(moderator, first, comment="Was hat es gekostet?")
    page = edit(draft, author, summary="Neu.")
    assert page.get_lock() is None
    again = send(author, page)
    first.refresh_from_db()
    assert (first.outcome, again.outcome, step(again).step) == ("revised", "", "county")
    agree(lead, again)
    assert agree(moderator, again).outcome == "released"
    assert CaseStudy.objects.get(pk=draft.pk).summary == "Neu."


def test_a_reason_is_needed_to_send_back_and_to_reject(
    author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    with pytest.raises(deciding.ReasonNeeded):
        ask_for_changes(lead, submission, comment="  ")
    done = deciding.reject(
        actor=lead, step=step(submission), revision=draft.latest_revision_id,
        comment="Gehört nicht hierher.", now=timezone.now(),
    )  # fmt: skip
    assert (done.outcome, done.workflow_state.status) == ("rejected", "cancelled")
    assert not CaseStudy.objects.get(pk=draft.pk).live


def test_what_is_incomplete_is_not_handed_in(author: User, lead: User, draft: CaseStudy) -> None:
    with pytest.raises(Incomplete) as raised:
        send(author, edit(draft, author, title=""))
    assert [gap.field for gap in raised.value.gaps] == ["title"]
    assert Submission.objects.count() == 0
    send(author, edit(draft, author, title="Wieder da"))
    with pytest.raises(AlreadyHandedIn):
        send(author, draft)
    assert Submission.objects.count() == 1


def test_a_coordinator_who_writes_is_released_by_another(
    lead: User, moderator: User, osnabrueck: Organisation
) -> None:
    other = person_of(osnabrueck, Membership.Role.DEPUTY, "Dora Deputy")
    submission = send(lead, draft_of(lead, osnabrueck))
    assert (step(submission).step, names(submission)) == ("county", ["Dora Deputy"])
    with pytest.raises(Refused):
        agree(lead, submission)
    agree(other, submission)
    assert step(submission).step == "editorial"


def test_the_only_one_who_releases_passes_her_own_step_with_a_note(
    lead: User, moderator: User, osnabrueck: Organisation
) -> None:
    submission = send(lead, draft_of(lead, osnabrueck))
    passed = StepState.objects.get(step="county")
    assert (passed.status, passed.passed) == ("skipped", "no_second")
    assert step(submission).step == "editorial"


def test_what_a_county_keeps_to_itself_ends_with_its_release(
    author: User, lead: User, moderator: User, osnabrueck: Organisation
) -> None:
    page = draft_of(author, osnabrueck, visibility="county")
    submission = send(author, page)
    with pytest.raises(Refused):
        agree(moderator, submission)
    assert agree(lead, submission).outcome == "released"
    assert CaseStudy.objects.get(pk=page.pk).live


def test_a_draft_begun_for_the_county_and_opened_is_seen_by_moderators(
    author: User, lead: User, moderator: User, osnabrueck: Organisation
) -> None:
    page = draft_of(author, osnabrueck, visibility="county")
    submission = send(author, edit(page, author, visibility="members"))
    agree(lead, submission)
    assert names(submission) == ["Mona Moderation"]


@pytest.mark.parametrize("who", ["author", "colleague", "stranger", "moderator", "professor"])
def test_only_who_releases_for_the_county_decides_there(
    request, who: str, author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    with pytest.raises(Refused):
        agree(request.getfixturevalue(who), submission)
    assert step(submission).step == "county"


@pytest.mark.parametrize("who", ["lead", "colleague", "stranger", "author"])
def test_only_moderators_decide_at_their_step(
    request, who: str, author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    agree(lead, submission)
    with pytest.raises(Refused):
        agree(request.getfixturevalue(who), submission)
    assert step(submission).step == "editorial"


def test_a_moderator_does_not_review_what_she_wrote(
    moderator: User, lead: User, osnabrueck: Organisation
) -> None:
    submission = send(moderator, draft_of(moderator, osnabrueck))
    agree(lead, submission)
    assert names(submission) == []
    with pytest.raises(Refused):
        agree(moderator, submission)


@pytest.mark.parametrize("who", ["colleague", "stranger", "professor"])
def test_others_do_not_hand_in(request, who: str, draft: CaseStudy) -> None:
    with pytest.raises(Refused):
        send(request.getfixturevalue(who), draft)


def test_a_suspended_county_neither_hands_in_nor_releases(
    author: User, lead: User, moderator: User, draft: CaseStudy, osnabrueck: Organisation
) -> None:
    submission = send(author, draft)
    organisation(osnabrueck.ags, "suspended")
    for actor in (User.objects.get(pk=lead.pk), moderator):
        with pytest.raises(Refused):
            agree(actor, submission)
    with pytest.raises(Refused):
        send(User.objects.get(pk=author.pk), CaseStudy.objects.get(pk=draft.pk))
    assert not CaseStudy.objects.get(pk=draft.pk).live


def test_where_all_who_release_have_left_the_moderators_decide(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    lead.memberships.all().delete()
    assert names(submission) == ["Mona Moderation"]
    with pytest.raises(Refused):
        agree(User.objects.get(pk=lead.pk), submission)
    agree(moderator, submission)
    assert step(submission).step == "editorial"


def test_moderators_do_not_open_a_page_wider_than_it_was_released(
    author: User, lead: User, moderator: User, osnabrueck: Organisation
) -> None:
    page = draft_of(author, osnabrueck, visibility="members")
    submission = send(author, page)
    agree(lead, submission)
    edit(page, moderator, visibility="public")
    with pytest.raises(Refused):
        agree(moderator, submission)
    assert not CaseStudy.objects.get(pk=page.pk).live
    edit(page, moderator, visibility="members", summary="Gekürzt.")
    assert agree(moderator, submission).outcome == "released"


def test_a_decision_counts_for_the_version_that_was_read(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    old = draft.latest_revision_id
    edit(draft, lead, summary="Anders.")
    with pytest.raises(NewerVersion):
        agree(lead, submission, revision=old)
    county = step(submission)
    agree(lead, submission)
    with pytest.raises(MovedOn):
        agree(lead, submission, step=county)
    assert step(submission).step == "editorial"


def test_withdrawing_and_deciding_have_one_outcome(
    author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    waiting = step(submission)
    ending.withdraw(actor=author, submission=submission, reason="", now=timezone.now())
    with pytest.raises(MovedOn):
        agree(lead, submission, step=waiting)
    with pytest.raises(MovedOn):
        ending.withdraw(actor=lead, submission=submission, reason="", now=timezone.now())
    submission.refresh_from_db()
    assert (submission.outcome, submission.ended_by) == ("withdrawn", author)
    assert CaseStudy.objects.get(pk=draft.pk).get_lock() is None


def test_who_may_withdraw_and_end(
    author: User, lead: User, moderator: User, stranger: User, colleague: User, draft: CaseStudy
) -> None:
    now, submission = timezone.now(), send(author, draft)
    for other in (stranger, colleague, moderator):
        with pytest.raises(Refused):
            ending.withdraw(actor=other, submission=submission, reason="", now=now)
    for other in (stranger, author, lead):
        with pytest.raises(Refused):
            ending.end_submission(actor=other, submission=submission, reason="Doppelt.", now=now)
    with pytest.raises(deciding.ReasonNeeded):
        ending.end_submission(actor=moderator, submission=submission, reason="", now=now)
    ended = ending.end_submission(
        actor=moderator, submission=submission, reason="Gibt es schon.", now=now
    )
    assert (ended.outcome, ended.reason) == ("ended", "Gibt es schon.")


def test_a_page_that_is_gone_is_decided_by_nobody(
    author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    waiting = step(submission)
    waiting.workflow_state.submission  # noqa: B018 - read before it goes
    revision = draft.latest_revision_id
    CaseStudy.objects.get(pk=draft.pk).delete()
    with pytest.raises(MovedOn):
        deciding.approve(actor=lead, step=waiting, revision=revision, now=timezone.now())
    assert (Submission.objects.count(), StepState.objects.count()) == (0, 0)


def test_a_time_that_was_set_is_kept(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    later = timezone.now().replace(microsecond=0) + timezone.timedelta(days=3)
    submission = send(author, edit(draft, author, go_live_at=later))
    agree(lead, submission)
    assert agree(moderator, submission).outcome == "released"
    page = CaseStudy.objects.get(pk=draft.pk)
    assert (page.live, page.scheduled_revision.approved_go_live_at) == (False, later)


def test_who_may_edit_at_which_step(
    author: User, lead: User, moderator: User, colleague: User, draft: CaseStudy
) -> None:
    def may_edit() -> list[str]:
        lock = CaseStudy.objects.get(pk=draft.pk).get_lock()
        people = {"author": author, "lead": lead, "moderator": moderator, "colleague": colleague}
        return [name for name, one in people.items() if not (lock and lock.for_user(one))]

    assert may_edit() == ["author", "lead", "moderator", "colleague"]
    submission = send(author, draft)
    assert may_edit() == ["lead"]
    agree(lead, submission)
    assert may_edit() == ["moderator"]
    ask_for_changes(moderator, submission)
    assert may_edit() == ["author", "lead", "moderator", "colleague"]


def test_nothing_is_published_past_its_way(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    with pytest.raises(PermissionDenied):
        CaseStudy.objects.get(pk=draft.pk).get_latest_revision().publish()
    ask_for_changes(lead, submission)
    with pytest.raises(PermissionDenied):
        CaseStudy.objects.get(pk=draft.pk).get_latest_revision().publish()
    assert not CaseStudy.objects.get(pk=draft.pk).live
    ending.withdraw(actor=author, submission=submission, reason="", now=timezone.now())
    CaseStudy.objects.get(pk=draft.pk).get_latest_revision().publish()
    assert CaseStudy.objects.get(pk=draft.pk).live


def test_what_was_imported_as_a_draft_can_be_handed_in(
    author: User, lead: User, osnabrueck: Organisation
) -> None:
    """An import writes no version (`portal/publishing/imports.py`); a decision needs one."""
    page = complete_case_study(osnabrueck, publish=False)
    with pytest.raises(Refused):  # it is nobody's own yet
        send(author, page)
    submission = send(lead, page)
    assert step(submission).revision == CaseStudy.objects.get(pk=page.pk).latest_revision


def test_wagtail_sends_no_mails_of_its_own(
    author: User, lead: User, moderator: User, draft: CaseStudy, mailoutbox
) -> None:
    person("Ada Verwaltung", User.PlatformRole.ADMINISTRATOR)
    submission = send(author, draft)
    agree(lead, submission)
    ask_for_changes(moderator, submission)
    assert mailoutbox == []
