"""Who may edit a page finds the way from the page her readers see; nobody else sees one."""

import re

import pytest
from django.test import Client
from wagtail.models import Page

from portal.members.models import Membership, Organisation, User
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.members import HARBURG, administrator, organisation, person, person_of
from tests.factories.trails import trail
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db
EDIT = re.compile(r'<a href="([^"]+)">Diese Seite bearbeiten</a>')


def link(page: Page, reader: User | None) -> str:
    client = browser(reader) if reader else Client()
    found = EDIT.findall(client.get(page.get_absolute_url()).content.decode())
    assert len(found) <= 1
    return found[0] if found else ""


def test_moderators_edit_every_page_they_read_in_the_cms(osnabrueck: Organisation) -> None:
    pages = [make(osnabrueck) for make in (case_study, guideline, news, trail)]
    readers = (person("Mona", User.PlatformRole.MODERATOR), administrator())
    for page in pages:
        for reader in readers:
            assert link(page, reader) == f"/cms/pages/{page.pk}/edit/"
            assert browser(reader).get(f"/cms/pages/{page.pk}/edit/").status_code == 200


def test_a_county_goes_on_writing_where_it_writes(osnabrueck: Organisation) -> None:
    author, colleague = person_of(osnabrueck), person_of(osnabrueck)
    lead = person_of(osnabrueck, Membership.Role.COORDINATOR)
    other = person_of(organisation(HARBURG), Membership.Role.COORDINATOR)
    page, leaflet = case_study(osnabrueck), guideline(osnabrueck)
    Page.objects.filter(pk__in=[page.pk, leaflet.pk]).update(owner=author)
    url = f"/fallbeispiele/schreiben/{page.pk}/"
    readers = (author, lead, colleague, other, None)
    # In this order: what one of them is shown is kept for all who may read the same.
    assert [link(page, reader) for reader in readers] == [url, url, "", "", ""]
    assert browser(author).get(url).status_code == 200
    assert [link(leaflet, reader) for reader in readers] == [""] * 5
    organisation(status=Organisation.Status.SUSPENDED)
    assert [link(page, reader) for reader in (author, lead)] == ["", ""]


@pytest.fixture
def osnabrueck(db: None) -> Organisation:
    return organisation()
