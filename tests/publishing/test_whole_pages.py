"""A stranger's page is kept whole: nothing of anybody else may stand in it, nor be missing."""

import pytest
from django.test import Client

from portal.members.models import Membership, User
from tests.factories.casestudies import case_study
from tests.factories.members import organisation, person_of

pytestmark = pytest.mark.django_db
FAREWELL = "Sie sind abgemeldet."


@pytest.fixture
def member() -> User:
    return person_of(organisation(), Membership.Role.STAFF, name="Wiebke Fries")


def logged_in(member: User) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(member)
    return client


def test_each_reader_gets_her_own_frame_whoever_came_first(member: User) -> None:
    url = case_study(organisation(), title="Krisenübung").get_absolute_url()
    stranger = Client(headers={"accept-language": "de"})
    for _twice in range(2):
        hers = logged_in(member).get(url).content.decode()
        shown = stranger.get(url).content.decode()
        assert ("Wiebke Fries" in hers, "csrfmiddlewaretoken" in hers) == (True, True)
        assert ("Wiebke Fries" in shown, "csrfmiddlewaretoken" in shown) == (False, False)
    english = Client(headers={"accept-language": "en"}).get(url).content.decode()
    assert ('lang="de"' in shown, 'lang="en"' in english) == (True, True)


def test_what_a_stranger_is_told_is_for_her_alone(member: User) -> None:
    url = case_study(organisation(), title="Krisenübung").get_absolute_url()
    leaving, other = logged_in(member), Client(headers={"accept-language": "de"})
    other.get(url)
    leaving.post("/konto/logout/")
    assert FAREWELL in leaving.get(url).content.decode()
    assert FAREWELL not in other.get(url).content.decode()
    assert FAREWELL not in leaving.get(url).content.decode()


def test_a_page_taken_back_is_gone_for_strangers_at_once() -> None:
    page = case_study(organisation(), title="Krisenübung")
    stranger = Client()
    assert stranger.get(page.get_absolute_url()).status_code == 200
    type(page).objects.filter(pk=page.pk).update(visibility="county")
    assert stranger.get(page.get_absolute_url()).status_code == 404
