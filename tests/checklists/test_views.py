"""Working copies in the browser."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casestudies.actions import NewStep
from casestudies.models import Guideline
from portal.checklists.actions import finish
from portal.checklists.models import WorkingCopy
from portal.members.models import Membership, User
from tests.factories.checklists import STEPS, copy_of, guideline_of, step_called
from tests.factories.members import PLOEN, organisation, person_of
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

LIST = "/arbeitskopien/"
OFFER = "Als Arbeitskopie übernehmen"


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def addresses(copy: WorkingCopy) -> list[str]:
    step = copy.steps.first()
    url = copy.get_absolute_url()
    return [url, f"{url}aenderungen/", f"{url}loeschen/", f"{url}schritte/{step.key}/"]


def acts(copy: WorkingCopy) -> list[str]:
    step = copy.steps.first()
    url = copy.get_absolute_url()
    return [
        f"{url}aenderungen/", f"{url}loeschen/", f"{url}abschliessen/", f"{url}wieder-oeffnen/",
        f"{url}schritte/{step.key}/", f"{url}schritte/{step.key}/stand/",
    ]  # fmt: skip


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def test_the_guideline_leads_to_a_copy_and_the_copy_is_ticked_off(hanna, page, kai) -> None:
    client = browser(hanna)
    assert OFFER in read(client, page.get_absolute_url())
    take = f"{page.get_absolute_url()}uebernehmen/"
    assert "3 Schritten" in read(client, take)
    url = client.post(take).url
    assert "0 von 3 Schritten" in read(client, url)
    step = WorkingCopy.objects.get().steps.first()
    done = client.post(f"{url}schritte/{step.key}/stand/", {"state": "done", "was": "open"})
    assert done.url == f"{url}#schritt-{step.key}"
    html = read(browser(kai), url)
    assert ("1 von 3 Schritten" in html, "Hanna Harburg" in html) == (True, True)
    assert "arbeitet schon mit diesem Leitfaden" in read(browser(kai), take)


def test_the_offer_is_for_members_only(client, page, moderator, hanna) -> None:
    guest = person_of(organisation(PLOEN, "guest"))
    for reader in (client, browser(moderator), browser(guest)):
        assert OFFER not in read(reader, page.get_absolute_url())
    take = f"{page.get_absolute_url()}uebernehmen/"
    assert [browser(one).get(take).status_code for one in (moderator, guest)] == [403, 403]
    assert browser(guest).post(take).status_code == 403
    assert client.get(take).status_code == 302
    Guideline.objects.update(visibility="county")
    assert [browser(one).get(take).status_code for one in (hanna, moderator)] == [404, 404]
    assert WorkingCopy.objects.count() == 0


def test_a_crafted_county_is_refused(page, harburg, hanna) -> None:
    Membership.objects.create(user=hanna, organisation=organisation("03459"))
    foreign = organisation(PLOEN)
    take = f"{page.get_absolute_url()}uebernehmen/"
    answer = browser(User.objects.get(pk=hanna.pk)).post(take, {"organisation": foreign.pk})
    assert (answer.status_code, WorkingCopy.objects.count()) == (422, 0)


def test_nobody_else_finds_a_copy(copy, stranger, moderator, hanna, harburg) -> None:
    clients = [browser(stranger), browser(moderator)]
    for client in clients:
        assert [client.get(url).status_code for url in addresses(copy)] == [404] * 4
        assert [client.post(url).status_code for url in acts(copy)] == [404] * 6
    assert copy.title not in read(clients[0], LIST)
    assert clients[1].get(LIST).status_code == 403
    harburg.status = "guest"
    harburg.save()
    guest = browser(hanna)
    assert [guest.get(url).status_code for url in addresses(copy)] == [404] * 4
    assert [Client().get(url).status_code for url in addresses(copy)] == [302] * 4


def test_a_crafted_step_is_not_found(hanna, copy, harburg) -> None:
    other = copy_of(hanna, guideline_of(organisation(), key="anderer"), harburg)
    foreign = other.steps.first()
    url = f"{copy.get_absolute_url()}schritte/{foreign.key}/"
    client = browser(hanna)
    assert client.get(url).status_code == 404
    assert client.post(f"{url}stand/", {"state": "done", "was": "open"}).status_code == 404
    own = f"{copy.get_absolute_url()}schritte/{copy.steps.first().key}/stand/"
    assert client.post(own, {"state": "erledigt", "was": "open"}).status_code == 404


def test_a_note_is_kept_and_a_late_one_stays_in_the_form(hanna, kai, copy) -> None:
    step = copy.steps.first()
    url = f"{copy.get_absolute_url()}schritte/{step.key}/"
    typed = {"base": 0, "note": "Zuerst", "responsible": kai.pk, "due_on": "2026-12-24"}
    assert browser(hanna).post(url, typed).status_code == 302
    late = browser(kai).post(url, {**typed, "note": "Zu spät"})
    html = late.content.decode()
    assert (late.status_code, "Zu spät</textarea>" in html, "Zuerst" in html) == (409, True, True)
    assert 'name="base" value="1"' in html
    html = read(browser(kai), copy.get_absolute_url())
    for text in ("Zuerst", "Kai Kollege", "24. Dezember 2026"):
        assert text in html, text


def test_what_is_entered_wrongly_is_said(hanna, copy) -> None:
    step = copy.steps.first()
    url = f"{copy.get_absolute_url()}schritte/{step.key}/"
    client = browser(hanna)
    wrong = client.post(url, {"base": 0, "due_on": "morgen"})
    assert (wrong.status_code, "id_due_on" in wrong.content.decode()) == (422, True)
    empty = client.post(f"{url}stand/", {"state": "not_needed", "was": "open", "reason": " "})
    assert empty.status_code == 422
    assert "warum der Schritt entfällt" in empty.content.decode()


def test_a_late_tick_is_a_plain_message(hanna, kai, copy) -> None:
    url = f"{copy.get_absolute_url()}schritte/{copy.steps.first().key}/stand/"
    browser(hanna).post(url, {"state": "not_needed", "was": "open", "reason": "Kein Kanal"})
    late = browser(kai).post(url, {"state": "done", "was": "open"}, follow=True)
    html = late.content.decode()
    assert ("inzwischen geändert" in html, "Kein Kanal" in html) == (True, True)


def test_changes_are_shown_word_by_word_and_taken_over(hanna, copy, page) -> None:
    client, url = browser(hanna), f"{copy.get_absolute_url()}aenderungen/"
    assert "Keine: " in read(client, url)
    changed = NewStep("Regeln festlegen", "Eine ganze Seite.", key="regeln")
    guideline_of(organisation(), title=page.title, steps=[changed, *STEPS[1:]])
    assert "1 Änderung" in read(client, copy.get_absolute_url())
    html = read(client, url)
    assert "<del>halbe</del><ins>ganze</ins>" in html
    stale = client.post(url, {"step": str(copy.steps.first().key), "seen": "0" * 64}, follow=True)
    assert "noch einmal geändert" in stale.content.decode()
    seen = html.split('name="seen" value="')[1][:64]
    taken = client.post(url, {"step": str(copy.steps.first().key), "seen": seen})
    assert taken.url == copy.get_absolute_url()
    assert step_called(copy, "Regeln festlegen").text == "Eine ganze Seite."
    Guideline.objects.update(live=False)
    html = read(client, copy.get_absolute_url())
    assert ("nicht mehr da" in html, page.get_absolute_url() in html) == (True, False)


def test_finishing_reopening_and_deleting(hanna, kai, copy) -> None:
    client, url = browser(hanna), copy.get_absolute_url()
    assert "ist abgeschlossen" in client.post(f"{url}abschliessen/", follow=True).content.decode()
    assert copy.title not in read(client, LIST)
    assert copy.title in read(client, f"{LIST}?stand=abgeschlossen")
    assert "/stand/" not in read(client, url)
    assert client.post(f"{url}wieder-oeffnen/").status_code == 302
    assert browser(kai).get(f"{url}loeschen/").status_code == 403
    assert "Endgültig löschen" in read(client, f"{url}loeschen/")
    assert client.post(f"{url}loeschen/").url == LIST
    assert "mit keinem Leitfaden" in read(client, LIST)


def test_pages_need_the_same_queries_whatever_there_is(hanna, harburg, copy) -> None:
    client = browser(hanna)
    finish(actor=hanna, key=copy.key, now=timezone.now())
    counts = []
    for number in (1, 10):
        many = [NewStep(f"Schritt {n}", "Text", key=f"s{n}") for n in range(number)]
        page = guideline_of(organisation(), key=f"viele-{number}", steps=many)
        copy = copy_of(hanna, page, harburg)
        copy.steps.update(state_by=hanna, note="Notiz", note_by=hanna, note_at=timezone.now())
        ways = (LIST, copy.get_absolute_url(), f"{copy.get_absolute_url()}aenderungen/")
        guideline_of(organisation(), key=f"viele-{number}", steps=[*many, *STEPS[:number]])
        counts.append([queries(client, way) for way in ways])
    assert counts == [[5, 6, 6], [5, 6, 6]]
