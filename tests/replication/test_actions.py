"""What counties and moderators do with reports."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.replication.actions import (
    EditedMeanwhile,
    ReportedAlready,
    edit_report,
    hide_report,
    show_report,
    withdraw_report,
)
from portal.replication.documents import additions
from portal.replication.jobs import ASK_AFTER, ask_for_results
from portal.replication.models import Report, ReportStep
from portal.replication.queries import reports_on, waiting_for_result, with_proof
from search.boosts import Because, boost_of
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.replication import report, told

NOW = timezone.now()


def fresh(page: CaseStudy) -> CaseStudy:
    """Read the page anew: what is shown on it is kept with the object."""
    return CaseStudy.objects.get(pk=page.pk)


def acts_on(one: Report) -> list[str]:
    """Name what was done with a report."""
    return list(one.steps.order_by("pk").values_list("act", flat=True))


def inbox(person: User) -> list[tuple[str, str]]:
    """Deliver what waits, and say what she is told of, and why."""
    deliver_pending(timezone.now())
    return list(InboxNotice.objects.filter(person=person).values_list("matter", "reason"))


def test_a_report_is_told_to_the_pages_county_and_shown(osnabrueck, harburg, page) -> None:
    one = report(harburg, page, result="failed", outcome="Niemand hat kommentiert.")
    assert (one.author, one.organisation.ags, acts_on(one)) == (harburg, HARBURG, ["written"])
    facts = Entry.objects.filter(fact="ReportWritten").values_list("kind", flat=True)
    assert sorted(facts) == ["case_study", "replication"]
    assert inbox(osnabrueck) == [("replication_written", "leads")]
    assert inbox(harburg) == []
    assert [one.outcome for one in reports_on(fresh(page), osnabrueck)] == [
        "Niemand hat kommentiert."
    ]


def test_each_county_reports_once(harburg, page) -> None:
    report(harburg, page)
    with pytest.raises(ReportedAlready):
        report(harburg, page)
    colleague = person_of(organisation(HARBURG))
    with pytest.raises(ReportedAlready):
        report(colleague, page)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "status",
    [Organisation.Status.GUEST, Organisation.Status.SUSPENDED, Organisation.Status.FORMER],
)
def test_only_members_report(page, status) -> None:
    stranger = person_of(organisation(PLOEN, status))
    with pytest.raises(Refused):
        report(stranger, page)


def test_nobody_reports_on_her_own_page_or_on_an_internal_one(osnabrueck, harburg, page) -> None:
    with pytest.raises(Refused):
        report(osnabrueck, page)
    with pytest.raises(Refused):
        report(harburg, case_study(organisation(OSNABRUECK), visibility="county"))
    assert Report.objects.count() == 0


def test_a_report_is_never_wider_than_its_page(harburg, ploen) -> None:
    members_only = case_study(organisation(OSNABRUECK), visibility="members")
    with pytest.raises(Refused):
        report(harburg, members_only, visibility="public")
    with pytest.raises(Refused):
        report(ploen, members_only, visibility="county")


def test_a_change_keeps_what_was_said(harburg, page) -> None:
    one = report(harburg, page, outcome="Läuft an.", result="running")
    colleague = person_of(organisation(HARBURG))
    edit_report(
        actor=colleague, report=one, page=page, told=told(outcome="Klappt."), version=1, now=NOW
    )
    one.refresh_from_db()
    assert (one.outcome, one.result, one.version, one.author) == ("Klappt.", "worked", 2, harburg)
    step = one.steps.get(act="edited")
    assert (step.actor, step.before["outcome"], step.before["result"]) == (
        colleague,
        "Läuft an.",
        "running",
    )
    with pytest.raises(EditedMeanwhile):
        edit_report(actor=harburg, report=one, page=page, told=told(), version=1, now=NOW)


def test_nobody_else_changes_or_withdraws_a_report(osnabrueck, harburg, ploen, moderator, page):
    one = report(harburg, page)
    for stranger in (osnabrueck, ploen, moderator):
        with pytest.raises(Refused):
            edit_report(actor=stranger, report=one, page=page, told=told(), version=1, now=NOW)
        with pytest.raises(Refused):
            withdraw_report(actor=stranger, report=one, now=NOW)
    # The page's own county cannot hide it either, not even as a moderator.
    both = person_of(organisation(OSNABRUECK))
    both.platform_role = User.PlatformRole.MODERATOR
    both.save()
    for judged in (osnabrueck, both):
        with pytest.raises(Refused):
            hide_report(actor=judged, report=one, page=page, reason="Stört.", now=NOW)
    assert acts_on(one) == ["written"]


def test_who_lost_her_rights_changes_nothing(harburg, page) -> None:
    one = report(harburg, page)
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    suspended = User.objects.get(pk=harburg.pk)
    with pytest.raises(Refused):
        withdraw_report(actor=suspended, report=one, now=NOW)


def test_a_moderator_hides_with_a_reason_and_undoes_it(harburg, moderator, osnabrueck, page):
    one = report(harburg, page)
    hide_report(actor=moderator, report=one, page=page, reason="Nennt eine Person.", now=NOW)
    assert reports_on(fresh(page), osnabrueck) == []
    assert ("replication_hidden", "wrote") in inbox(harburg)
    # Changing it does not bring it back.
    one.refresh_from_db()
    edit_report(actor=harburg, report=one, page=page, told=told(), version=1, now=NOW)
    assert reports_on(fresh(page), osnabrueck) == []
    show_report(actor=moderator, report=one, page=page, now=NOW)
    assert reports_on(fresh(page), osnabrueck) == [one]
    assert acts_on(one) == ["written", "hidden", "edited", "shown"]
    assert one.steps.get(act="hidden").reason == "Nennt eine Person."


def test_a_withdrawn_report_is_gone_until_it_is_changed(harburg, osnabrueck, page) -> None:
    one = report(harburg, page)
    withdraw_report(actor=harburg, report=one, now=NOW)
    withdraw_report(actor=harburg, report=one, now=NOW)
    assert (reports_on(fresh(page), osnabrueck), acts_on(one)) == ([], ["written", "withdrawn"])
    edit_report(actor=harburg, report=one, page=page, told=told(), version=1, now=NOW)
    assert reports_on(fresh(page), osnabrueck) == [one]


def test_half_a_year_later_the_county_is_asked_once(harburg, page) -> None:
    lead = person_of(organisation(HARBURG), Membership.Role.COORDINATOR)
    one = report(harburg, page)
    assert ask_for_results(timezone.now()) == 0
    later = timezone.now() + ASK_AFTER + timedelta(days=1)
    assert (ask_for_results(later), ask_for_results(later)) == (1, 0)
    assert inbox(harburg) == [("replication_due", "wrote")]
    assert inbox(lead) == [("replication_due", "leads")]
    assert list(waiting_for_result(harburg)) == [one]
    edit_report(
        actor=harburg, report=one, page=page, told=told(later="Läuft noch."), version=1, now=NOW
    )
    assert list(waiting_for_result(harburg)) == []


def test_the_best_proven_page_comes_first(osnabrueck, harburg, ploen, page) -> None:
    once = case_study(organisation(OSNABRUECK), title="Einmal versucht")
    for person in (harburg, ploen):
        report(person, page)
    report(harburg, once)
    report(ploen, once, result="running", visibility="members")
    ranked = with_proof(CaseStudy.objects.all(), harburg).order_by("-proven")
    assert [(one.title, one.tried, one.worked, round(one.proven, 3)) for one in ranked] == [
        ("Facebook im Kreishaus", 2, 2, 0.342),
        ("Einmal versucht", 2, 1, 0.207),
    ]
    # What is for members counts for members only.
    from django.contrib.auth.models import AnonymousUser

    public = with_proof(CaseStudy.objects.filter(pk=once.pk), AnonymousUser()).get()
    assert public.tried == 1


def test_the_search_is_told_what_all_readers_of_the_page_see(harburg, ploen, page) -> None:
    report(harburg, page, outcome="Quellwort")
    report(ploen, page, outcome="Geheimwort", visibility="members")
    added = additions([page])[page.key]
    assert (added.text, boost_of(added.marks)) == ("Quellwort", pytest.approx(1.031, abs=0.001))
    assert [(mark.because, mark.part, mark.whole) for mark in added.marks] == [
        (Because.REPLICATED, 1, 1)
    ]


def test_erasing_an_account_leaves_the_countys_report(harburg, page) -> None:
    from portal.replication.personal_data import REPLICATION

    one = report(harburg, page)
    assert [row["kind"] for row in REPLICATION.export(harburg)] == [
        "replication_report",
        "replication_step",
    ]
    REPLICATION.erase(harburg)
    assert Report.objects.get(pk=one.pk).author is None
    assert ReportStep.objects.get(report=one).actor is None
