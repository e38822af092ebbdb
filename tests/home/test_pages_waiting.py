"""What waits around pages: results, feedback, steps that are due, press releases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.checklists.models import WorkingStep
from portal.home.queries.waiting import waiting_for
from portal.kernel.content import new_key
from portal.members.models import Organisation, User
from portal.pages.actions import NewRelease, bring_in_release
from portal.pages.models import NewsPage
from portal.pages.reading import Release
from portal.readers.actions import give_feedback
from portal.replication.models import Report
from tests.factories.casestudies import case_study
from tests.factories.checklists import copy_of, guideline_of, step_called
from tests.factories.replication import report
from tests.home.conftest import logged_in

pytestmark = pytest.mark.django_db
Status = Organisation.Status


def seen(user: User) -> list[tuple[str, str]]:
    """What waits for her, as her next request reads it; all addresses are there."""
    tasks = waiting_for(User.objects.get(pk=user.pk), timezone.now()).tasks
    client = logged_in(user)
    for task in tasks:
        assert (task.url, client.get(task.url).status_code) == (task.url, 200)
    return [(task.verb, task.text) for task in tasks]


def test_a_report_waits_for_its_result(karla, merle, osnabrueck) -> None:
    page = case_study(osnabrueck, title="Unsere Seite")
    written = report(karla, page)
    assert seen(karla) == []
    Report.objects.update(asked_at=timezone.now())
    asked = "Wie ging es nach einem halben Jahr weiter?"
    assert seen(karla) == [("Sagen, wie es ausging", f"{asked} Unsere Seite")]
    assert seen(merle) == []
    # While she may not read the page she cannot change the report, nor learns the page's title.
    CaseStudy.objects.filter(pk=page.pk).update(visibility="county")
    assert seen(karla) == []
    CaseStudy.objects.filter(pk=page.pk).update(visibility="public")
    assert len(seen(karla)) == 1
    Report.objects.filter(pk=written.pk).update(later="Gut.")
    assert seen(karla) == []


def test_feedback_waits_once_for_each_page(karla, jette, merle, mona, harburg, osnabrueck) -> None:
    page, other, internal = (
        case_study(harburg, title="Unsere Seite"),
        case_study(osnabrueck, title="Deren Seite"),
        case_study(osnabrueck, title="Interne Seite", visibility="county"),
    )
    for reader, about, helpful, missing in (
        (karla, page, True, "Zahlen"),
        (karla, page, False, ""),
        (karla, page, True, ""),
        (merle, other, False, ""),
        (merle, internal, False, ""),
    ):
        give_feedback(
            reader=reader, page=about, helpful=helpful, missing=missing, now=timezone.now()
        )
    ours = ("Rückmeldungen lesen", "2 Personen sagen, was fehlt: Unsere Seite")
    theirs = ("Rückmeldungen lesen", "1 Person sagt, was fehlt: Deren Seite")
    assert [one for one in seen(karla) if one[0] == ours[0]] == [ours]
    assert [one for one in seen(mona) if one[0] == ours[0]] == [ours, theirs]
    assert seen(jette) == []


def test_a_step_that_is_due_waits_for_who_looks_after_it(karla, jette, harburg, osnabrueck) -> None:
    copy = copy_of(karla, guideline_of(osnabrueck, title="Leitfaden"), harburg)
    today = timezone.localdate()
    WorkingStep.objects.filter(copy=copy).update(
        responsible=jette, due_on=today + timedelta(days=1)
    )
    assert seen(jette) == []
    step = step_called(copy, "Zeiten nennen")
    WorkingStep.objects.filter(pk=step.pk).update(due_on=today)
    due = ("Abhaken", "Ein Schritt ist fällig: Zeiten nennen (Leitfaden)")
    assert (seen(jette), seen(karla)) == ([due], [])
    Organisation.objects.filter(pk=harburg.pk).update(status=Status.SUSPENDED)
    assert seen(jette) == []


def test_a_press_release_waits_until_its_time_is_set(karla, jette, merle, mona, harburg) -> None:
    text = Release(title="Neue Seite", body="Ein Text.")
    wanted = NewRelease(text=text, organisation=harburg, visibility="public", topics=())
    page = bring_in_release(actor=jette, wanted=wanted, key=new_key())
    waits = "Eine Pressemitteilung ist noch nicht veröffentlicht: Neue Seite"
    assert seen(jette) == seen(karla) == [("Entwurf öffnen", waits)]
    assert ("Lesen und veröffentlichen", waits) in seen(mona)
    assert seen(merle) == []
    page = NewsPage.objects.get(pk=page.pk)
    page.go_live_at = timezone.now() + timedelta(days=2)
    page.save_revision(user=mona).publish()
    assert seen(jette) == []
    assert ("Lesen und veröffentlichen", waits) not in seen(mona)
