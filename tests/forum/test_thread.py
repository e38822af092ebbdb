"""A question's page with many answers: its cost, its order, and addresses that last."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.acceptance import accept_answer
from forum.actions.helpful import vote_helpful
from forum.actions.posting import count_answers
from forum.models import Answer, Comment, Question
from portal.kernel.content import new_key
from portal.members.models import User
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of


def many(question: Question, number: int) -> list[Answer]:
    """Give so many answers of Osnabrück's, each with a comment."""
    county, now = organisation(OSNABRUECK), timezone.now()
    answers = Answer.objects.bulk_create(
        Answer(
            question=question, organisation=county, body=f"Antwort {n}",
            body_html=f"<p>Antwort {n}</p>", body_text=f"Antwort {n}", answered_at=now,
        )
        for n in range(number)
    )  # fmt: skip
    Comment.objects.bulk_create(
        Comment(answer=one, organisation=county, body="Ein Wort.", key=new_key()) for one in answers
    )
    count_answers(question)
    return answers


def queries(client: Client, url: str, *, kept: bool = False) -> int:
    """Count what a page asks of the database, when it is made and when it is KEPT."""
    client.get(url)
    if not kept:
        caches["kept"].clear()
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def shown(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="antwort-(\d+)"', page)]


@pytest.mark.parametrize("number", [1, 10, 200])
def test_page_takes_the_same_queries_for_many_answers(
    client: Client, harburg: User, number: int
) -> None:
    question = ask(harburg, visibility="public", addressed_to=[organisation(OSNABRUECK)])
    many(question, number)
    url = question.get_absolute_url()
    assert (queries(client, url), queries(client, url, kept=True)) == (6, 2)
    client.force_login(harburg)
    assert (queries(client, url), queries(client, url, kept=True)) == (10, 6)


def test_page_turns_after_fifty_answers(client: Client, harburg: User, osnabrueck: User) -> None:
    question = ask(harburg, visibility="public")
    answers = [one.pk for one in many(question, 60)]
    url = question.get_absolute_url()
    assert shown(client.get(url).content.decode()) == answers[:50]
    assert shown(client.get(f"{url}?page=2").content.decode()) == answers[50:]
    assert shown(client.get(f"{url}?page=99").content.decode()) == answers[50:]
    assert shown(client.get(f"{url}?page=-1&sortierung=quatsch").content.decode()) == answers[:50]
    assert shown(client.get(f"{url}?sortierung=neu&page=2").content.decode()) == answers[9::-1]


def test_permalinks_lead_to_where_a_post_stands_now(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, visibility="public")
    last = many(question, 60)[-1]
    url, comment = question.get_absolute_url(), last.comments.get()
    link = last.get_absolute_url()
    assert client.get(link)["Location"] == f"{url}?page=2#antwort-{last.pk}"
    assert client.get(f"{link}?sortierung=neu")["Location"] == (
        f"{url}?sortierung=neu#antwort-{last.pk}"
    )
    assert client.get(comment.get_absolute_url())["Location"] == (
        f"{url}?page=2#kommentar-{comment.pk}"
    )
    accept_answer(actor=harburg, answer=last, now=timezone.now())
    assert client.get(link)["Location"] == f"{url}#antwort-{last.pk}"
    assert client.get(comment.get_absolute_url())["Location"] == f"{url}#kommentar-{comment.pk}"


def test_permalinks_of_what_one_may_not_see_are_not_there(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    hidden = ask(harburg, visibility="county")
    given = answer(harburg, hidden)
    remark = Comment.objects.create(
        answer=given, organisation=given.organisation, author=harburg, body="Nur wir."
    )
    client.force_login(osnabrueck)
    for url in (given.get_absolute_url(), remark.get_absolute_url()):
        assert client.get(url).status_code == 404
    client.force_login(harburg)
    assert client.get(remark.get_absolute_url()).status_code == 302


def test_order_is_accepted_first_then_helpful_or_by_time(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg, visibility="public")
    first, second, third = (answer(osnabrueck, question, f"Antwort {n}") for n in range(3))
    for person in (harburg, ploen):
        vote_helpful(actor=person, answer=second, now=timezone.now())
    accept_answer(actor=harburg, answer=third, now=timezone.now())
    url = question.get_absolute_url()
    assert shown(client.get(url).content.decode()) == [third.pk, second.pk, first.pk]
    for order, expected in {
        "neu": [third.pk, second.pk, first.pk],
        "alt": [first.pk, second.pk, third.pk],
    }.items():
        page = client.get(f"{url}?sortierung={order}").content.decode()
        assert shown(page) == expected


def test_a_click_leads_back_into_the_order_one_looked_at(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    given = answer(osnabrueck, ask(harburg))
    client.force_login(harburg)
    response = client.post(reverse("forum:helpful-add", args=[given.pk]), {"sortierung": "alt"})
    url = given.question.get_absolute_url()
    assert response["Location"] == f"{url}?sortierung=alt#antwort-{given.pk}"


def test_quote_begins_the_answer_with_its_source(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, body="Erste Zeile\nZweite [Zeile](https://example.org)")
    given = answer(osnabrueck, question, "Mit </textarea><b>Plan</b>.")
    client.force_login(harburg)
    url = question.get_absolute_url()
    form = client.get(f"{url}?zitat=frage").context["answer_form"]
    assert form["body"].value() == (
        "> Erste Zeile\n> Zweite [Zeile](https://example.org)\n>\n"
        f"> [Quelle: Landkreis Harburg]({url})\n\n"
    )
    page = client.get(f"{url}?zitat={given.pk}").content.decode()
    assert "&gt; Mit &lt;/textarea&gt;&lt;b&gt;Plan" in page
    assert f"]({given.get_absolute_url()})" in page
    hidden = answer(osnabrueck, ask(osnabrueck, visibility="county"), "Nur für uns.")
    for odd in (hidden.pk, "9" * 30, "<b>", "-1"):
        assert client.get(f"{url}?zitat={odd}").context.get("answer_form") is None or (
            "Nur für uns" not in client.get(f"{url}?zitat={odd}").content.decode()
        )


def test_what_belongs_to_one_reader_is_not_kept_for_another(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    """Both read the same question with the same rights, one after the other."""
    given = answer(osnabrueck, ask(harburg))
    colleague = person_of(organisation(HARBURG), name="Katja Kollegin")
    url = given.question.get_absolute_url()
    client.force_login(harburg)
    client.post(reverse("forum:helpful-add", args=[given.pk]))
    client.post(reverse("forum:answer-keep", args=[given.pk]))
    mine = client.get(url).content.decode()
    client.force_login(colleague)
    hers = client.get(url).content.decode()
    for name in ("helpful", "answer"):
        taken, open_one = (
            reverse(f"forum:{name}-{act}", args=[given.pk])
            for act in (("take-back", "add") if name == "helpful" else ("drop", "keep"))
        )
        assert (taken in mine, open_one in mine) == (True, False)
        assert (taken in hers, open_one in hers) == (False, True)


def test_nobody_without_account_finds_buttons(client: Client, harburg: User, osnabrueck: User):
    given = answer(osnabrueck, ask(harburg, visibility="public"))
    page = client.get(given.question.get_absolute_url()).content.decode()
    assert 'form="handeln"' not in page
    for name in ("helpful-add", "answer-keep", "answer-accept"):
        response = client.post(reverse(f"forum:{name}", args=[given.pk]))
        assert response["Location"].startswith("/konto/login/")


def test_what_is_kept_for_many_holds_the_secrets_of_each_ones_own_forms(
    harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, visibility="members")
    colleague = person_of(organisation(OSNABRUECK))
    url, keys = question.get_absolute_url(), set()
    for reader in (osnabrueck, colleague):
        client = Client(enforce_csrf_checks=True)
        client.force_login(reader)
        page = client.get(url).content.decode()
        tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        (key,) = re.findall(r'name="key" value="([^"]+)"', page)
        sent = {"csrfmiddlewaretoken": tokens[-1], "key": key, "body": "Wir haben es gewagt."}
        add = reverse("forum:answer-add", args=[question.pk])
        assert client.post(add, sent | {"csrfmiddlewaretoken": "x"}).status_code == 403
        assert client.post(add, sent).status_code == 302
        keys.add(key)
    assert len(keys) == question.answers.count() == 2


def test_what_is_kept_for_staff_is_not_shown_to_who_leads(harburg: User) -> None:
    question = ask(harburg, visibility="members")
    lead = person_of(organisation(HARBURG), role="coordinator")
    staff = person_of(organisation(HARBURG))
    edit = reverse("forum:question-edit", args=[question.pk])
    shown = {}
    for reader in (staff, lead, staff):
        client = Client()
        client.force_login(reader)
        shown[reader.email] = edit in client.get(question.get_absolute_url()).content.decode()
    assert shown == {staff.email: False, lead.email: True}
