"""Steps keep their keys, whatever way a guideline goes; example texts can be taken over."""

import importlib

import pytest
from django.apps import apps
from django.test import Client
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from casestudies.actions import NewExample, NewStep
from casestudies.actions.importing import step_key
from casestudies.models import Guideline, Step
from portal.members.models import User
from tests.factories.casestudies import guideline
from tests.factories.members import HARBURG, organisation, person, person_of
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

STEPS = (NewStep("Erst lesen", "Alles.", key="lesen"), NewStep("Dann antworten"))
NETIQUETTE = "Guten Tag,\n\nbitte <b>sachlich</b> bleiben.\n- [Name]"


def published(**fields) -> Guideline:
    return guideline(organisation(), **{"key": "leitfaden", "steps": STEPS, **fields})


def keys(page: Guideline) -> dict[str, str]:
    return {one["title"]: one["key"] for one in Guideline.objects.get(pk=page.pk).html["steps"]}


def test_a_step_is_known_again_by_the_importers_key_or_its_title() -> None:
    before = keys(published())
    assert before["Erst lesen"] == str(step_key("leitfaden", "lesen"))
    renamed = NewStep("Zuerst lesen", key="lesen")
    page = published(steps=[NewStep("Dann antworten", "Anders"), renamed, NewStep("Neu")])
    after = keys(page)
    assert after["Dann antworten"] == before["Dann antworten"]
    assert after["Zuerst lesen"] == before["Erst lesen"]
    assert after["Neu"] not in before.values()
    twice = published(steps=[NewStep("Gleich"), NewStep("Gleich")])
    assert len({one.key for one in twice.steps.all()}) == 2


def test_versions_and_copies_of_the_page_keep_the_keys() -> None:
    page = published()
    before = keys(page)
    version = page.save_revision()
    version.publish()
    version.publish()
    assert keys(page) == before
    copied = Guideline.objects.get(pk=page.pk).copy(update_attrs={"title": "Kopie", "slug": "k"})
    assert keys(copied) == before


def form_of(page: Guideline, steps: list[dict[str, object]]) -> dict[str, str]:
    """Fill in the form of the CMS as a browser does."""
    return nested_form_data(
        {
            "title": page.title, "slug": page.slug, "summary": "", "audience": "",
            "organisation": page.organisation_id, "visibility": page.visibility,
            "body": streamfield([]), "dos": rich_text(""), "donts": rich_text(""),
            "legal_basis": rich_text(""),
            "steps": inline_formset(
                [{"body": rich_text(""), **one} for one in steps],
                initial=sum("id" in one for one in steps),
            ),
            "examples": inline_formset([{"title": "Netiquette", "text": NETIQUETTE}]),
            "comments": inline_formset([]),
        }
    )  # fmt: skip


def test_the_form_of_the_cms_keeps_keys_also_of_steps_without_a_number() -> None:
    page = published()
    before = keys(page)
    moderator = browser(person("Mona Moderation", User.PlatformRole.MODERATOR))
    url = f"/cms/pages/{page.pk}/edit/"
    rows = [
        {"id": one.pk, "key": str(one.key), "title": one.title, "ORDER": number}
        for number, one in enumerate(Step.objects.filter(page=page).order_by("sort_order"))
    ]
    new = [{"title": "Drittens", "key": ""}, {"title": "Viertens", "key": ""}]
    assert moderator.post(url, form_of(page, [*rows, *new])).status_code == 302
    draft = Guideline.objects.get(pk=page.pk).get_latest_revision_as_object()
    named = {one.title: str(one.key) for one in draft.steps.all()}
    assert {title: named[title] for title in before} == before
    assert len(set(named.values())) == 4
    # Saved again before it is published, the new steps have no number yet.
    waiting = [
        {"id": one.pk or "", "key": str(one.key), "title": one.title} for one in draft.steps.all()
    ]
    data = form_of(page, waiting) | {"action-publish": "1"}
    assert moderator.post(url, data).status_code == 302
    assert keys(page) == named
    assert Guideline.objects.get(pk=page.pk).html["examples"] == [
        {"title": "Netiquette", "text": NETIQUETTE}
    ]


def test_versions_from_before_get_the_keys_of_their_rows() -> None:
    page = published()
    version = page.save_revision()
    content = version.content
    for number, step in enumerate(content["steps"]):
        del step["key"]
        step["pk"] = step["pk"] if number == 0 else None
    Revision.objects.filter(pk=version.pk).update(content=content)
    name_steps = importlib.import_module("casestudies.migrations.0004_guidelines").name_steps
    for _again in range(2):
        name_steps(apps, None)
        steps = Revision.objects.get(pk=version.pk).content["steps"]
        assert len({one["key"] for one in steps}) == 2
    assert [one.key for one in Revision.objects.get(pk=version.pk).as_object().steps.all()] == [
        *map(importlib.import_module("uuid").UUID, (one["key"] for one in steps))
    ]


def test_example_texts_are_shown_found_and_downloaded(client: Client) -> None:
    page = published(examples=[NewExample("Netiquette für alle", NETIQUETTE)])
    html = client.get(page.get_absolute_url()).content.decode()
    assert "bitte &lt;b&gt;sachlich&lt;/b&gt; bleiben." in html
    assert "sachlich" in page.text
    url = f"{page.get_absolute_url()}mustertexte/1.txt"
    assert url in html
    file = client.get(url)
    assert file.content.decode() == f"{NETIQUETTE}\n"
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="netiquette-fuer-alle.txt"'
    for number in (0, 2, 99):
        missing = f"{page.get_absolute_url()}mustertexte/{number}.txt"
        assert client.get(missing).status_code == 404
    found = client.get(f"/api/v1/guidelines/{page.key}").json()["examples"]
    assert found == [{"title": "Netiquette für alle", "text": NETIQUETTE}]


def test_the_example_texts_of_an_internal_guideline_are_its_countys(client: Client) -> None:
    page = published(examples=[NewExample("Intern", "Zirbelnuss")], visibility="county")
    url = f"{page.get_absolute_url()}mustertexte/1.txt"
    own, other = person_of(organisation()), person_of(organisation(HARBURG))
    assert [browser(one).get(url).status_code for one in (own, other)] == [200, 404]
    assert client.get(url).status_code == 404
