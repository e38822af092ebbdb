"""Answers rest on foundations, too; who may say so, and who sees the warning."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.models import Answer
from portal.kernel.content import Reference
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.notifications.models import InboxNotice
from portal.upkeep.actions.foundations import rest_thing, review_thing
from portal.upkeep.models import Reliance, Review
from portal.upkeep.queries.validity import counted, dependents, flags_of_thing
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, organisation, person_of
from tests.factories.upkeep import change, foundation
from tests.publishing.conftest import browser
from tests.upkeep.conftest import NOW, deliver

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(days=1)


@pytest.fixture
def harburg(db: None) -> User:
    """Who asked."""
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def given(owner: User, harburg: User) -> Answer:
    """Osnabrück's answer for all members."""
    return answer(owner, ask(harburg, title="Gilt das Urteil noch?"), "Ja, noch.")


def thing(of: Answer) -> Reference:
    return Reference("answer", of.key)


def url(of: Answer) -> str:
    return reverse("forum:answer-foundations", args=[of.pk])


def test_its_author_says_on_what_it_rests_and_that_it_holds(
    given, owner, harburg, moderator, ruling
) -> None:
    client = browser(owner)
    assert url(given) in client.get(given.question.get_absolute_url()).content.decode()
    assert client.post(url(given), {"foundations": [ruling.pk]}).status_code == 302
    assert Reliance.objects.get().thing == thing(given)
    said = change(moderator, ruling, "Es ist aufgehoben.")
    deliver()
    told = InboxNotice.objects.filter(matter="foundation_changed")
    assert list(told.values_list("person__name", "reason")) == [("Olaf Osnabrück", "looks_after")]
    address = given.question.get_absolute_url()
    html = browser(harburg).get(address).content.decode()
    assert "Urteil zu Fanpages: Es ist aufgehoben." in html
    # Letting go of it clears nothing.
    client.post(url(given), {"foundations": []})
    assert len(flags_of_thing(thing(given))) == 1
    client.post(url(given), {"review": "1", "cleared": [said.key], "remark": "Gilt trotzdem."})
    assert "Es ist aufgehoben." not in browser(harburg).get(address).content.decode()
    review = Review.objects.get()
    assert (review.person, review.remark, review.thing_key) == (owner, "Gilt trotzdem.", given.key)


@pytest.mark.parametrize("who", ["colleague", "stranger", "harburg"])
def test_others_say_nothing_of_it(who, request, given, ruling) -> None:
    person = User.objects.get(pk=request.getfixturevalue(who).pk)
    client = browser(person)
    assert client.get(url(given)).status_code == 403
    assert client.post(url(given), {"foundations": [ruling.pk]}).status_code == 403
    with pytest.raises(Refused):
        rest_thing(actor=person, thing=thing(given), foundations=[ruling], now=NOW)
    with pytest.raises(Refused):
        review_thing(actor=person, thing=thing(given), cleared=[], remark="", now=NOW)
    assert (Reliance.objects.count(), Review.objects.count()) == (0, 0)


def test_an_answer_one_may_not_read_is_not_there_and_not_counted(
    owner, moderator, stranger, ruling
) -> None:
    hidden = answer(owner, ask(owner, visibility="county"))
    rest_thing(actor=owner, thing=thing(hidden), foundations=[ruling], now=BEFORE)
    for one in (moderator, stranger):
        assert browser(one).get(url(hidden)).status_code == 404
        assert counted(dependents(one, ruling.reliances.all())) == []
    county = hidden.organisation.display_name
    assert counted(dependents(owner, ruling.reliances.all())) == [(county, 0, 0, 1)]
    assert Client().get(url(hidden)).status_code == 302


def test_warnings_cost_a_thread_no_query(given, owner, moderator) -> None:
    client = Client()
    given.question.visibility = "public"
    given.question.save()
    address = given.question.get_absolute_url()
    client.get(address)
    first = len(_queries(client, address))
    for number in range(3):
        law = foundation(f"Gesetz {number}")
        rest_thing(actor=owner, thing=thing(given), foundations=[law], now=BEFORE)
        change(moderator, law, now=NOW)
    assert len(_queries(client, address)) == first


def _queries(client: Client, address: str) -> list[object]:
    caches["kept"].clear()
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return list(found.captured_queries)
