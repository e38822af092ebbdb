"""Those who work with a copy are told of a changed guideline, once."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from casestudies.actions import NewStep
from casestudies.models import Guideline
from portal.checklists.actions import accept_changes, mark_step
from portal.checklists.changes import digest_of
from portal.checklists.queries import changes_in
from portal.checklists.queries import guideline_of as live_of
from portal.checklists.rules import State
from portal.members.models import Membership, Organisation
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import Lane, deliver_pending
from tests.factories.checklists import STEPS, guideline_of, step_called
from tests.factories.members import organisation
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

NEW = NewStep("Ruhe bewahren", "Nie im Zorn.", key="ruhe")


def deliver() -> None:
    for lane in (Lane.QUICK, Lane.SLOW, Lane.QUICK, Lane.SLOW):
        deliver_pending(timezone.now(), lane=lane)


def told() -> list[str]:
    notices = InboxNotice.objects.filter(matter="guideline_changed")
    return sorted(notices.values_list("person__name", flat=True))


def publish(*steps: NewStep) -> None:
    guideline_of(organisation(), title="Kommentare moderieren", steps=steps)
    deliver()


@pytest.fixture
def worked(kai, hanna, lead, copy):
    """Hanna began it, Kai ticked something off; their coordinator has nothing to do with it."""
    step = step_called(copy, STEPS[0].title)
    mark_step(
        actor=kai, key=copy.key, step=step.key, state=State.DONE, was="open", now=timezone.now()
    )
    deliver()
    return copy


def test_who_works_with_it_is_told_once_with_the_reason(worked, hanna) -> None:
    publish(*STEPS)
    assert told() == []
    publish(*STEPS, NEW)
    publish(*STEPS, NEW)
    assert told() == ["Hanna Harburg", "Kai Kollege"]
    html = browser(hanna).get("/mitteilungen/").content.decode()
    assert ("Kommentare moderieren" in html, "Ruhe bewahren" in html) == (True, True)
    sent = [one for one in mail.outbox if "Ruhe bewahren" in one.body]
    assert len(sent) == 2
    assert ["List-Unsubscribe" in one.extra_headers for one in sent] == [True, True]
    publish(*STEPS[:2], NEW)
    assert told() == ["Hanna Harburg", "Hanna Harburg", "Kai Kollege", "Kai Kollege"]


def test_what_was_taken_over_is_no_news(worked, hanna) -> None:
    publish(*STEPS, NEW)
    changes = changes_in(list(worked.steps.all()), live_of(hanna, worked))
    seen = digest_of(changes)
    accept_changes(actor=hanna, key=worked.key, step=None, seen=seen, now=timezone.now())
    before = told()
    publish(*STEPS, NEW)
    assert told() == before


def test_only_those_are_told_who_may_know(worked, kai, harburg) -> None:
    Membership.objects.filter(user=kai).delete()
    publish(*STEPS, NEW)
    assert told() == ["Hanna Harburg"]
    Organisation.objects.filter(pk=harburg.pk).update(status="suspended")
    publish(NEW)
    assert told() == ["Hanna Harburg"]


def test_what_was_closed_since_is_not_told(worked, hanna) -> None:
    guideline_of(organisation(), steps=[*STEPS, NEW], visibility="county")
    deliver()
    assert told() == []
    publish(*STEPS, NEW)
    Guideline.objects.update(visibility="county")
    assert "Ruhe bewahren" not in browser(hanna).get("/mitteilungen/").content.decode()


def test_a_new_version_of_the_cms_is_news_as_well(worked, hanna, page) -> None:
    page = Guideline.objects.get(pk=page.pk)
    step = page.steps.first()
    step.title = "Regeln schreiben"
    page.steps.set([step, *page.steps.all()[1:]])
    page.save_revision().publish()
    deliver()
    assert told() == ["Hanna Harburg", "Kai Kollege"]
    changes = changes_in(list(worked.steps.all()), live_of(hanna, worked))
    assert [(one.news, one.title) for one in changes] == [("changed", "Regeln schreiben")]
    assert Client().get(worked.get_absolute_url()).status_code == 302
