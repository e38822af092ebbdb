"""Counties and people named with an @, and what there is already while a title is typed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import posting as actions
from forum.actions.official import begin_draft, release_draft, submit_draft
from forum.models import Answer, CareAct, Mention, OfficialDraft, Question
from forum.personal_data import FORUM
from forum.queries.mentions import offered_names
from forum.queries.similar import similar_to
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from tests.factories.care import moderator, split, undo
from tests.factories.forum import answer, ask, draft
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

NAMES, SIMILAR = reverse("forum:names"), reverse("forum:similar")


def rows() -> list[tuple[str, str]]:
    return [
        (one.handle, (one.organisation or one.person).__str__())
        for one in Mention.objects.order_by("handle")
    ]


def test_counties_become_links_and_rows(harburg: User, osnabrueck: User) -> None:
    body = "Frage an @landkreis-osnabrueck, nicht `@landkreis-osnabrueck` und a@landkreis-harburg."
    question = ask(harburg, body=body)
    link = (
        '<a class="kw-mention" href="/suche/?organisation=landkreis-osnabrueck">'
        "@Landkreis Osnabrück</a>"
    )
    assert question.body_html.count(link) == 1
    assert "<code>@landkreis-osnabrueck</code>" in question.body_html
    assert rows() == [("landkreis-osnabrueck", "Landkreis Osnabrück")]


@pytest.mark.parametrize("handle", ["landkreis-peine", "niemand", "landkreis-osnabr"])
def test_what_names_nobody_stays_text(harburg: User, osnabrueck: User, handle: str) -> None:
    question = ask(harburg, body=f"Hallo @{handle}!")
    assert question.body_html == f"<p>Hallo @{handle}!</p>\n"
    assert rows() == []


def test_people_are_named_among_members_and_not_searchable(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg, body="Weiß @olaf-osnabrueck Rat?")
    assert "@Olaf Osnabrück</a>" in question.body_html
    assert "olaf" not in question.body_text.lower()
    assert rows() == [("olaf-osnabrueck", "Olaf Osnabrück")]


def test_of_two_with_one_name_the_county_says_which(harburg: User, osnabrueck: User) -> None:
    person_of(organisation("01057"), name="Olaf Osnabrück")
    question = ask(harburg, body="@olaf-osnabrueck oder @olaf-osnabrueck.landkreis-osnabrueck?")
    assert rows() == [("olaf-osnabrueck.landkreis-osnabrueck", "Olaf Osnabrück")]
    assert "<p>@olaf-osnabrueck oder" in question.body_html
    assert Mention.objects.get().person == osnabrueck


def test_public_texts_name_no_people(client: Client, harburg: User, osnabrueck: User) -> None:
    body = "Weiß @olaf-osnabrueck Rat?"
    with pytest.raises(Refused):
        ask(harburg, body=body, visibility="public")
    client.force_login(harburg)
    fields = {"title": "Wer weiß hier Rat?", "body": body, "visibility": "public"}
    response = client.post(reverse("forum:question-ask"), fields)
    assert list(response.context["form"].errors) == ["body"]
    question = ask(harburg)
    answer(osnabrueck, question, "Fragt @hanna-harburg.")
    with pytest.raises(Refused):
        actions.edit_question(
            actor=harburg,
            question=question,
            draft=draft(visibility="public"),
            version=1,
            now=timezone.now(),
        )
    assert Question.objects.filter(visibility="public").count() == 0


def test_an_edit_brings_mentions_in_line(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg, body="@landkreis-osnabrueck und @olaf-osnabrueck")
    actions.edit_question(
        actor=harburg,
        question=question,
        draft=draft(body="@landkreis-osnabrueck und @landkreis-harburg"),
        version=1,
        now=timezone.now(),
    )
    assert [handle for handle, _name in rows()] == ["landkreis-harburg", "landkreis-osnabrueck"]


def test_names_are_offered_to_members_only(client: Client, harburg: User, osnabrueck: User) -> None:
    person_of(organisation("01054", "guest"), name="Olaf Gast")
    person_of(organisation("05334", "applicant"), name="Olaf Bewerbung")
    assert [one.handle for one in offered_names("ola")] == ["olaf-osnabrueck"]
    assert [one.handle for one in offered_names("osnabrück")] == [
        "landkreis-osnabrueck",
        "olaf-osnabrueck",
    ]
    assert client.get(NAMES, {"q": "ola"}).status_code == 302
    client.force_login(harburg)
    assert 'data-handle="@olaf-osnabrueck"' in client.get(NAMES, {"q": "ola"}).content.decode()
    organisation(HARBURG, "suspended")
    assert client.get(NAMES, {"q": "ola"}).status_code == 403


def test_an_erased_person_is_named_no_more(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg, body="Weiß @olaf-osnabrueck Rat? Auch @landkreis-osnabrueck?")
    FORUM.erase(osnabrueck)
    question.refresh_from_db()
    assert question.body == "Weiß @… Rat? Auch @landkreis-osnabrueck?"
    assert "laf" not in question.body_html
    assert [handle for handle, _name in rows()] == ["landkreis-osnabrueck"]


def test_an_erased_person_is_named_no_more_where_an_answer_became_a_question(
    harburg: User, osnabrueck: User
) -> None:
    given = answer(harburg, ask(harburg), "Weiß @olaf-osnabrueck Rat?")
    new = split(moderator(), given)
    FORUM.erase(osnabrueck)
    for words in (Question.objects.get(pk=new.pk), Answer.with_openings.get(pk=given.pk)):
        assert words.body == "Weiß @… Rat?"
        assert "laf" not in words.body_html
    undo(moderator(), CareAct.objects.get())
    assert rows() == []


def test_an_answer_for_the_county_names_whom_its_text_names(
    harburg: User, osnabrueck: User, harburg_coordinator: User
) -> None:
    question = ask(osnabrueck)
    draft = begin_draft(
        actor=harburg,
        organisation=organisation(HARBURG),
        question=question,
        body="Fragen Sie @olaf-osnabrueck.",
        key=new_key(),
        now=timezone.now(),
    )
    assert rows() == []
    submit_draft(actor=harburg, draft=draft, version=1, now=timezone.now())
    release_draft(actor=harburg_coordinator, draft=draft, version=1, now=timezone.now())
    assert [handle for handle, _name in rows()] == ["olaf-osnabrueck"]
    assert 'class="kw-mention"' in Answer.objects.get().body_html
    FORUM.erase(osnabrueck)
    assert OfficialDraft.objects.get().body == "Fragen Sie @…."


def test_names_cannot_break_the_markup(harburg: User) -> None:
    evil = person_of(organisation(OSNABRUECK), name='Eva "><script>x</script>')
    handle = offered_names("eva")[0].handle
    question = ask(harburg, body=f"Hallo @{handle}")
    assert "<script>" not in question.body_html
    assert Mention.objects.get().person == evil


def test_similar_content_is_what_the_reader_may_see(
    searching: None, client: Client, harburg: User, osnabrueck: User
) -> None:
    ask(osnabrueck, title="Wer moderiert Kommentare am Wochenende?")
    ask(osnabrueck, title="Interne Kommentare am Wochenende?", visibility="county")
    ask(osnabrueck, title="Etwas ganz anderes?", body="Kommentare kommen nur im Text vor.")
    deliver_pending(timezone.now())
    assert [one.title for one in similar_to(harburg, "Kommentare abschalten")] == [
        "Wer moderiert Kommentare am Wochenende?"
    ]
    assert similar_to(harburg, "Ko") == []
    assert client.get(SIMILAR, {"title": "Kommentare"}).status_code == 302
    client.force_login(harburg)
    shown = client.get(SIMILAR, {"title": "Kommentare"}).content.decode()
    assert ("Wer moderiert" in shown, "Interne" in shown) == (True, False)
    assert 'target="_blank" rel="noopener"' in shown


def test_without_scripts_similar_content_is_shown_once(
    searching: None, client: Client, harburg: User, osnabrueck: User
) -> None:
    ask(osnabrueck, title="Wer moderiert Kommentare am Wochenende?")
    deliver_pending(timezone.now())
    client.force_login(harburg)
    url = reverse("forum:question-ask")
    fields = {"title": "Kommentare am Wochenende?", "body": "Wer macht das?"}
    first = client.post(url, fields | {"visibility": "members"})
    assert [one.title for one in first.context["similar"]] == [
        "Wer moderiert Kommentare am Wochenende?"
    ]
    assert Question.objects.count() == 1
    form = first.context["form"]
    sent = {name: form[name].value() for name in ("title", "body", "visibility", "seen_similar")}
    assert client.post(url, sent).status_code == 302
    assert Question.objects.count() == 2
