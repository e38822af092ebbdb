"""Asking, answering, accepting by a program: with the person's rights, once, and told plainly."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Answer, Question
from portal.members.actions import create_token
from portal.members.models import Organisation, User
from portal.outbox.models import Entry
from tests.factories.care import close, merge, moderator
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, administrator, organisation

QUESTIONS = "/api/v1/questions"
ANSWERS = "/api/v1/answers"
ASKED = {"title": "Wer antwortet am Wochenende?", "body": "Bei uns **niemand**."}
KEY = "0123456789abcdef" * 2


def token(person: User, *, may_write: bool = True) -> str:
    _token, secret = create_token(
        actor=person, label="Intranet", valid_days=30, now=timezone.now(), may_write=may_write
    )
    return secret


def send(secret: str, path: str, method: str = "post", **fields: Any) -> Any:
    client = Client(headers={"authorization": f"Bearer {secret}", "accept-language": "de"})
    return getattr(client, method)(path, fields, content_type="application/json")


def test_a_question_is_asked_like_on_its_page(harburg: User, osnabrueck: User) -> None:
    more = {"topics": ["moderation"], "addressed_to": ["landkreis-osnabrueck"]}
    answered = send(token(harburg), QUESTIONS, **ASKED, **more)
    assert answered.status_code == 201
    question = Question.objects.get()
    assert answered.json()["key"] == question.key
    assert answered.json()["author"] == "Hanna Harburg"
    assert (question.author, question.organisation.ags) == (harburg, HARBURG)
    assert (question.visibility, question.addressed_to_all) == ("members", False)
    assert "<strong>niemand</strong>" in question.body_html
    assert Entry.objects.filter(kind="question", key=question.key).exists()


def test_sent_again_with_its_key_it_is_asked_once(harburg: User) -> None:
    secret = token(harburg)
    keys = {send(secret, QUESTIONS, **ASKED, key=KEY).json()["key"] for _time in range(2)}
    assert keys == {KEY}
    assert Question.objects.count() == 1


def test_an_answer_is_given_accepted_and_taken_back(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg)
    given = send(token(osnabrueck), ANSWERS, question=question.key, body="So.", key=KEY)
    assert (given.status_code, given.json()["organisation"]) == (201, "landkreis-osnabrueck")
    place, secret = f"/api/v1/answers/{KEY}/acceptance", token(harburg)
    assert send(secret, place, "put").json()["is_accepted"] is True
    again = send(secret, place, "put")
    assert again.status_code == 409
    assert again.json()["detail"] == "Diese Antwort ist schon angenommen."
    assert send(secret, place, "delete").status_code == 204
    assert send(secret, place, "delete").status_code == 409
    assert Answer.objects.get().is_accepted is False


def test_only_the_county_that_asked_accepts(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    refused = send(token(osnabrueck), f"/api/v1/answers/{given.key}/acceptance", "put")
    assert refused.status_code == 403
    assert "gefragt hat" in refused.json()["detail"]
    assert Answer.objects.get().is_accepted is False


def test_a_token_that_only_reads_writes_nothing(harburg: User) -> None:
    secret = token(harburg, may_write=False)
    refused = send(secret, QUESTIONS, **ASKED)
    assert refused.status_code == 403
    assert "liest nur" in refused.json()["detail"]
    assert Client().get(QUESTIONS, headers={"authorization": f"Bearer {secret}"}).status_code == 200
    assert Question.objects.count() == 0


def test_a_session_writes_nothing_here(harburg: User) -> None:
    client = Client()
    client.force_login(harburg)
    refused = client.post(QUESTIONS, ASKED, content_type="application/json")
    assert (refused.status_code, Question.objects.count()) == (401, 0)


@pytest.mark.parametrize("secret", ["", "kwt_falsch", "kwt_ä"])
def test_nobody_writes_without_a_valid_token(db: None, secret: str) -> None:
    assert send(secret, QUESTIONS, **ASKED).status_code == 401


def test_who_is_no_member_is_told_so(harburg: User) -> None:
    secret = token(harburg)
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    assert send(secret, QUESTIONS, **ASKED).status_code == 403
    assert send(token(administrator()), QUESTIONS, **ASKED).status_code == 403
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"title": "Kurz"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"body": "\u200b"}, "body"),
        ({"body": "x" * 50_001}, "body"),
        ({"topics": ["gibt-es-nicht"]}, "topics"),
        ({"addressed_to": ["landkreis-nirgendwo"]}, "addressed_to"),
        ({"visibility": "alle"}, "visibility"),
        ({"key": "zu-kurz"}, "key"),
        ({"title": None}, "title"),
        ({"topics": ["a"] * 51}, "topics"),
        ({"organisation": "landkreis-osnabrueck"}, "organisation"),
    ],
    ids=range(11),
)
def test_what_makes_no_sense_is_named(harburg: User, fields: dict[str, Any], place: str) -> None:
    refused = send(token(harburg), QUESTIONS, **(ASKED | fields))
    assert refused.status_code == 422
    assert {one["loc"][-1] for one in refused.json()["detail"]} == {place}
    assert Question.objects.count() == 0


def test_what_one_may_not_see_is_not_there(harburg: User, osnabrueck: User) -> None:
    hidden = ask(harburg, visibility="county")
    given = answer(harburg, hidden)
    secret = token(osnabrueck)
    assert send(secret, ANSWERS, question=hidden.key, body="So.").status_code == 404
    assert send(secret, f"/api/v1/answers/{given.key}/acceptance", "put").status_code == 404
    assert send(secret, ANSWERS, question="gibt-es-nicht", body="So.").status_code == 404


def test_a_closed_question_takes_no_answer_and_says_why(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg)
    close(moderator(), question)
    refused = send(token(osnabrueck), ANSWERS, question=question.key, body="So.")
    assert (refused.status_code, Answer.objects.count()) == (409, 0)
    assert "geschlossen" in refused.json()["detail"]


def test_a_merged_question_names_the_one_that_lives(harburg: User, osnabrueck: User) -> None:
    merged, survivor = ask(harburg), ask(harburg)
    merge(moderator(), merged, survivor)
    refused = send(token(osnabrueck), ANSWERS, question=merged.key, body="So.")
    assert (refused.status_code, Answer.objects.count()) == (409, 0)
    assert survivor.key in refused.json()["detail"]
