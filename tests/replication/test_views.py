"""Reports on their pages."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from portal.members.models import Membership, Organisation
from portal.replication.models import Report
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.replication import report

Role = Membership.Role
FILLED = {"result": "partly", "outcome": "Zur Hälfte.", "visibility": "public"}


def text(response) -> str:
    """Return what the page says."""
    return response.content.decode()


def test_a_county_reports_and_everybody_reads_it(client, harburg, ploen, page) -> None:
    client.force_login(harburg)
    assert reverse("replication:report-write", args=[page.pk]) in text(
        client.get(page.get_absolute_url())
    )
    county = organisation(HARBURG).pk
    address = reverse("replication:report-write", args=[page.pk])
    posted = client.post(address, {**FILLED, "county": county})
    assert posted["Location"] == page.get_absolute_url() + "#nachnutzung"
    report(ploen, page, outcome="Nur unter uns.", visibility="members")
    assert "Nur unter uns." in text(client.get(page.get_absolute_url()))
    client.logout()
    public = text(client.get(page.get_absolute_url()))
    assert ("Zur Hälfte." in public, "Nur unter uns." in public, "Hanna" in public) == (
        True,
        False,
        False,
    )
    assert "1 ausprobiert, 0 mit Erfolg" in public


def test_the_form_says_what_is_missing(client, harburg, page) -> None:
    client.force_login(harburg)
    answer = client.post(reverse("replication:report-write", args=[page.pk]), {"outcome": " "})
    assert answer.status_code == 200
    assert Report.objects.count() == 0
    assert "error-summary" in text(answer)


def test_a_crafted_form_reports_for_no_other_county(client, harburg, ploen, page) -> None:
    client.force_login(harburg)
    for values in ({"county": organisation(PLOEN).pk}, {"visibility": "county"}):
        sent = {**FILLED, "county": organisation(HARBURG).pk, **values}
        client.post(reverse("replication:report-write", args=[page.pk]), sent)
    assert Report.objects.count() == 0


def test_who_cannot_report_is_told_why(client, osnabrueck, moderator, page) -> None:
    for person in (osnabrueck, moderator):
        client.force_login(person)
        address = reverse("replication:report-write", args=[page.pk])
        assert client.get(address).status_code == 403


def test_a_page_one_may_not_see_takes_no_report(client, harburg) -> None:
    internal = case_study(organisation(OSNABRUECK), visibility="county")
    client.force_login(harburg)
    address = reverse("replication:report-write", args=[internal.pk])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["report-edit", "report-withdraw", "report-hide"])
def test_another_county_changes_nothing(client, ploen, harburg, page, name) -> None:
    one = report(harburg, page)
    client.force_login(ploen)
    answer = client.post(reverse(f"replication:{name}", args=[one.key]), {"reason": "Stört."})
    one.refresh_from_db()
    assert (answer.status_code, one.is_withdrawn, one.is_hidden) == (403, False, False)


def test_a_hidden_report_is_there_for_its_county_and_moderators(
    client, harburg, ploen, moderator, page
) -> None:
    one = report(harburg, page, outcome="Zirbelnuss")
    client.force_login(moderator)
    address = reverse("replication:report-hide", args=[one.key])
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "Nennt eine Person."}).status_code == 302
    detail = reverse("replication:report-detail", args=[one.key])
    for person, status in ((harburg, 200), (moderator, 200), (ploen, 404)):
        client.force_login(person)
        assert client.get(detail).status_code == status
        assert "Zirbelnuss" not in text(client.get(page.get_absolute_url()))
    client.force_login(moderator)
    listed = text(client.get(reverse("replication:report-list") + "?ansicht=ausgeblendet"))
    assert "Zirbelnuss" in listed
    client.post(reverse("replication:report-show", args=[one.key]))
    assert "Zirbelnuss" in text(client.get(page.get_absolute_url()))


def test_a_report_goes_with_its_page(client, harburg, ploen, page) -> None:
    one = report(harburg, page)
    page.unpublish()
    for person, status in ((harburg, 200), (ploen, 404)):
        client.force_login(person)
        detail = reverse("replication:report-detail", args=[one.key])
        assert client.get(detail).status_code == status
    assert client.get(reverse("replication:report-edit", args=[one.key])).status_code == 404


def test_who_was_suspended_reads_no_list_of_reports(client, harburg, page) -> None:
    report(harburg, page, outcome="Zirbelnuss", visibility="members")
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    client.force_login(harburg)
    assert "Zirbelnuss" not in text(client.get(reverse("replication:report-list")))


@pytest.mark.parametrize("number", [1, 10])
def test_a_page_costs_the_same_with_one_report_or_many(
    client, page, number, django_assert_num_queries
) -> None:
    for ags in ("03351", "03352", "03354", "03355", "03356", "03357", "03358", "03359", "03360",
                "03361")[:number]:  # fmt: skip
        report(person_of(organisation(ags)), page)
    client.get(page.get_absolute_url())
    caches["kept"].clear()
    with django_assert_num_queries(10):
        client.get(page.get_absolute_url())


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_costs_the_same_with_one_report_or_many(
    client, harburg, number, django_assert_num_queries
) -> None:
    for _ in range(number):
        report(harburg, case_study(organisation(OSNABRUECK)))
    client.force_login(harburg)
    client.get(reverse("replication:report-list"))
    with django_assert_num_queries(7):
        client.get(reverse("replication:report-list"))
