"""Who sees what on questions, articles and the pages of sources; and what they cost."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.posting import edit_answer
from forum.models import Question
from portal.members.models import Membership, User
from portal.provenance.models import BlockSource
from tests.factories.forum import answer, ask
from tests.factories.members import OSNABRUECK, organisation, person_of
from tests.factories.provenance import article, say, source_of
from tests.provenance.conftest import SECRET
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

TITLE = "Filmen im Kreishaus"
LINK = "Daraus wurde:"
BEGIN = "Daraus ein Fallbeispiel"


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def queries(client: Client, url: str, *, kept: bool = False) -> int:
    client.get(url)
    if not kept:
        caches["kept"].clear()
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


@pytest.fixture
def open_question(harburg) -> Question:
    """A question everyone reads."""
    return ask(harburg, title="Wer filmt?", visibility="public")


def published(moderator: User, *answers, **fields):
    page = article(moderator, *answers, **fields)
    for one in BlockSource.objects.filter(page_key=page.key):
        say(one.author, one)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    return page


def test_question_and_page_lead_to_each_other(client, moderator, osnabrueck, open_question) -> None:
    page = published(moderator, answer(osnabrueck, open_question), visibility="public")
    html = read(client, open_question.get_absolute_url())
    assert LINK in html
    assert page.get_absolute_url() in html
    html = read(client, page.get_absolute_url())
    assert "Landkreis Osnabrück, Antwort auf die Frage" in html
    assert open_question.get_absolute_url() in html
    assert "Olaf" not in html


def test_a_page_for_members_is_not_shown_to_others(
    client, moderator, osnabrueck, ploen, open_question
) -> None:
    one = answer(osnabrueck, open_question)
    page = published(moderator, one, visibility="public")
    page.visibility = "members"
    page.save_revision().publish()
    assert TITLE not in read(client, open_question.get_absolute_url())
    assert TITLE in read(browser(ploen), open_question.get_absolute_url())


def test_a_public_page_of_a_members_question_leads_nobody_there(
    client, moderator, ploen, question, first
) -> None:
    page = published(moderator, first, visibility="public")
    html = read(client, page.get_absolute_url())
    assert "Landkreis Osnabrück, Antwort im Forum" in html
    assert (question.title in html, question.get_absolute_url() in html) == (False, False)
    assert question.title in read(browser(ploen), page.get_absolute_url())


def test_a_draft_is_shown_to_those_who_look_after_it_only(
    client, moderator, harburg_lead, osnabrueck_lead, open_question, osnabrueck
) -> None:
    article(moderator, answer(osnabrueck, open_question), visibility="public")
    begin = reverse("provenance:article-begin", args=[open_question.pk])
    for reader in (client, browser(harburg_lead), browser(osnabrueck), browser(moderator)):
        assert TITLE not in read(reader, open_question.get_absolute_url())
    assert TITLE not in read(browser(harburg_lead), begin)
    for reader in (moderator, osnabrueck_lead):
        assert TITLE in read(browser(reader), begin)


def test_what_is_taken_back_is_not_shown_any_more(
    client, moderator, osnabrueck, open_question
) -> None:
    page = published(moderator, answer(osnabrueck, open_question), visibility="public")
    url = open_question.get_absolute_url()
    assert TITLE in read(client, url)
    page.unpublish()
    assert TITLE not in read(client, url)


def test_to_begin_is_offered_to_those_who_may(
    client, moderator, harburg, harburg_lead, osnabrueck_lead, ploen_lead, open_question, osnabrueck
) -> None:
    url = open_question.get_absolute_url()
    assert BEGIN not in read(browser(moderator), url)
    answer(osnabrueck, open_question)
    offered = {
        name: BEGIN in read(reader, url)
        for name, reader in {
            "stranger": client, "staff": browser(harburg), "other": browser(ploen_lead),
            "asker": browser(harburg_lead), "answerer": browser(osnabrueck_lead),
            "moderator": browser(moderator),
        }.items()
    }  # fmt: skip
    assert offered == {
        "stranger": False, "staff": False, "other": False,
        "asker": True, "answerer": True, "moderator": True,
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 10])
def test_a_question_costs_the_same_whatever_became_of_it(
    client, moderator, osnabrueck, osnabrueck_lead, harburg, open_question, number
) -> None:
    one = answer(osnabrueck, open_question)
    for n in range(number):
        published(moderator, one, visibility="public", title=f"{TITLE} {n}")
        article(moderator, one, visibility="public", title=f"Entwurf {n}")
    url = open_question.get_absolute_url()
    counted = {
        name: (queries(reader, url), queries(reader, url, kept=True))
        for name, reader in {
            "stranger": client, "staff": browser(harburg), "lead": browser(osnabrueck_lead),
            "moderator": browser(moderator),
        }.items()
    }  # fmt: skip
    assert counted == {
        "stranger": (6, 2), "staff": (10, 6), "lead": (10, 6), "moderator": (11, 7),
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 10])
def test_a_page_costs_the_same_with_one_source_or_ten(
    client, moderator, osnabrueck, open_question, number
) -> None:
    answers = [answer(osnabrueck, open_question, f"Antwort {n}.") for n in range(number)]
    page = published(moderator, *answers, visibility="public")
    url = page.get_absolute_url()
    assert (queries(client, url), queries(client, url, kept=True)) == (11, 2)


@pytest.mark.parametrize("number", [1, 10])
def test_pages_of_sources_and_consents_cost_the_same(
    moderator, osnabrueck, open_question, number
) -> None:
    answers = [answer(osnabrueck, open_question, f"Antwort {n}.") for n in range(number)]
    page = article(moderator, *answers, visibility="public")
    sources = queries(browser(moderator), reverse("provenance:sources", args=[page.pk]))
    consents = queries(browser(osnabrueck), reverse("provenance:consent-list"))
    assert (sources, consents) == (17, 6)


def test_sources_are_seen_by_those_who_look_after_the_page(
    client, moderator, harburg, osnabrueck, osnabrueck_lead, ploen_lead, first
) -> None:
    page = article(moderator, first)
    edit_answer(actor=osnabrueck, answer=first, body="Neu.", version=1, now=timezone.now())
    for url in (
        reverse("provenance:sources", args=[page.pk]),
        reverse("provenance:source-compare", args=[source_of(first).key]),
    ):
        for reader in (harburg, osnabrueck, ploen_lead):
            assert browser(reader).get(url).status_code == 404
        assert client.get(url).status_code == 302
        for reader in (moderator, osnabrueck_lead):
            assert "Landkreis Osnabrück" in read(browser(reader), url)


def test_a_source_hidden_meanwhile_shows_no_words(
    moderator, osnabrueck, osnabrueck_lead, question, first
) -> None:
    """The question was opened to its county alone after an answer was taken."""
    page = article(moderator, first)
    edit_answer(actor=osnabrueck, answer=first, body="Neu.", version=1, now=timezone.now())
    Question.objects.filter(pk=question.pk).update(visibility="county")
    html = read(browser(osnabrueck_lead), reverse("provenance:sources", args=[page.pk]))
    assert question.title not in html
    url = reverse("provenance:source-compare", args=[source_of(first).key])
    assert browser(osnabrueck_lead).get(url).status_code == 404


def test_a_consent_is_shown_to_who_decides_only(
    client, moderator, osnabrueck, osnabrueck_lead, ploen_lead, ploen, first, second
) -> None:
    article(moderator, first, second)
    url = reverse("provenance:consent-decide", args=[source_of(first).key])
    for reader in (moderator, osnabrueck_lead, ploen_lead, ploen):
        assert browser(reader).get(url).status_code == 404
        assert browser(reader).post(url, {"agree": "1"}).status_code == 404
    assert client.get(url).status_code == 302
    html = read(browser(osnabrueck), url)
    assert SECRET in html
    assert "Agentur" not in html
    listed = read(browser(ploen), reverse("provenance:consent-list"))
    assert source_of(second).key in listed
    assert source_of(first).key not in listed


def test_what_the_cms_hides_from_a_moderator_is_hidden_here(
    moderator, osnabrueck_lead, osnabrueck, first
) -> None:
    """Its county keeps to itself what it is still writing."""
    page = article(osnabrueck_lead, first)
    page.visibility, page.title = "county", SECRET
    page.save_revision()
    edit_answer(actor=osnabrueck, answer=first, body="Neu.", version=1, now=timezone.now())
    key = source_of(first).key
    for url in (
        reverse("provenance:sources", args=[page.pk]),
        reverse("provenance:source-compare", args=[key]),
    ):
        assert browser(moderator).get(url).status_code == 404
        assert browser(osnabrueck_lead).get(url).status_code == 200
    seen = reverse("provenance:source-seen", args=[key])
    assert browser(moderator).post(seen, {"version": 2}).status_code == 404
    assert SECRET not in read(browser(moderator), first.question.get_absolute_url()).replace(
        first.body_html, ""
    ).replace(first.question.body_html, "")


def test_who_has_lost_her_role_looks_after_nothing(osnabrueck_lead, first) -> None:
    page = article(osnabrueck_lead, first)
    Membership.objects.filter(user=osnabrueck_lead).update(role=Membership.Role.STAFF)
    url = reverse("provenance:sources", args=[page.pk])
    assert browser(osnabrueck_lead).get(url).status_code == 404


def test_colleagues_of_a_moderator_begin_nothing(first, question) -> None:
    colleague = person_of(organisation(OSNABRUECK))
    url = reverse("provenance:article-begin", args=[question.pk])
    assert browser(colleague).get(url).status_code == 403
