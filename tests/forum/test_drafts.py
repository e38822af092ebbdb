"""What somebody types is kept, for her alone, until it is published."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import drafts as actions
from forum.actions.drafts import save_draft
from forum.jobs import forget_drafts
from forum.models import Answer, PostDraft, Question
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import User
from tests.factories.forum import ask
from tests.factories.members import HARBURG, organisation

SAVE, DISCARD = reverse("forum:text-save"), reverse("forum:text-discard")
ASK = reverse("forum:question-ask")
TYPED = {"place": "question", "title": "Halb fertig", "body": "Noch nicht", "topics": ["recht"]}


@pytest.fixture
def typing(client: Client, harburg: User) -> Client:
    """Somebody of Harburg at a form, in German."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    client.force_login(harburg)
    return client


def keep(person: User, place: str = "question", **fields: Any) -> bool:
    values = {"title": ["Halb fertig"], "body": ["Noch nicht"]} | fields
    return save_draft(actor=person, place=place, fields=values, key="", now=timezone.now())


def test_a_script_hears_when_it_was_saved(typing: Client, harburg: User) -> None:
    said = typing.post(SAVE, TYPED | {"quiet": "1"}).json()["said"]
    draft = PostDraft.objects.get()
    at = timezone.localtime(draft.saved_at).strftime("%H:%M")
    assert said == f"Entwurf gespeichert um {at}"
    assert (draft.person, draft.place, draft.fields) == (
        harburg,
        "question",
        {"title": ["Halb fertig"], "body": ["Noch nicht"], "topics": ["recht"]},
    )


def test_without_scripts_the_form_opens_again_with_it(typing: Client) -> None:
    response = typing.post(SAVE, TYPED | {"confidential": "on"})
    assert response["Location"] == ASK
    page = typing.get(ASK)
    assert page.context["form"].initial["title"] == "Halb fertig"
    assert page.context["form"]["confidential"].value() == "on"
    assert "Das ist Ihr Entwurf von heute" in page.content.decode()


def test_saving_again_replaces_and_emptying_discards(typing: Client) -> None:
    typing.post(SAVE, TYPED)
    typing.post(SAVE, TYPED | {"body": "Weiter"})
    assert PostDraft.objects.get().fields["body"] == ["Weiter"]
    typing.post(SAVE, {"place": "question", "title": " ", "body": "", "visibility": "members"})
    assert PostDraft.objects.count() == 0


def test_only_hers(typing: Client, osnabrueck: User) -> None:
    typing.post(SAVE, TYPED)
    other = Client(headers={"accept-language": "de"})
    other.force_login(osnabrueck)
    assert "Halb fertig" not in other.get(ASK).content.decode()
    other.post(DISCARD, {"place": "question"})
    assert PostDraft.objects.count() == 1


def test_places_are_hers_to_see(typing: Client, osnabrueck: User) -> None:
    internal = ask(osnabrueck, visibility="county")
    for place in (f"answer:{internal.key}", "answer:nirgends", "quatsch", ""):
        assert typing.post(SAVE, TYPED | {"place": place}).status_code == 404
    assert PostDraft.objects.count() == 0


def test_an_answers_draft_stands_in_its_form(typing: Client, osnabrueck: User) -> None:
    question, other = ask(osnabrueck), ask(osnabrueck)
    typing.post(SAVE, {"place": f"answer:{question.key}", "body": "Halbe Antwort"})
    assert "Halbe Antwort" in typing.get(question.get_absolute_url()).content.decode()
    assert "Halbe Antwort" not in typing.get(other.get_absolute_url()).content.decode()


def test_gone_when_published(typing: Client, osnabrueck: User) -> None:
    typing.post(SAVE, TYPED)
    question = ask(osnabrueck)
    typing.post(SAVE, {"place": f"answer:{question.key}", "body": "Halbe Antwort"})
    fields = {"title": "Jetzt ist sie fertig?", "body": "Ja.", "visibility": "members"}
    typing.post(ASK, fields)
    assert [draft.place for draft in PostDraft.objects.all()] == [f"answer:{question.key}"]
    typing.post(reverse("forum:answer-add", args=[question.pk]), {"body": "Ganze Antwort"})
    assert (PostDraft.objects.count(), Answer.objects.count()) == (0, 1)


def test_a_late_save_does_not_bring_it_back(harburg: User) -> None:
    question = ask(harburg)
    saved = save_draft(
        actor=harburg,
        place="question",
        fields={"body": ["Zu spät"]},
        key=question.key,
        now=timezone.now(),
    )
    assert (saved, PostDraft.objects.count()) == (False, 0)


def test_bounded(harburg: User, monkeypatch: Any) -> None:
    with pytest.raises(Refused):
        keep(harburg, body=["x" * (actions.MOST_CHARACTERS + 1)])
    with pytest.raises(Refused):
        keep(harburg, topics=["x"] * (actions.MOST_VALUES + 1))
    monkeypatch.setattr(actions, "MOST_DRAFTS", 1)
    keep(harburg)
    with pytest.raises(Refused):
        keep(harburg, place="answer:1")
    assert keep(harburg, body=["Am selben Ort geht es weiter"]) is True


def test_a_filled_form_leaves_the_draft_alone(typing: Client) -> None:
    typing.post(SAVE, TYPED)
    page = typing.get(f"{ASK}?title=Etwas+ganz+anderes").content.decode()
    assert "Etwas ganz anderes" in page
    assert "Entwurf weiterschreiben" in page
    assert f'data-draft="{SAVE}"' not in page


def test_kept_for_ninety_days(harburg: User) -> None:
    keep(harburg)
    now = timezone.now()
    assert forget_drafts(now + timedelta(days=89)) == 0
    assert forget_drafts(now + timedelta(days=91)) == 1
    assert PostDraft.objects.count() == 0


@pytest.mark.parametrize("name", ["question-ask", "answer-add", "text-save"])
def test_lost_rights_leave_the_text(typing: Client, osnabrueck: User, name: str) -> None:
    question = ask(osnabrueck, visibility="public")
    organisation(HARBURG, "suspended")
    arguments = [question.pk] if name == "answer-add" else []
    url = reverse(f"forum:{name}", args=arguments)
    response = typing.post(url, TYPED | {"body": "Mein langer Text"})
    assert response.status_code == 403
    assert "Mein langer Text" in response.content.decode()
    assert Question.objects.count() == 1


def test_a_question_that_is_gone_leaves_the_text(typing: Client, osnabrueck: User) -> None:
    question = ask(osnabrueck)
    Question.objects.update(visibility="county")
    url = reverse("forum:answer-add", args=[question.pk])
    response = typing.post(url, {"body": "Mein langer Text"})
    assert response.status_code == 404
    page = response.content.decode()
    assert ("Mein langer Text" in page, question.title in page) == (True, False)


def test_whoever_is_logged_out_meanwhile_keeps_the_text(client: Client, harburg: User) -> None:
    response = client.post(
        ASK, TYPED | {"body": "Mein <b>langer</b> Text"}, HTTP_REFERER="http://testserver/fragen/x/"
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "Mein &lt;b&gt;langer&lt;/b&gt; Text" in page
    assert "?next=/fragen/x/" in page


def test_a_full_hour_leaves_the_text_in_the_form(typing: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("forum.actions.posting.MOST_POSTS_AN_HOUR", 0)
    fields = {"title": "Jetzt ist sie fertig?", "body": "Mein Text", "visibility": "members"}
    response = typing.post(ASK, fields | {"key": new_key()})
    assert response.status_code == 403
    assert response.context["form"]["body"].value() == "Mein Text"
