"""Reminders that stop: three at most, one step each, ended by one click, or by doing it."""

from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from portal.members.models import Organisation, User
from portal.onboarding.actions.paths import begin_path, put_away, tick
from portal.onboarding.jobs import nudge_people
from portal.onboarding.models import PersonPath, path_of_token
from portal.outbox.delivery import deliver_pending
from tests.factories.forum import ask
from tests.factories.members import organisation
from tests.factories.onboarding import assess, county_of

pytestmark = pytest.mark.django_db

JOINED = timezone.now() - timedelta(days=60)


@pytest.fixture
def path(stefan, karla) -> PersonPath:
    """Stefan's path; Karla leads, so his steps are his own."""
    found = begin_path(membership=stefan.memberships.get(), now=JOINED)
    assert found is not None
    return found


def day(number: int) -> list[str]:
    """Run the job on a day after joining, deliver, and return the subjects that went out."""
    nudge_people(JOINED + timedelta(days=number, minutes=1))
    deliver_pending(timezone.now())
    subjects = [message.subject for message in mail.outbox]
    mail.outbox.clear()
    return subjects


READING = "Ihr nächster Schritt: Drei Fallbeispiele und einen Leitfaden lesen"


def test_three_reminders_on_three_days_and_then_never_again(path) -> None:
    sent = {number: day(number) for number in (*range(1, 30), 40, 400)}
    assert {number: found for number, found in sent.items() if found} == {
        3: [READING], 10: [READING], 24: [READING],
    }  # fmt: skip
    path.refresh_from_db()
    assert path.nudges == 3


def test_each_names_one_step_as_text_and_html_with_a_way_out(path, stefan) -> None:
    nudge_people(JOINED + timedelta(days=3, minutes=1))
    deliver_pending(timezone.now())
    (message,) = mail.outbox
    ((html, _kind),) = message.alternatives
    stop = f"http://testserver/einstieg/erinnerungen/{path.stop_token}/"
    for form in (message.body, html):
        assert form.count("http://testserver/einstieg/landkreis-harburg/#lesen") == 1
        assert (stop in form, "höchstens dreimal" in form) == (True, True)
        assert "Selbsteinschätzung" not in form
    headers = message.extra_headers
    assert headers["List-Unsubscribe"] == f"<{stop}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stefan.email in message.to[0]


def test_the_mail_speaks_the_readers_language(path, stefan) -> None:
    User.objects.filter(pk=stefan.pk).update(language="en")
    assert day(3) == ["Your next step: Read three case studies and a guideline"]


def test_what_is_done_is_not_reminded_of(path, stefan) -> None:
    for what in ("case_study:1", "case_study:2", "case_study:3", "guideline:1"):
        tick(actor=stefan, organisation=county_of(stefan), what=what, done=True, now=timezone.now())
    ask(stefan)
    assert day(3) == ["Ihr nächster Schritt: Einschätzen, wo Sie stehen"]
    assess(stefan)
    assert day(10) == []


def test_a_step_done_before_the_mail_is_due_stops_it(path, stefan) -> None:
    nudge_people(JOINED + timedelta(days=3, minutes=1))
    put_away(actor=stefan, organisation=county_of(stefan), away=True, now=timezone.now())
    deliver_pending(timezone.now())
    assert mail.outbox == []


def test_whoever_has_left_or_is_suspended_gets_none(path, stefan, harburg) -> None:
    nudge_people(JOINED + timedelta(days=3, minutes=1))
    organisation(harburg.ags, Organisation.Status.SUSPENDED)
    deliver_pending(timezone.now())
    assert (mail.outbox, day(10)) == ([], [])
    organisation(harburg.ags)
    stefan.memberships.all().delete()
    assert (day(11), PersonPath.objects.count()) == ([], 0)


def test_what_is_long_overdue_is_not_sent_late(path) -> None:
    assert [day(number) for number in (9, 9, 17, 24, 25)] == [[], [], [], [READING], []]


# --- Stopping -----------------------------------------------------------------------------------


def stop_page(path: PersonPath) -> str:
    return f"/einstieg/erinnerungen/{path.stop_token}/"


def test_opening_the_link_stops_nothing_and_one_click_does(path) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(stop_page(path))
    assert "Erinnerungen beenden?" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    path.refresh_from_db()
    assert path.nudges_stopped_at is None
    # As mail programs send it: no cookie, no token (RFC 8058).
    done = client.post(stop_page(path), {"List-Unsubscribe": "One-Click"})
    assert "Keine Erinnerungen mehr" in done.content.decode()
    path.refresh_from_db()
    assert path.nudges_stopped_at is not None
    assert [day(number) for number in (3, 10, 24)] == [[], [], []]


def test_the_link_used_again_changes_nothing_and_names_nobody(path, stefan) -> None:
    client = Client()
    client.post(stop_page(path))
    path.refresh_from_db()
    stopped = path.nudges_stopped_at
    page = client.post(stop_page(path)).content.decode()
    path.refresh_from_db()
    assert path.nudges_stopped_at == stopped
    assert (stefan.name in page, stefan.email in page, "Harburg" in page) == (False,) * 3


@pytest.mark.parametrize("forged", ["key", "salt", "cut", "nonsense", "list"])
def test_a_forged_link_stops_nothing(path, forged) -> None:
    token = {
        "key": path.key,
        "salt": signing.dumps(path.key, salt="portal.joining.invitation"),
        "cut": path.stop_token[:-1],
        "nonsense": "x" * 300,
        "list": signing.dumps([path.key], salt="portal.onboarding.nudges"),
    }[forged]
    response = Client().post(f"/einstieg/erinnerungen/{token}/")
    path.refresh_from_db()
    assert (response.status_code, path.nudges_stopped_at) == (410, None)
    assert path_of_token(token) is None


def test_the_link_of_whoever_has_left_leads_nowhere(path, stefan) -> None:
    address = stop_page(path)
    stefan.memberships.all().delete()
    assert Client().get(address).status_code == 410
