"""The forum's pages: what works, what is refused, what is wrong."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.acceptance import accept_answer
from forum.models import Answer, Comment, Question
from portal.members.models import User
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation


@pytest.fixture
def german(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    return client


def form(**fields: object) -> dict[str, object]:
    values = {
        "title": "Wer antwortet am Wochenende auf Kommentare?",
        "body": "Bei uns niemand.",
        "visibility": "members",
    }
    return values | fields


def queries(client: Client, url: str, *, kept: bool = False) -> int:
    """Count what a page asks of the database, when it is made and when it is KEPT."""
    client.get(url)
    if not kept:
        caches["kept"].clear()
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def test_question_ask_publishes(german: Client, harburg: User, osnabrueck: User) -> None:
    german.force_login(harburg)
    response = german.post(
        reverse("forum:question-ask"),
        form(addressed_to=["landkreis-osnabrueck"], topics=["moderation"]),
    )
    question = Question.objects.get()
    assert response.status_code == 302
    assert response["Location"] == question.get_absolute_url()
    assert (question.author, question.organisation.ags) == (harburg, HARBURG)
    assert [one.ags for one in question.addressed_to.all()] == [OSNABRUECK]
    page = german.get(question.get_absolute_url()).content.decode()
    assert "Bei uns niemand." in page
    assert "Hanna Harburg" in page


def test_question_ask_sends_strangers_to_the_login(client: Client, db: None) -> None:
    response = client.get(reverse("forum:question-ask"))
    assert response["Location"] == "/konto/login/?next=/fragen/stellen/"


def test_question_ask_refuses_who_is_no_member(german: Client, harburg: User) -> None:
    organisation(HARBURG, "suspended")
    german.force_login(harburg)
    response = german.post(reverse("forum:question-ask"), form())
    assert response.status_code == 403
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "Kurz"),
        ("title", "\u202e\u200b\x00"),
        ("body", ""),
        ("body", "x" * 1_000_000),
        ("visibility", "everybody-and-their-dog"),
        ("addressed_to", ["landkreis-nirgendwo"]),
        ("addressed_to", ["landkreis-peine"]),
        ("topics", ["unsinn"]),
    ],
)
def test_question_ask_explains_what_is_wrong(
    german: Client, harburg: User, field: str, value: object
) -> None:
    german.force_login(harburg)
    response = german.post(reverse("forum:question-ask"), form(**{field: value}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Question.objects.count() == 0
    if field != "title":
        assert "Wer antwortet am Wochenende" in response.content.decode()


def test_question_ask_previews_without_publishing(german: Client, harburg: User) -> None:
    german.force_login(harburg)
    response = german.post(reverse("forum:question-ask"), form(body="*so*", preview="1"))
    assert "<em>so</em>" in response.content.decode()
    assert Question.objects.count() == 0


def test_question_ask_takes_no_field_it_does_not_show(
    german: Client, harburg: User, osnabrueck: User
) -> None:
    german.force_login(harburg)
    german.post(
        reverse("forum:question-ask"),
        form(
            organisation=organisation(OSNABRUECK).pk,
            author=osnabrueck.pk,
            is_solved="on",
            answers_count="7",
            key="ein-fremder-schluessel",
        ),
    )
    question = Question.objects.get()
    assert (question.organisation.ags, question.author, question.answers_count) == (
        HARBURG,
        harburg,
        0,
    )
    assert question.is_solved is False
    assert question.key != "ein-fremder-schluessel"


def test_posting_needs_the_token(harburg: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(harburg)
    assert strict.post(reverse("forum:question-ask"), form()).status_code == 403
    assert Question.objects.count() == 0


def test_question_detail_shows_markup_harmlessly(german: Client, harburg: User) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"
    question = ask(harburg, title=f"Harmlos? {evil}", body=evil, visibility="public")
    page = german.get(question.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)" in page


def test_question_detail_hides_persons_from_the_public(
    german: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, visibility="public")
    answer(osnabrueck, question)
    page = german.get(question.get_absolute_url()).content.decode()
    assert "Landkreis Harburg" in page
    assert "Hanna Harburg" not in page
    assert "Olaf Osnabrück" not in page


def test_question_detail_is_a_404_for_whom_it_is_not(
    german: Client, harburg: User, osnabrueck: User
) -> None:
    members, internal = ask(harburg), ask(harburg, visibility="county")
    assert german.get(members.get_absolute_url()).status_code == 404
    german.force_login(osnabrueck)
    assert german.get(members.get_absolute_url()).status_code == 200
    assert german.get(internal.get_absolute_url()).status_code == 404
    for name in ("question-edit", "question-history"):
        assert german.get(reverse(f"forum:{name}", args=[internal.pk])).status_code == 404
    assert (
        german.post(reverse("forum:answer-add", args=[internal.pk]), {"body": "Hallo"}).status_code
        == 404
    )


def test_old_address_leads_to_the_new_one(german: Client, harburg: User) -> None:
    question = ask(harburg, visibility="public")
    response = german.get(f"/fragen/{question.pk}/frueherer-titel/")
    assert response["Location"] == question.get_absolute_url()


def test_answering_accepting_and_withdrawing(
    german: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    german.force_login(osnabrueck)
    response = german.post(
        reverse("forum:answer-add", args=[question.pk]), {"body": "Wir teilen uns den Dienst."}
    )
    given = Answer.objects.get()
    assert response["Location"] == given.get_absolute_url()
    accept = reverse("forum:answer-accept", args=[given.pk])
    assert german.post(accept).status_code == 403
    german.force_login(harburg)
    assert german.get(accept).status_code == 405
    place = f"{question.get_absolute_url()}#antwort-{given.pk}"
    assert german.post(accept)["Location"] == place
    question.refresh_from_db()
    assert question.is_solved is True
    assert "angenommen" in german.get(question.get_absolute_url()).content.decode()
    german.post(reverse("forum:acceptance-withdraw", args=[given.pk]))
    question.refresh_from_db()
    assert question.is_solved is False


def test_answer_without_text_keeps_the_page(german: Client, harburg: User) -> None:
    question = ask(harburg)
    german.force_login(harburg)
    response = german.post(reverse("forum:answer-add", args=[question.pk]), {"body": " \n "})
    assert response.status_code == 422
    assert question.title in response.content.decode()
    assert Answer.objects.count() == 0


def test_edit_conflict_keeps_what_was_typed(german: Client, harburg: User) -> None:
    question = ask(harburg)
    german.force_login(harburg)
    url = reverse("forum:question-edit", args=[question.pk])
    assert german.post(url, form(version=1)).status_code == 302
    response = german.post(url, form(version=1, body="Mein zweiter Versuch"))
    assert response.status_code == 422
    assert "Mein zweiter Versuch" in response.content.decode()
    question.refresh_from_db()
    assert question.body == "Bei uns niemand."


def test_history_shows_the_difference(german: Client, harburg: User) -> None:
    question = ask(harburg, title="Wie geht das alte Verfahren?", visibility="public")
    german.force_login(harburg)
    german.post(
        reverse("forum:question-edit", args=[question.pk]),
        form(version=1, title="Wie geht das neue Verfahren?", visibility="public"),
    )
    page = german.get(reverse("forum:question-history", args=[question.pk])).content.decode()
    assert "<del>alte</del><ins>neue</ins>" in page


def test_commenting(german: Client, harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    german.force_login(harburg)
    url = reverse("forum:comment-add", args=[given.pk])
    assert german.post(url, {"body": "x" * 2_001}).status_code == 422
    response = german.post(url, {"body": "Danke! <b>Gut.</b>"})
    assert response["Location"] == given.get_absolute_url()
    assert Comment.objects.get().body == "Danke! <b>Gut.</b>"
    assert (
        "&lt;b&gt;Gut.&lt;/b&gt;" in german.get(given.question.get_absolute_url()).content.decode()
    )


def test_list_tabs_hold_what_they_say(
    german: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    to_osnabrueck = ask(harburg, addressed_to=[organisation(OSNABRUECK)])
    solved = ask(harburg)
    accept_answer(actor=harburg, answer=answer(osnabrueck, solved), now=timezone.now())
    to_all, ours = ask(ploen), ask(osnabrueck)
    german.force_login(osnabrueck)
    listed = {
        tab: {question.pk for question in german.get(f"/fragen/?ansicht={tab}").context["page"]}
        for tab in ("neu", "unbeantwortet", "geloest", "fuer-uns", "von-uns", "quatsch")
    }
    everything = {to_osnabrueck.pk, solved.pk, to_all.pk, ours.pk}
    assert listed == {
        "neu": everything,
        "quatsch": everything,
        "unbeantwortet": {to_osnabrueck.pk, to_all.pk, ours.pk},
        "geloest": {solved.pk},
        "fuer-uns": {to_osnabrueck.pk, to_all.pk},
        "von-uns": {ours.pk},
    }
    tabs = german.get("/fragen/?page=1").context["tabs"]
    assert [tab.count for tab in tabs] == [4, 3, 1, 2, 1]


@pytest.mark.parametrize("page", ["-1", "0", "99999999999999999999", "zwei", "%00"])
def test_list_answers_odd_pages(german: Client, harburg: User, page: str) -> None:
    ask(harburg, visibility="public")
    response = german.get(f"/fragen/?page={page}")
    assert response.status_code == 200
    assert len(response.context["page"]) == 1


def test_list_takes_the_same_queries_for_many(german: Client, harburg: User) -> None:
    for _number in range(2):
        ask(harburg, visibility="public")
    few = queries(german, "/fragen/")
    for _number in range(18):
        ask(harburg, visibility="public")
    assert (few, queries(german, "/fragen/")) == (4, 4)
    assert queries(german, "/fragen/", kept=True) == 1
