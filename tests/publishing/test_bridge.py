"""Wagtail's signals become facts, in the transaction of the act."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from casestudies.models import CaseStudy, CaseStudyIndex
from portal.outbox.models import Entry
from portal.pages.models import NewsPage
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.members import organisation

pytestmark = pytest.mark.django_db


def forget() -> None:
    Entry.objects.all().delete()


def facts() -> list[tuple[str, str, str]]:
    """Return each fact once: every one of them reaches the search."""
    entries = Entry.objects.filter(reaction="search.reactions.reindex").order_by("pk")
    return list(entries.values_list("fact", "kind", "key"))


@pytest.mark.parametrize("make", [case_study, guideline, news])
def test_publish_unpublish_delete_of_every_kind(make) -> None:
    page = make(organisation())
    forget()
    page.save_revision().publish()
    page.unpublish()
    page.save_revision().publish()
    page.delete()
    assert facts() == [
        ("PagePublished", page.kind, page.key),
        ("PageUnpublished", page.kind, page.key),
        ("PagePublished", page.kind, page.key),
        ("PageUnpublished", page.kind, page.key),
    ]


def test_deleting_a_draft_tells_nothing() -> None:
    page = case_study(organisation(), publish=False)
    page.delete()
    assert facts() == []


def test_a_new_address_is_noted_after_its_commit(django_capture_on_commit_callbacks) -> None:
    page = case_study(organisation())
    forget()
    page.slug = "neue-adresse"
    with django_capture_on_commit_callbacks(execute=True):
        page.save()
    assert facts() == [("PageMoved", "case_study", page.key)]


def test_everything_below_a_moved_folder_is_noted() -> None:
    pages = [case_study(organisation()) for _ in range(2)]
    forget()
    folder = CaseStudyIndex.objects.get()
    folder.move(folder.get_siblings().exclude(pk=folder.pk).last(), pos="right")
    assert facts() == [("PageMoved", "case_study", page.key) for page in pages]


def test_scheduled_publishing_and_expiry_record_their_facts() -> None:
    now = timezone.now()
    coming = case_study(organisation(), publish=False)
    coming.go_live_at = now + timedelta(hours=1)
    coming.save_revision().publish()
    going = case_study(organisation())
    CaseStudy.objects.filter(pk=going.pk).update(expire_at=now - timedelta(hours=1))
    forget()
    with time_machine.travel(now + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert CaseStudy.objects.get(pk=coming.pk).live
    assert not CaseStudy.objects.get(pk=going.pk).live
    assert facts() == [
        ("PageUnpublished", "case_study", going.key),
        ("PagePublished", "case_study", coming.key),
    ]


def test_a_page_is_not_published_when_its_fact_cannot_be_recorded(monkeypatch) -> None:
    page = news(organisation(), publish=False)
    revision = page.save_revision()
    monkeypatch.setattr("casestudies.bridge.record", _fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        revision.publish()
    assert not NewsPage.objects.get(pk=page.pk).live


def _fail(_fact: object) -> None:
    raise RuntimeError
