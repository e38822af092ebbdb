"""Was this helpful? What is missing?"""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from portal.members.models import Organisation
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import deliver_pending
from portal.readers.actions import give_feedback
from portal.readers.jobs import KEEP_FEEDBACK, forget_feedback
from portal.readers.models import Feedback
from portal.readers.views.feedback import PER_HOUR
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

NOW = timezone.now()


def filled(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, str]:
    """Fill in the form as a person does: a while after it was shown."""
    shown_at = signing.TimestampSigner(salt="portal.joining.spam").sign("form")
    monkeypatch.setattr("portal.joining.forms.spam.FASTEST_SECONDS", -1)
    return {"helpful": "nein", "missing": "Die Kosten fehlen.", "shown_at": shown_at, **values}


def address_of(page) -> str:
    """Where one says it."""
    return reverse("readers:feedback-give", args=[page.pk])


def test_a_public_reader_says_what_is_missing_without_a_cookie(
    client, page, osnabrueck, harburg, moderator, monkeypatch
) -> None:
    answer = client.post(address_of(page), filled(monkeypatch))
    assert (answer.status_code, client.cookies.output()) == (302, "")
    assert client.get(answer["Location"]).status_code == 200
    deliver_pending(timezone.now())
    told = InboxNotice.objects.values_list("person", "matter", "reason")
    assert list(told) == [(osnabrueck.pk, "page_feedback", "leads")]
    for person, seen in ((osnabrueck, True), (moderator, True), (harburg, False)):
        client.force_login(person)
        html = client.get(reverse("readers:feedback-list")).content.decode()
        assert ("Die Kosten fehlen." in html) is seen


def test_one_notice_a_day_however_many_say_something(page, osnabrueck) -> None:
    for n in range(3):
        give_feedback(reader=osnabrueck, page=page, helpful=False, missing=str(n), now=NOW)
    give_feedback(reader=osnabrueck, page=page, helpful=True, missing="", now=NOW)
    deliver_pending(timezone.now())
    assert InboxNotice.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [{"homepage": "http://spam.example"}, {"helpful": "vielleicht"}, {"shown_at": "forged"}],
)
def test_programs_are_kept_out(client, page, monkeypatch, values) -> None:
    assert client.post(address_of(page), filled(monkeypatch, **values)).status_code == 200
    assert Feedback.objects.count() == 0


def test_an_address_says_only_so_much_in_an_hour(client, page, monkeypatch) -> None:
    sent = filled(monkeypatch)
    codes = {client.post(address_of(page), sent).status_code for _ in range(PER_HOUR)}
    assert codes == {302}
    assert client.post(address_of(page), sent).status_code == 429
    assert Feedback.objects.count() == PER_HOUR


def test_a_page_one_may_not_see_takes_none(client, harburg, monkeypatch) -> None:
    internal = case_study(organisation(OSNABRUECK), visibility="county")
    client.force_login(harburg)
    assert client.post(address_of(internal), filled(monkeypatch)).status_code == 404
    assert (
        client.get(reverse("readers:feedback-thanks") + f"?seite={internal.pk}").status_code == 404
    )
    assert Feedback.objects.count() == 0


def test_who_looks_after_the_page_settles_it(client, page, osnabrueck, harburg) -> None:
    one = give_feedback(reader=harburg, page=page, helpful=False, missing="Recht?", now=NOW)
    address = reverse("readers:feedback-settle", args=[one.key])
    for stranger in (harburg, person_of(organisation(HARBURG))):
        client.force_login(stranger)
        assert client.post(address).status_code == 404
    client.force_login(osnabrueck)
    client.post(address)
    one.refresh_from_db()
    assert one.done_by == osnabrueck
    listed = reverse("readers:feedback-list")
    assert "Recht?" not in client.get(listed).content.decode()
    assert "Recht?" in client.get(listed + "?ansicht=erledigt").content.decode()
    client.post(address, {"open": "1"})
    assert "Recht?" in client.get(listed).content.decode()
    assert client.get(listed + "?ansicht=zahlen").status_code == 200


def test_moderators_read_nothing_about_internal_pages(client, osnabrueck, moderator) -> None:
    internal = case_study(organisation(OSNABRUECK), visibility="county")
    give_feedback(reader=osnabrueck, page=internal, helpful=False, missing="Zirbelnuss", now=NOW)
    client.force_login(moderator)
    for view in ("", "erledigt", "zahlen"):
        html = client.get(reverse("readers:feedback-list") + f"?ansicht={view}").content.decode()
        assert ("Zirbelnuss" in html, internal.title in html) == (False, False)


def test_a_suspended_county_reads_no_feedback(client, page, osnabrueck) -> None:
    give_feedback(reader=osnabrueck, page=page, helpful=False, missing="Recht?", now=NOW)
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    client.force_login(osnabrueck)
    assert "Recht?" not in client.get(reverse("readers:feedback-list")).content.decode()


def test_it_is_deleted_after_a_year(page, osnabrueck) -> None:
    give_feedback(reader=osnabrueck, page=page, helpful=True, missing="", now=NOW)
    assert forget_feedback(NOW + KEEP_FEEDBACK) == 0
    assert forget_feedback(NOW + KEEP_FEEDBACK + timedelta(days=1)) == 1


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_costs_the_same(
    client, page, osnabrueck, number, django_assert_num_queries
) -> None:
    for n in range(number):
        give_feedback(reader=osnabrueck, page=page, helpful=False, missing=str(n), now=NOW)
    client.force_login(osnabrueck)
    client.get(reverse("readers:feedback-list"))
    with django_assert_num_queries(5):
        client.get(reverse("readers:feedback-list"))
