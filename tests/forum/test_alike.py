"""What is about the same as a question: a page of its own, and a part its page fetches."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from forum.models import Question
from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from tests.factories import confidential
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.forum import ask
from tests.factories.members import OSNABRUECK, organisation, person_of

TITLE = "Wer moderiert Kommentare?"
OWN_PAGE, PART = "forum:question-alike", "forum:question-alike-part"


@pytest.fixture
def question(searching: None, harburg: User) -> Question:
    """A public question, with content of all kinds about the same, some of it not for all."""
    county = organisation(OSNABRUECK)
    case_study(county, title="Kommentare im Fall")
    guideline(county, title="Kommentare im Leitfaden")
    news(county, title="Kommentare in der Nachricht")
    ask(harburg, title="Kommentare intern?", visibility="members")
    ask(harburg, title="Kommentare geheim?", visibility="county")
    return ask(harburg, title=TITLE, visibility="public")


def read(name: str, question: Question, reader: User | None = None) -> str:
    client = Client(headers={"accept-language": "de"})
    if reader:
        client.force_login(reader)
    return client.get(reverse(name, args=[question.pk])).content.decode()


def found(text: str) -> list[str]:
    names = ("im Fall", "im Leitfaden", "in der Nachricht", "intern?", "geheim?")
    return [name for name in names if f"Kommentare {name}" in text]


@pytest.mark.parametrize("name", [OWN_PAGE, PART])
def test_all_kinds_are_shown_as_the_reader_may_see_them(
    question: Question, harburg: User, osnabrueck: User, name: str
) -> None:
    deliver_pending(timezone.now())
    public = ["im Fall", "im Leitfaden", "in der Nachricht"]
    assert found(read(name, question)) == public
    assert found(read(name, question, osnabrueck)) == [*public, "intern?"]
    assert found(read(name, question, harburg)) == [*public, "intern?", "geheim?"]
    assert f">{TITLE}</a><br>" not in read(name, question)


def test_what_was_withdrawn_meanwhile_is_not_shown(question: Question, osnabrueck: User) -> None:
    deliver_pending(timezone.now())
    Question.objects.filter(title="Kommentare intern?").update(visibility="county")
    assert "intern?" not in found(read(PART, question, osnabrueck))


def test_a_question_one_may_not_see_has_none(question: Question, osnabrueck: User) -> None:
    deliver_pending(timezone.now())
    secret = Question.objects.get(title="Kommentare geheim?")
    client = Client()
    client.force_login(osnabrueck)
    for name in (OWN_PAGE, PART):
        assert client.get(reverse(name, args=[secret.pk])).status_code == 404
        assert client.post(reverse(name, args=[question.pk])).status_code == 405


def test_who_asks_confidentially_is_not_betrayed(searching: None, osnabrueck: User) -> None:
    counties = [organisation(ags) for ags in confidential.MEMBERS]
    asker = person_of(counties[0])
    hidden = confidential.ask(asker, title="Kommentare vertraulich?", visibility="members")
    ask(asker, title="Kommentare bei uns", visibility="county")
    open_question = ask(osnabrueck, title=TITLE)
    deliver_pending(timezone.now())
    text = read(PART, open_question, osnabrueck)
    assert ("Kommentare vertraulich?" in text, confidential.NAME in text) == (True, True)
    assert counties[0].display_name not in text
    assert "bei uns" not in read(PART, hidden, osnabrueck)


def test_the_question_page_only_leads_there(
    question: Question, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deliver_pending(timezone.now())
    client = Client()
    page = client.get(question.get_absolute_url()).content.decode()
    assert f'data-later="{reverse(PART, args=[question.pk])}"' in page
    assert f'href="{reverse(OWN_PAGE, args=[question.pk])}"' in page
    assert found(page) == []
    client.get(reverse(PART, args=[question.pk]))
    with django_assert_num_queries(2):
        client.get(reverse(PART, args=[question.pk]))


@pytest.mark.usefixtures("searching")
def test_a_question_called_like_the_page_has_an_address(harburg: User) -> None:
    question = ask(harburg, title="Ähnlich?!!!!", visibility="public")
    page = Client().get(question.get_absolute_url())
    assert "Ähnlich?!!!!</h1>" in page.content.decode()
