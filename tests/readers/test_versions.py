"""What a page said when: for those who could read it then, and may read it now."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from casestudies.actions import NewExample, NewKeyFigure, NewStep, import_case_study
from casestudies.models import CaseStudy
from portal.members.models import Membership, Organisation
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import deliver_pending
from portal.publishing.imports import Common
from portal.readers.actions import subscribe
from portal.readers.jobs import keep_first_versions
from portal.readers.models import Subscription, Version
from portal.readers.queries import versions_of
from portal.readers.snapshots import changes, snapshot_of
from tests.factories.casestudies import case_study, guideline
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

ANYBODY = AnonymousUser()


def publish(page: CaseStudy, **changed: object) -> CaseStudy:
    """Change fields of a page, and publish it."""
    fresh = CaseStudy.objects.get(pk=page.pk)
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.save_revision().publish()
    return CaseStudy.objects.get(pk=page.pk)


def texts(client, page, *, of: list[Version]) -> str:
    """Read all pages about these versions, one after the other."""
    addresses = [reverse("readers:versions", args=[page.pk])]
    for name in ("version", "version-changes"):
        addresses += [reverse(f"readers:{name}", args=[page.pk, one.key]) for one in of]
    found = [client.get(address) for address in addresses]
    return "".join(one.content.decode() for one in found if one.status_code == 200)


def test_a_version_is_kept_when_something_new_is_published(page) -> None:
    publish(page)
    publish(page, effort_hours=20)
    kept = [one.content["values"]["effort_hours"] for one in versions_of(page, ANYBODY)]
    assert kept == [20, 10]


def test_drafts_are_no_versions(page) -> None:
    draft = CaseStudy.objects.get(pk=page.pk)
    draft.title = "Zirbelnuss"
    draft.save_revision()
    assert Version.objects.filter(page=page.pk).count() == 1


def test_changes_are_told_by_the_fields_names(page, django_assert_num_queries) -> None:
    common = Common(
        key=page.key,
        title="Facebook im Landratsamt",
        organisation=page.organisation,
        visibility="public",
    )
    import_case_study(
        common,
        now=timezone.now(),
        goal="Wir wollten schnell **antworten**.",
        effort_hours=1200,
        effort_euros=50,
        key_figures=[NewKeyFigure("Anfragen", 7, "Stück", 2013)],
    )
    new, old = versions_of(page, ANYBODY)
    found = list(changes(old.content, new.content, CaseStudy))
    assert [str(one.label) for one in found] == [
        "Titel", "Ziel", "Arbeitsstunden", "Kosten in Euro", "Kennzahlen",
    ]  # fmt: skip
    assert [(piece.tag, piece.text.strip()) for piece in found[1].pieces if piece.tag] == [
        ("ins", "schnell")
    ]
    assert (found[2].before, found[2].after) == (("10",), ("1.200",))
    assert (found[4].before, found[4].after) == ((), ("Anfragen 7.000 Stück 2013",))


def test_steps_of_guidelines_are_compared(client, db) -> None:
    from casestudies.actions import NewStep, import_guideline
    from casestudies.models import Guideline

    page = guideline(organisation(OSNABRUECK), steps=[NewStep("Lesen", "In Ruhe.")])
    common = Common(
        key=page.key, title=page.title, organisation=page.organisation, visibility="public"
    )
    steps = [NewStep("Lesen", "In Ruhe."), NewStep("Antworten")]
    import_guideline(common, now=timezone.now(), body="Ein Text.", steps=steps)
    new, old = versions_of(page, ANYBODY)
    (change,) = changes(old.content, new.content, Guideline)
    assert [piece.text.strip() for piece in change.pieces if piece.tag] == ["Antworten"]
    assert "Antworten" in texts(client, page, of=[new])


def test_what_was_internal_stays_with_its_county(client, harburg, osnabrueck, moderator) -> None:
    page = case_study(organisation(OSNABRUECK), title="Zirbelnuss", visibility="county")
    page = publish(page, title="Zirbelnuss für Mitglieder", visibility="members")
    page = publish(page, title="Jetzt für alle", visibility="public")
    public, members, internal = Version.objects.filter(page=page.pk)
    every = [public, members, internal]
    for person, seen in (
        (None, {public}),
        (harburg, {public, members}),
        (moderator, {public, members}),
        (osnabrueck, {public, members, internal}),
    ):
        client.logout()
        if person:
            client.force_login(person)
        read = {
            one
            for one in every
            if client.get(reverse("readers:version", args=[page.pk, one.key])).status_code == 200
        }
        assert read == seen
        compared = {
            one
            for one in every
            if client.get(reverse("readers:version-changes", args=[page.pk, one.key])).status_code
            == 200
        }
        assert compared == seen
        if person is None:
            assert "Zirbelnuss" not in texts(client, page, of=every)
    client.logout()


def test_versions_go_with_their_page(client, page, harburg, osnabrueck) -> None:
    (version,) = Version.objects.filter(page=page.pk)
    address = version.get_absolute_url()
    answer = client.get(address)
    assert "Wir wollten <strong>antworten</strong>." in answer.content.decode()
    assert 'name="robots" content="noindex"' in answer.content.decode()
    publish(page, visibility="county")
    for person in (None, harburg):
        if person:
            client.force_login(person)
        for name in ("versions", "cite"):
            assert client.get(reverse(f"readers:{name}", args=[page.pk])).status_code == 404
        assert client.get(address).status_code == 404
    client.force_login(osnabrueck)
    assert client.get(address).status_code == 200
    CaseStudy.objects.get(pk=page.pk).unpublish()
    assert client.get(address).status_code == 404


def test_another_pages_version_is_not_there(client, page) -> None:
    other = case_study(organisation(OSNABRUECK), visibility="county")
    (version,) = Version.objects.filter(page=other.pk)
    address = reverse("readers:version", args=[page.pk, version.key])
    assert client.get(address).status_code == 404


def test_pages_from_before_get_a_first_version(page) -> None:
    Version.objects.all().delete()
    assert (keep_first_versions(timezone.now()), keep_first_versions(timezone.now())) == (1, 0)
    (version,) = versions_of(page, ANYBODY)
    assert version.published_at == page.last_published_at


def test_a_citation_names_county_and_version_and_escapes(client, page) -> None:
    page = publish(page, title=r"50 % {mehr} \input{x} & Dialog")
    html = client.get(reverse("readers:cite", args=[page.pk])).content.decode()
    (version, _older) = Version.objects.filter(page=page.pk)
    assert version.get_absolute_url() in html
    assert r"title = {50 \% \{mehr\} \textbackslash{}input\{x\} \&amp; Dialog}" in html
    assert "Landkreis Osnabrück: „50 % {mehr}" in html
    assert "AU  - Landkreis Osnabrück," in html
    # Nothing in the link but the page's address: it opens nothing.
    assert "?key=" not in html


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_of_versions_costs_the_same(
    client, page, number, django_assert_num_queries
) -> None:
    for hours in range(number):
        publish(page, effort_hours=100 + hours)
    address = reverse("readers:versions", args=[page.pk])
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)


def told(person) -> list[str]:
    """Deliver what waits, and say what she was told."""
    deliver_pending(timezone.now())
    return list(InboxNotice.objects.filter(person=person).values_list("matter", flat=True))


def test_subscribers_are_told_of_new_versions_only(client, harburg, page) -> None:
    client.force_login(harburg)
    address = reverse("readers:subscription", args=[page.pk])
    assert client.post(address)["Location"] == page.get_absolute_url()
    client.post(address)
    assert Subscription.objects.filter(person=harburg).count() == 1
    publish(page)
    assert told(harburg) == []
    publish(page, effort_hours=11)
    assert told(harburg) == ["page_changed"]
    inbox = client.get(reverse("inbox:list")).content.decode()
    assert "Arbeitsstunden" in inbox
    client.post(address, {"end": "1"})
    publish(page, effort_hours=12)
    assert told(harburg) == ["page_changed"]


def test_rights_are_asked_when_it_is_told(client, harburg, page) -> None:
    subscribe(actor=harburg, page=page, now=timezone.now())
    publish(page, effort_hours=11)
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    assert told(harburg) == []
    organisation(HARBURG)
    publish(page, effort_hours=12, visibility="county")
    assert told(harburg) == []
    client.force_login(harburg)
    listed = client.get(reverse("readers:subscriptions")).content.decode()
    assert ("Facebook im Kreishaus" in listed, "Abonnement beenden" in listed) == (False, True)
    client.post(reverse("readers:subscription", args=[page.pk]), {"end": "1"})
    assert Subscription.objects.count() == 0


def test_nobody_subscribes_without_a_right(client, page) -> None:
    stranger = person_of(
        organisation(HARBURG, Organisation.Status.SUSPENDED), Membership.Role.STAFF
    )
    client.force_login(stranger)
    assert client.post(reverse("readers:subscription", args=[page.pk])).status_code == 403
    internal = case_study(organisation(OSNABRUECK), visibility="members")
    assert client.post(reverse("readers:subscription", args=[internal.pk])).status_code == 404
    assert Subscription.objects.count() == 0


@pytest.mark.django_db
def test_a_version_of_a_guideline_tells_its_steps_and_example_texts() -> None:
    page = guideline(
        organisation(),
        steps=[NewStep("Ton festlegen", "Wer antwortet *wie*?")],
        examples=[NewExample("Netiquette", "Bleiben Sie sachlich.")],
    )
    sections = snapshot_of(page)["sections"]
    assert sections["steps"] == ["Ton festlegen\nWer antwortet wie?"]
    assert sections["examples"] == ["Netiquette\nBleiben Sie sachlich."]
