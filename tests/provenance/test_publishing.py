"""Nothing is published before all have agreed, whatever way it is tried."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.models import Page, Revision

from casestudies.actions import import_case_study
from casestudies.models import CaseStudy
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.outbox.models import Entry
from portal.provenance.models import BlockSource, Citation
from portal.publishing.imports import Common
from portal.publishing.models import ContentPage
from portal.publishing.office import join_office
from tests.factories.casestudies import case_study
from tests.factories.provenance import article, say, source_of
from tests.mailbox import received
from tests.provenance.conftest import addressees
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

NOT_YET = "Landkreis Osnabrück hat noch nicht gesagt"


def publish(page: ContentPage, actor: User | None = None) -> None:
    page.get_latest_revision().publish(user=actor)


def is_live(page: ContentPage) -> bool:
    return bool(Page.objects.get(pk=page.pk).live)


def form_of(client: Client, page: ContentPage, **changes: object) -> dict[str, object]:
    """Return what the CMS's form would send for this page."""
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form = response.context["form"]
    data: dict[str, object] = {}
    for name in form.fields:
        value = form[name].value()
        if name in {"what_was_done", "starting_point", "goal", "law", "result", "lessons", "body"}:
            data |= _stream(name, value)
        elif isinstance(value, bool):
            data |= {name: "on"} if value else {}
        elif value is not None:
            data[name] = value
    for prefix in ("key_figures", "attachments", "comments"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | changes


def _stream(name: str, value: object) -> dict[str, object]:
    blocks = list(value)  # type: ignore[call-overload]
    data: dict[str, object] = {f"{name}-count": len(blocks)}
    for n, block in enumerate(blocks):
        data |= {
            f"{name}-{n}-deleted": "",
            f"{name}-{n}-order": n,
            f"{name}-{n}-type": block.block_type,
            f"{name}-{n}-id": block.id,
            f"{name}-{n}-value": json.dumps(
                {"blocks": [{"key": "a", "type": "unstyled", "text": "Neu gefasst.",
                             "depth": 0, "inlineStyleRanges": [], "entityRanges": []}],
                 "entityMap": {}}
            ),
        }  # fmt: skip
    return data


@pytest.fixture
def draft(moderator, first) -> CaseStudy:
    """A draft of Osnabrück's answer, which has not said anything yet."""
    return CaseStudy.objects.get(pk=article(moderator, first).pk)


@pytest.fixture
def cms(moderator) -> Client:
    """The moderator's browser."""
    return browser(moderator)


def test_the_cms_says_what_is_missing_and_keeps_the_text(cms, draft, osnabrueck, first) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    data = form_of(cms, draft, title="Neuer Titel")
    answer = cms.post(address, data | {"action-publish": "1"}, follow=True)
    html = answer.content.decode()
    assert NOT_YET in html
    assert reverse("provenance:sources", args=[draft.pk]) in html
    assert (is_live(draft), Entry.objects.filter(fact="PagePublished").count()) == (False, 0)
    assert CaseStudy.objects.get(pk=draft.pk).draft_title == "Neuer Titel"

    say(osnabrueck, source_of(first))
    data = form_of(cms, draft, title="Neuer Titel")
    html = cms.post(address, data | {"action-publish": "1"}, follow=True).content.decode()
    assert NOT_YET not in html
    assert is_live(draft)


def test_a_time_cannot_be_set_either(cms, draft) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    later = (timezone.now() + timedelta(days=2)).strftime("%d.%m.%Y %H:%M")
    data = form_of(cms, draft, go_live_at=later)
    html = cms.post(address, data | {"action-publish": "1"}, follow=True).content.decode()
    assert NOT_YET in html
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()


def test_bulk_publishing_obeys(cms, draft) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = cms.post(f"{address}?id={draft.pk}", follow=True)
    assert NOT_YET in answer.content.decode()
    assert not is_live(draft)


def test_publishing_a_folder_with_all_below_obeys(cms, draft) -> None:
    folder = draft.get_parent()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    cms.post(f"{address}?id={folder.pk}", {"include_descendants": "on"})
    assert not is_live(draft)
    with pytest.raises(Refused, match=NOT_YET):
        PublishBulkAction.execute_action([folder], include_descendants=True)
    assert not is_live(draft)


def test_the_cms_api_does_not_publish(cms, draft) -> None:
    answers = {
        cms.post(f"/cms/api/main/pages/{draft.pk}/action/{action}/").status_code
        for action in ("publish", "copy", "revert_to_page_revision")
    }
    assert answers == {404}
    assert not is_live(draft)


def test_a_program_does_not_publish_it(draft, moderator) -> None:
    join_office(moderator)
    for actor in (None, moderator):
        with pytest.raises(Refused, match=NOT_YET):
            publish(draft, actor)
    assert (is_live(draft), Citation.objects.count()) == (False, 0)


def test_an_import_does_not_publish_it(draft) -> None:
    """Whatever the import brings, the blocks it leaves keep their source."""
    common = Common(
        key=draft.key, title="Importiert", organisation=draft.organisation, visibility="members"
    )
    before = draft.what_was_done

    import_case_study(common, now=timezone.now(), body="Ganz anderer Text.")
    page = CaseStudy.objects.get(pk=draft.pk)
    assert page.live
    assert list(page.what_was_done) == []
    page.what_was_done = before
    with pytest.raises(Refused, match=NOT_YET):
        page.save_revision().publish()


def test_the_scheduler_leaves_it_out_and_tells(
    draft, moderator, osnabrueck, ploen, first, second
) -> None:
    """Consent was withdrawn after the time was set: the others are published all the same."""
    other = article(moderator, second)
    for person, one in ((osnabrueck, first), (ploen, second)):
        say(person, source_of(one))
    past = timezone.now() - timedelta(minutes=5)
    for page in (draft, other):
        revision = page.get_latest_revision()
        revision.approved_go_live_at = past
        revision.save()
    say(osnabrueck, source_of(first), agrees=False)
    received().clear()
    call_command("publish_scheduled")
    assert (is_live(draft), is_live(other)) == (False, True)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    held = [mail for mail in received() if "Nicht" in mail.subject]
    assert [mail.subject for mail in held] == ["Nicht veröffentlicht: Filmen im Kreishaus"]
    assert addressees(held) == [moderator.email]
    call_command("publish_scheduled")
    assert not is_live(draft)


def test_a_withdrawn_consent_leaves_the_page_and_keeps_it_from_the_next_version(
    draft, osnabrueck, first
) -> None:
    say(osnabrueck, source_of(first))
    publish(draft)
    say(osnabrueck, source_of(first), agrees=False)
    assert is_live(draft)
    page = CaseStudy.objects.get(pk=draft.pk)
    with pytest.raises(Refused, match="zurückgezogen"):
        page.save_revision().publish()
    page.unpublish()
    assert not is_live(draft)


def test_without_the_block_it_is_published(draft) -> None:
    draft.what_was_done = []
    draft.body = json.dumps([{"type": "text", "value": "<p>Eigener Text.</p>"}])
    draft.save_revision().publish()
    assert (is_live(draft), Citation.objects.count()) == (True, 0)


def test_a_block_that_was_moved_keeps_its_source(draft, osnabrueck, first) -> None:
    draft.lessons, draft.what_was_done = draft.what_was_done, []
    revision = draft.save_revision()
    with pytest.raises(Refused):
        revision.publish()
    say(osnabrueck, source_of(first))
    revision.publish()
    assert Citation.objects.get().source == source_of(first)


def test_a_copy_carries_its_sources_along(cms, draft, osnabrueck, first) -> None:
    address = reverse("wagtailadmin_pages:copy", args=[draft.pk])
    cms.post(
        address,
        {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": draft.get_parent().pk},
    )
    copy = CaseStudy.objects.get(slug="kopie")
    assert copy.key != draft.key
    with pytest.raises(Refused, match=NOT_YET):
        publish(copy)
    say(osnabrueck, source_of(first))
    publish(copy)
    assert Citation.objects.get().page_key == copy.key
    assert BlockSource.objects.count() == 1


def test_more_readers_than_were_named_need_a_new_consent(draft, osnabrueck, first) -> None:
    say(osnabrueck, source_of(first))
    draft.visibility = "public"
    with pytest.raises(Refused, match="weniger Lesenden"):
        draft.save_revision().publish()
    assert not is_live(draft)


def test_a_countys_own_words_do_not_pass_to_another_county(draft, osnabrueck, ploen, first) -> None:
    say(osnabrueck, source_of(first))
    BlockSource.objects.update(visibility="county")
    draft.visibility, draft.organisation = "county", ploen.memberships.get().organisation
    with pytest.raises(Refused, match="weniger Lesenden"):
        draft.save_revision().publish()


def test_the_form_lists_the_sources(cms, draft, first) -> None:
    html = cms.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Quellen dieser Seite" in html
    assert "Landkreis Osnabrück, Antwort: Wer filmt bei Ihnen?" in html
    assert "Olaf" not in html


def test_a_page_without_sources_has_no_panel(cms, moderator, first) -> None:
    page = case_study(first.organisation)
    html = cms.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Quellen dieser Seite" not in html


@pytest.mark.postgresql
def test_publishing_and_deciding_hold_the_same_row(draft, osnabrueck, first) -> None:
    """Whichever comes first, the other waits and finds its outcome."""
    source = say(osnabrueck, source_of(first))
    for act in (lambda: publish(draft), lambda: say(osnabrueck, source, agrees=False)):
        with CaptureQueriesContext(connection) as queries:
            act()
        held = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"]]
        assert [sql for sql in held if 'FROM "provenance_blocksource"' in sql] != []
