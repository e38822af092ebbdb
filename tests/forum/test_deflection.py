"""What is shown and opened before asking: kept with the question, counted, and betraying nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions.drafts import give_up_draft, save_draft
from forum.jobs import forget_drafts
from forum.models import NEW_QUESTION, BeforeAsking, GivenUpQuestion, PostDraft, Question
from forum.personal_data import FORUM
from forum.rules.deflection import (
    MOST_SEEN,
    Deflection,
    Ended,
    SeenBefore,
    deflection_of,
    seen_from,
)
from forum.rules.figures import Share
from portal.kernel.content import Reference, new_key
from portal.members.models import User
from tests.factories import confidential
from tests.factories.forum import ask
from tests.factories.members import (
    HARBURG,
    administrator,
    organisation,
    person_of,
)

ASK, DISCARD = reverse("forum:question-ask"), reverse("forum:text-discard")
FIGURES = reverse("forum:figures")
TITLE = "Wer hat Erfahrung mit Kommentaren?"
TYPED = {"title": TITLE, "body": "Am Abend ist niemand da.", "visibility": "members"}


@pytest.fixture
def typing(client: Client, harburg: User) -> Client:
    """Somebody of Harburg, in German."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    client.force_login(harburg)
    return client


def publish(client: Client, **fields: Any) -> Question:
    sent = {**TYPED, "key": new_key(), "seen_similar": "on", "place": NEW_QUESTION} | fields
    assert client.post(ASK, sent).status_code == 302
    return Question.objects.get(key=sent["key"])


def begin(person: User, **fields: list[str]) -> None:
    """Keep a draft in which suggestions were shown."""
    kept = {"title": [TITLE], "shown": ["question:a\nnews:b"]} | fields
    save_draft(actor=person, place=NEW_QUESTION, fields=kept, key="", now=timezone.now())


def give_up(person: User) -> None:
    give_up_draft(actor=person, place=NEW_QUESTION, now=timezone.now())


def ended(*drafts: tuple[int, bool, bool]) -> list[Ended]:
    return [Ended(county, is_asked=asked, has_opened=opened) for county, asked, opened in drafts]


def test_a_form_brings_references_and_nothing_else() -> None:
    seen = seen_from(
        "question:a\r\nnews:b:c\n\nquatsch\n:x\ny:\nquestion:a", "https://boese.example/"
    )
    assert seen == SeenBefore(
        (Reference("question", "a"), Reference("news", "b:c")),
        (Reference("https", "//boese.example/"),),
    )
    many = "\n".join(f"question:{n}" for n in range(500))
    assert len(seen_from(many, "").shown) == MOST_SEEN


def test_shares_are_of_those_that_opened_and_that_did_not() -> None:
    rows = ended((1, True, True), (2, False, True), (3, False, True), (3, True, False))
    assert deflection_of(rows) == Deflection(opened=Share(2, 3), unopened=Share(0, 1))


def test_two_organisations_are_too_few() -> None:
    assert deflection_of(ended((1, True, True), (2, False, True), (2, False, False))) is None


def test_what_was_seen_is_kept_with_the_question(
    typing: Client, harburg: User, osnabrueck: User
) -> None:
    seen = ask(osnabrueck, title="Kommentare moderieren", visibility="public")
    internal = ask(osnabrueck, title="Unter uns", visibility="county")
    shown = f"{seen.reference}\n{internal.reference}\nquestion:gone\nboese:x"
    question = publish(typing, shown=shown, opened=f"{seen.reference}\n{internal.reference}")
    row = BeforeAsking.objects.get()
    assert (row.question, row.shown, row.opened) == (
        question,
        [str(seen.reference)],
        [str(seen.reference)],
    )
    exported = [one for one in FORUM.export(harburg) if one["kind"] == "before_asking"]
    assert exported == [
        {
            "kind": "before_asking",
            "question": TITLE,
            "shown": [str(seen.reference)],
            "opened": [str(seen.reference)],
        }
    ]
    page = typing.get(question.get_absolute_url()).content.decode()
    assert str(seen.reference) not in page
    FORUM.erase(harburg)
    assert BeforeAsking.objects.count() == 0


def test_nothing_is_kept_where_nothing_was_shown(typing: Client) -> None:
    publish(typing)
    publish(typing, title="Wer hat noch Erfahrung mit Videos?", opened="question:a")
    assert (BeforeAsking.objects.count(), GivenUpQuestion.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_confidential_question_keeps_nothing(client: Client) -> None:
    counties = [organisation(ags) for ags in confidential.MEMBERS]
    asker = person_of(counties[0])
    seen = ask(asker, title="Kommentare bei uns", visibility="county")
    client.force_login(asker)
    question = publish(
        client, shown=str(seen.reference), opened=str(seen.reference), confidential="on"
    )
    assert (question.is_veiled, BeforeAsking.objects.count()) == (True, 0)
    begin(asker, confidential=["on"], opened=["question:a"])
    give_up(asker)
    assert GivenUpQuestion.objects.count() == 0


def test_a_draft_keeps_what_was_seen_and_goes_with_it(typing: Client, harburg: User) -> None:
    begin(harburg, opened=["news:b"])
    form = typing.get(ASK).context["form"]
    assert (form["shown"].value(), form["opened"].value()) == ("question:a\nnews:b", "news:b")
    publish(typing, shown="question:a\nnews:b", opened="news:b")
    assert (PostDraft.objects.count(), GivenUpQuestion.objects.count()) == (0, 0)


def test_a_draft_that_is_discarded_counts_without_a_name(typing: Client, harburg: User) -> None:
    begin(harburg, opened=["news:b"])
    typing.post(DISCARD, {"place": NEW_QUESTION})
    rows = list(GivenUpQuestion.objects.values("organisation__ags", "ended_on", "has_opened"))
    assert rows == [
        {"organisation__ags": HARBURG, "ended_on": timezone.localdate(), "has_opened": True}
    ]
    assert {field.name for field in GivenUpQuestion._meta.get_fields()} == {
        "id", "organisation", "ended_on", "has_opened",
    }  # fmt: skip
    typing.post(DISCARD, {"place": NEW_QUESTION})
    assert GivenUpQuestion.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"shown": []}, {"shown": ["quatsch"]}, {"visibility": ["county"]}]
)
def test_some_drafts_are_not_counted(harburg: User, fields: dict[str, list[str]]) -> None:
    begin(harburg, **fields)
    give_up(harburg)
    assert (PostDraft.objects.count(), GivenUpQuestion.objects.count()) == (0, 0)


def test_drafts_nobody_goes_on_with_are_given_up(harburg: User, osnabrueck: User) -> None:
    now = timezone.now()
    for person in (harburg, osnabrueck):
        begin(person)
    osnabrueck.memberships.all().delete()
    assert forget_drafts(now + timedelta(days=89)) == 0
    assert forget_drafts(now + timedelta(days=91)) == 2
    rows = list(GivenUpQuestion.objects.values_list("organisation__ags", "has_opened"))
    assert rows == [(HARBURG, False)]


def test_moderators_read_the_figure_from_three_organisations_on(
    harburg: User, harburg_coordinator: User, osnabrueck: User, ploen: User
) -> None:
    clients = {person: Client(headers={"accept-language": "de"}) for person in (
        harburg, harburg_coordinator, osnabrueck, administrator(),
    )}  # fmt: skip
    for person, client in clients.items():
        client.force_login(person)
    *_others, moderator = clients.values()
    seen = ask(ploen, title="Kommentare moderieren", visibility="public")
    publish(clients[harburg], shown=str(seen.reference), opened=str(seen.reference))
    begin(osnabrueck, opened=["news:b"])
    give_up(osnabrueck)
    heading = "Nach einem Blick auf Vorschläge aufgegeben"
    assert heading not in moderator.get(FIGURES).content.decode()
    begin(ploen, opened=["news:b"])
    give_up(ploen)
    page = moderator.get(FIGURES).content.decode()
    assert heading in page
    assert "<td>3</td><td>1</td><td>2 (67 %)</td>" in page
    assert heading not in clients[harburg_coordinator].get(FIGURES).content.decode()


def test_internal_questions_are_not_counted(harburg: User, osnabrueck: User, ploen: User) -> None:
    client = Client(headers={"accept-language": "de"})
    for person in (harburg, osnabrueck, ploen):
        client.force_login(person)
        seen = ask(person, title="Kommentare bei uns", visibility="public")
        publish(client, shown=str(seen.reference), visibility="county")
    client.force_login(administrator())
    assert BeforeAsking.objects.count() == 3
    assert "Vorschläge aufgegeben" not in client.get(FIGURES).content.decode()


def test_without_scripts_what_was_shown_is_in_the_form(
    typing: Client, osnabrueck: User, searching: None
) -> None:
    from portal.outbox.delivery import deliver_pending

    seen = ask(osnabrueck, title="Kommentare abschalten?", visibility="public")
    deliver_pending(timezone.now())
    page = typing.post(ASK, TYPED | {"key": new_key()})
    assert page.context["form"]["shown"].value() == str(seen.reference)
    assert f'data-reference="{seen.reference}"' in page.content.decode()
