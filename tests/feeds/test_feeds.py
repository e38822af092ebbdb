"""Feeds tell their reader what she may read, as long as her key holds."""

from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from forum.models import Question
from portal.feeds.actions import make_feed_key, revoke_feed_key
from portal.feeds.keys import secret_of
from portal.feeds.models import FeedKey
from portal.members.models import Organisation, User
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

ATOM = "{http://www.w3.org/2005/Atom}"
QUESTIONS = "/fragen/feed/"
OF_OSNABRUECK = "/fragen/feed/kreis/landkreis-osnabrueck/"


@pytest.fixture
def harburg(db: None) -> User:
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def osnabrueck(db: None) -> User:
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


@pytest.fixture
def content(harburg: User) -> Question:
    """Three questions of Harburg: for all, for members, for itself; answers the one for members."""
    ask(harburg, title="Öffentlich gefragt", visibility="public", topics=())
    ask(harburg, title="Intern gefragt", visibility="county")
    return ask(harburg, title="Mitglieder gefragt", visibility="members")


def key_of(person: User) -> str:
    return secret_of(make_feed_key(actor=person, now=timezone.now()))


def read(path: str, secret: str = "", status: int = 200) -> Element:
    response = Client().get(path, {"schluessel": secret} if secret else {})
    assert response.status_code == status
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return fromstring(response.content)


def titles(feed: Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]


@pytest.mark.usefixtures("content")
def test_everybody_reads_what_she_may_read(harburg: User, osnabrueck: User) -> None:
    assert titles(read(QUESTIONS)) == ["Öffentlich gefragt"]
    members = ["Mitglieder gefragt", "Öffentlich gefragt"]
    assert titles(read(QUESTIONS, key_of(osnabrueck))) == members
    assert sorted(titles(read(QUESTIONS, key_of(harburg)))) == ["Intern gefragt", *members]


@pytest.mark.usefixtures("content")
def test_a_session_opens_no_feed(harburg: User) -> None:
    client = Client()
    client.force_login(harburg)
    assert titles(fromstring(client.get(QUESTIONS).content)) == ["Öffentlich gefragt"]


@pytest.mark.usefixtures("content")
def test_a_key_opens_nothing_else(harburg: User) -> None:
    secret = key_of(harburg)
    for path in ("/konto/", "/uebersicht/", "/api/v1/questions"):
        response = Client().get(path, {"schluessel": secret})
        assert "Mitglieder gefragt" not in response.content.decode()
    headers = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/questions", headers=headers).status_code == 401


@pytest.mark.parametrize("secret", ["falsch", "a.b", "0" * 32, "\x00", "x" * 5_000])
def test_a_forged_key_is_no_step_down_to_the_public(content: Question, secret: str) -> None:
    response = Client().get(QUESTIONS, {"schluessel": secret})
    assert (response.status_code, b"ffentlich gefragt" in response.content) == (403, False)


def test_the_name_of_a_key_is_not_its_secret(content: Question, harburg: User) -> None:
    key = make_feed_key(actor=harburg, now=timezone.now())
    for guess in (key.name, f"{key.name}.", f"{key.name}.{key.name}"):
        assert Client().get(QUESTIONS, {"schluessel": guess}).status_code == 403


def test_a_revoked_key_is_closed_at_once_and_a_new_one_differs(
    content: Question, harburg: User
) -> None:
    old = key_of(harburg)
    revoke_feed_key(actor=harburg)
    assert Client().get(QUESTIONS, {"schluessel": old}).status_code == 403
    assert key_of(harburg) != old
    assert Client().get(QUESTIONS, {"schluessel": old}).status_code == 403


def test_asking_twice_keeps_the_key(harburg: User) -> None:
    assert key_of(harburg) == key_of(harburg)
    assert FeedKey.objects.count() == 1


def test_whoever_is_out_reads_what_the_public_reads(content: Question, osnabrueck: User) -> None:
    secret = key_of(osnabrueck)
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    assert titles(read(QUESTIONS, secret)) == ["Öffentlich gefragt"]
    User.objects.filter(pk=osnabrueck.pk).update(is_active=False)
    assert Client().get(QUESTIONS, {"schluessel": secret}).status_code == 403


def test_whoever_left_reads_what_the_public_reads(content: Question, harburg: User) -> None:
    secret = key_of(harburg)
    harburg.memberships.all().delete()
    assert titles(read(QUESTIONS, secret)) == ["Öffentlich gefragt"]


def test_a_feed_names_counties_and_no_persons(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg, title="Wer & was <b>?", body="Ein **Text**. <script>x</script>")
    answer(osnabrueck, question, "Antwort von uns.")
    secret = key_of(osnabrueck)
    for path in (QUESTIONS, f"/fragen/feed/frage/{question.pk}/", OF_OSNABRUECK):
        text = Client().get(path, {"schluessel": secret}).content.decode()
        assert ("Hanna" in text, "Olaf" in text, "<script" in text) == (False, False, False)
        assert secret not in text
    (entry,) = read(QUESTIONS, secret).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Wer & was <b>?"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Landkreis Harburg"
    assert entry.findtext(f"{ATOM}id") == f"http://testserver/fragen/{question.pk}/"


def test_a_topic_keeps_to_itself(harburg: User) -> None:
    ask(harburg, title="Ohne Thema", visibility="public")
    asked = ask(harburg, title="Mit Thema", visibility="public")
    topic = asked.topics.model.objects.get(slug="moderation")
    asked.topics.add(topic)
    assert titles(read(f"{QUESTIONS}?thema=moderation")) == ["Mit Thema"]
    assert Client().get(QUESTIONS, {"thema": "gibt-es-nicht"}).status_code == 404


def test_a_county_has_its_questions_and_its_answers(
    content: Question, harburg: User, osnabrueck: User
) -> None:
    answer(osnabrueck, content)
    secret = key_of(harburg)
    assert titles(read(OF_OSNABRUECK, secret)) == ["Antwort: Mitglieder gefragt"]
    assert titles(read(OF_OSNABRUECK)) == []


def test_the_answers_of_a_hidden_question_are_no_page(content: Question, osnabrueck: User) -> None:
    answer(osnabrueck, content)
    path = f"/fragen/feed/frage/{content.pk}/"
    assert Client().get(path).status_code == 404
    assert titles(read(path, key_of(osnabrueck))) == ["Antwort: Mitglieder gefragt"]


@pytest.mark.usefixtures("content")
def test_nothing_new_is_told_in_few_bytes() -> None:
    client = Client()
    etag = client.get(QUESTIONS)["ETag"]
    again = client.get(QUESTIONS, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("number", [1, 10])
def test_a_feed_takes_the_same_queries(harburg: User, osnabrueck: User, number: int) -> None:
    for _nth in range(number):
        answer(osnabrueck, ask(harburg, visibility="public"))
    for path, expected in ((QUESTIONS, 2), (OF_OSNABRUECK, 3)):
        with CaptureQueriesContext(connection) as queries:
            read(path)
        assert (path, len(queries)) == (path, expected)


def test_too_many_requests_are_told_to_wait(
    content: Question, harburg: User, settings: Settings
) -> None:
    settings.FEED_REQUESTS_PER_HOUR = 2
    secret, other = key_of(harburg), key_of(person_of(organisation(OSNABRUECK)))
    answers = [Client().get(QUESTIONS, {"schluessel": secret}) for _nth in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "3600"
    assert Client().get(QUESTIONS, {"schluessel": other}).status_code == 200


def test_only_reading_is_possible(db: None) -> None:
    assert Client().post(QUESTIONS).status_code == 405
