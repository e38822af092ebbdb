"""The pages, by their forms."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy, Guideline
from forum.actions.posting import edit_answer
from forum.models import Question
from portal.provenance.models import BlockSource
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, organisation
from tests.factories.provenance import article, say, source_of
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db


def begin_url(question: Question) -> str:
    return reverse("provenance:article-begin", args=[question.pk])


def filled(client: Client, question: Question, **changes: object) -> dict[str, object]:
    """Return what the form would send as it is shown."""
    form = client.get(begin_url(question)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changes).items() if value is not False}


def test_a_moderator_comes_to_the_cms(moderator, question, first, second) -> None:
    client = browser(moderator)
    response = client.post(
        begin_url(question), filled(client, question, answers=[second.key, first.key])
    )
    page = CaseStudy.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Der Entwurf ist angelegt" in client.get(response.url).content.decode()
    assert page.title == question.title
    # In the order of the page, not of the form.
    assert list(BlockSource.objects.values_list("post_key", flat=True)) == [
        question.key, first.key, second.key,
    ]  # fmt: skip


def test_accepted_answers_are_chosen(moderator, question, first, second) -> None:
    second.is_accepted, second.accepted_at = True, timezone.now()
    second.save()
    form = browser(moderator).get(begin_url(question)).context["form"]
    assert form["answers"].value() == [second.key]
    assert [key for key, _label in form.fields["answers"].choices] == [second.key, first.key]


def test_a_coordinator_comes_to_the_sources(osnabrueck_lead, question, first) -> None:
    client = browser(osnabrueck_lead)
    data = filled(client, question, answers=[first.key], kind="guideline")
    response = client.post(begin_url(question), data, follow=True)
    page = Guideline.objects.get()
    assert response.redirect_chain == [(reverse("provenance:sources", args=[page.pk]), 302)]
    html = response.content.decode()
    assert "Die Moderation findet" in html
    assert "Zustimmung offen" in html
    assert "/cms/" not in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answers": []}, "Dieses Feld"),
        ({"title": "  "}, "Dieses Feld"),
        ({"kind": "news"}, "news"),
    ],
)
def test_what_is_missing_is_said(moderator, question, first, changes, said) -> None:
    client = browser(moderator)
    data = filled(client, question, answers=[first.key]) | changes
    response = client.post(begin_url(question), data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert CaseStudy.objects.count() == 0


def test_crafted_values_make_nothing(osnabrueck_lead, harburg, ploen, question, first) -> None:
    """Another county, an answer from elsewhere, fewer readers than the question has."""
    client = browser(osnabrueck_lead)
    elsewhere = answer(ploen, ask(ploen, visibility="county"))
    good = filled(client, question, answers=[first.key])
    for bad in (
        {"organisation": organisation(HARBURG).pk},
        {"answers": [first.key, elsewhere.key]},
        {"visibility": "county"},
    ):
        assert client.post(begin_url(question), good | bad).status_code == 422
    assert CaseStudy.objects.count() == 0
    assert client.post(begin_url(question), good).status_code == 302


def test_a_question_nobody_may_see_is_not_there(moderator, ploen) -> None:
    hidden = ask(ploen, visibility="county")
    answer(ploen, hidden)
    assert browser(moderator).get(begin_url(hidden)).status_code == 404
    assert browser(moderator).post(begin_url(hidden), {"title": "x"}).status_code == 404


def test_staff_read_why_not(osnabrueck, question, first) -> None:
    response = browser(osnabrueck).get(begin_url(question))
    assert response.status_code == 403
    assert "Koordination der Landkreise" in response.content.decode()


def test_agreeing_and_withdrawing_by_form(moderator, osnabrueck, first) -> None:
    article(moderator, first, visibility="public")
    client, source = browser(osnabrueck), source_of(first)
    url = reverse("provenance:consent-decide", args=[source.key])
    html = client.get(url).content.decode()
    assert "Filmen im Kreishaus (Fallbeispiel)" in html
    assert "<strong>alle</strong>" in html
    # As it was written, and as it stands in the page.
    assert html.count("Wir filmen <strong>selbst</strong>.") == 2
    data = {"standing": source.standing, "remark": "Gern.", "agree": "1"}
    answered = client.post(url, data, follow=True).content.decode()
    assert "Danke. Der Text darf in der Seite stehen" in answered
    assert source_of(first).consent == "agreed"
    edit = reverse("wagtailadmin_pages:edit", args=[CaseStudy.objects.get().pk])
    assert "zugestimmt: <q>Gern.</q>" in browser(moderator).get(edit).content.decode()
    data = {"standing": source_of(first).standing, "remark": "", "withdraw": "1"}
    answered = client.post(url, data, follow=True).content.decode()
    assert "Ihre Zustimmung ist zurückgezogen" in answered
    assert source_of(first).consent == "withdrawn"


def test_what_changed_meanwhile_is_said_and_the_remark_stays(moderator, osnabrueck, first) -> None:
    article(moderator, first)
    client, source = browser(osnabrueck), source_of(first)
    url = reverse("provenance:consent-decide", args=[source.key])
    say(osnabrueck, source, agrees=False)
    data = {"standing": "open:members", "remark": "Mit Bedacht.", "agree": "1"}
    response = client.post(url, data)
    html = response.content.decode()
    assert (response.status_code, source_of(first).consent) == (422, "refused")
    assert "Inzwischen hat sich das geändert" in html
    assert "Mit Bedacht." in html
    assert 'value="refused:members"' in html


def test_comparing_and_seeing(moderator, osnabrueck, first) -> None:
    page = article(moderator, first)
    edit_answer(
        actor=osnabrueck, answer=first, body="Wir filmen gar nicht.", version=1, now=timezone.now()
    )
    client = browser(moderator)
    sources = reverse("provenance:sources", args=[page.pk])
    assert "Quelle geändert" in client.get(sources).content.decode()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Quelle geändert" in edit
    compare = reverse("provenance:source-compare", args=[source_of(first).key])
    assert compare in edit
    html = client.get(compare).content.decode()
    assert "<ins>" in html
    assert "<del>" in html
    seen = reverse("provenance:source-seen", args=[source_of(first).key])
    assert client.get(seen).status_code == 405
    client.post(seen, {"version": "2"})
    assert "Quelle geändert" not in client.get(sources).content.decode()


def test_asking_for_more_readers_by_form(moderator, osnabrueck, first) -> None:
    page = article(moderator, first)
    say(osnabrueck, source_of(first))
    client, ask_url = browser(moderator), reverse("provenance:readers-ask", args=[page.pk])
    sources = reverse("provenance:sources", args=[page.pk])
    assert ask_url not in client.get(sources).content.decode()
    page.visibility = "public"
    page.save_revision()
    assert ask_url in client.get(sources).content.decode()
    html = client.post(ask_url, follow=True).content.decode()
    assert "Es wird um 1 Zustimmung gebeten." in html
    assert (source_of(first).consent, source_of(first).visibility) == ("open", "public")


def test_a_deleted_page_takes_its_questions_along(moderator, osnabrueck, first) -> None:
    page = article(moderator, first)
    key = source_of(first).key
    page.delete()
    client = browser(osnabrueck)
    assert key not in client.get(reverse("provenance:consent-list")).content.decode()
    url = reverse("provenance:consent-decide", args=[key])
    assert client.get(url).status_code == 404
    assert browser(moderator).get(reverse("provenance:sources", args=[page.pk])).status_code == 404


def test_the_dashboard_asks_for_it(moderator, osnabrueck, ploen, first) -> None:
    article(moderator, first)
    url = reverse("provenance:consent-decide", args=[source_of(first).key])
    assert url in browser(osnabrueck).get(reverse("dashboard")).content.decode()
    assert url not in browser(ploen).get(reverse("dashboard")).content.decode()
