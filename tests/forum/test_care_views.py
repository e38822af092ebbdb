"""The moderators' pages, and what readers see of their work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions import arranging, closing, desk
from forum.actions import posting as actions
from forum.models import Answer, CannedAnswer, CareAct, Question, StaffNote
from portal.kernel.content import new_key
from portal.members.models import Membership, User
from portal.taxonomy.models import Topic
from tests.factories.care import close, merge, moderator, split, undo
from tests.factories.casestudies import guideline
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation
from tests.forum.test_merging import comment
from tests.forum.test_views import form as question_form
from tests.forum.test_views import queries

NOW = timezone.now()


@pytest.fixture
def german(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    return client


@pytest.fixture
def mod(db: None) -> User:
    return moderator()


def page(client: Client, question: Question) -> str:
    response = client.get(question.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def act_url(question: Question, slug: str) -> str:
    return reverse("forum:care-act", args=[question.pk, slug])


# --- Acts ---------------------------------------------------------------------------------------


def test_closing_and_reopening_on_pages(german: Client, mod: User, harburg: User) -> None:
    question = ask(harburg, visibility="public")
    german.force_login(mod)
    url = act_url(question, "schliessen")
    response = german.post(url, {"closing": "elsewhere", "reason": " "})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])
    response = german.post(
        url, {"closing": "elsewhere", "reason": "Steht hier: https://kreis.example/leitfaden"}
    )
    assert response["Location"] == question.get_absolute_url()
    german.logout()
    shown = page(german, question)
    assert "Geschlossen: anderswo beantwortet" in shown
    assert 'href="https://kreis.example/leitfaden"' in shown
    assert "Moira Moderation" not in shown
    german.force_login(mod)
    german.post(act_url(question, "wieder-oeffnen"), {"reason": "Doch offen."})
    assert "Geschlossen:" not in page(german, question)


def test_every_act_has_its_page_and_works(german: Client, mod: User, harburg: User) -> None:
    topic = Topic.objects.all()[0]
    question = ask(harburg)
    german.force_login(mod)
    until = timezone.localdate() + timedelta(days=7)
    steps = [
        ("sperren", {}, {"is_locked": True}),
        ("entsperren", {}, {"is_locked": False}),
        ("anheften", {"until": until.isoformat()}, {"is_pinned": True, "pinned_until": until}),
        ("loesen", {}, {"is_pinned": False, "pinned_until": None}),
        ("verschieben", {"topics": [topic.slug]}, {}),
        ("veraltet", {}, {"is_outdated": True}),
        ("aktuell", {}, {"is_outdated": False}),
    ]
    for slug, fields, state in steps:
        url = act_url(question, slug)
        assert (slug, german.get(url).status_code) == (slug, 200)
        response = german.post(url, {"reason": "Darum.", **fields})
        assert (slug, response.status_code) == (slug, 302)
        question = Question.objects.get(pk=question.pk)
        assert (slug, {name: getattr(question, name) for name in state}) == (slug, state)
    assert list(question.topics.all()) == [topic]
    assert CareAct.objects.count() == len(steps)


@pytest.mark.parametrize("days", [-1, 400])
def test_pinning_takes_a_day_to_come(german: Client, mod: User, harburg: User, days: int) -> None:
    question = ask(harburg)
    german.force_login(mod)
    until = timezone.localdate() + timedelta(days=days)
    response = german.post(act_url(question, "anheften"), {"until": until, "reason": "Wichtig."})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["until"])
    assert Question.objects.get().is_pinned is False


def test_what_is_done_already_is_told(german: Client, mod: User, harburg: User) -> None:
    question = ask(harburg)
    german.force_login(mod)
    closing.lock_question(actor=moderator(), question=question, reason="Ruhe.", now=NOW)
    response = german.post(act_url(question, "sperren"), {"reason": "Meine Begründung."})
    assert response.status_code == 409
    assert "jemand war schneller" in response.content.decode()
    assert "Meine Begründung." in response.content.decode()


@pytest.mark.parametrize(
    "slug",
    ["schliessen", "wieder-oeffnen", "sperren", "anheften", "verschieben", "veraltet",
     "zusammenfuehren", "abtrennen"],
)  # fmt: skip
def test_acts_are_for_moderators_and_hidden_questions_do_not_exist(
    german: Client, harburg: User, osnabrueck: User, slug: str
) -> None:
    internal, question = ask(harburg, visibility="county"), ask(harburg)
    fields = {"reason": "Darf ich?", "closing": "done"}
    assert german.post(act_url(question, slug), fields)["Location"].startswith("/konto/login/")
    german.force_login(osnabrueck)
    assert german.post(act_url(question, slug), fields).status_code == 403
    german.force_login(moderator(organisation(OSNABRUECK)))
    for url in (act_url(internal, slug), reverse("forum:care-log", args=[internal.pk])):
        assert german.get(url).status_code == 404
    assert german.post(act_url(internal, slug), fields).status_code == 404
    assert german.post(reverse("forum:staff-note-add", args=[internal.pk])).status_code == 404
    assert german.get(act_url(question, "zerstoeren")).status_code == 404
    assert CareAct.objects.count() == 0


def test_the_county_closes_its_own_question(
    german: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    german.force_login(harburg)
    shown = page(german, question)
    assert act_url(question, "schliessen") in shown
    assert act_url(question, "sperren") not in shown
    response = german.post(act_url(question, "schliessen"), {"closing": "duplicate"})
    assert response.status_code == 302
    # A reason she may not give is not taken.
    assert Question.objects.get().closing == "done"
    assert act_url(question, "wieder-oeffnen") in page(german, question)
    german.post(act_url(question, "wieder-oeffnen"))
    assert Question.objects.get().closing == ""
    german.force_login(osnabrueck)
    assert act_url(question, "schliessen") not in page(german, question)


# --- Merging and splitting on pages -------------------------------------------------------------


def test_merging_finds_confirms_and_leads_on(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    merged = ask(harburg, title="Wer antwortet sonntags?", visibility="public")
    survivor = ask(ploen, title="Wer antwortet am Wochenende?", visibility="public")
    ask(ploen, title="Wer antwortet abends?", visibility="public")
    german.force_login(mod)
    url = act_url(merged, "zusammenfuehren")
    fields = {"words": "Wer antwortet", "reason": "Dasselbe."}
    response = german.post(url, fields)
    assert (response.status_code, response.context["form"].errors) == (200, {})
    assert response.context["form"]["reason"].value() == "Dasselbe."
    titles = [label for _key, label in response.context["form"].fields["chosen"].choices]
    assert sorted(titles) == ["Wer antwortet abends?", "Wer antwortet am Wochenende?"]
    assert Question.objects.filter(merged_into=None).count() == 3
    response = german.post(url, {**fields, "chosen": f"question:{survivor.key}"})
    assert response["Location"] == survivor.get_absolute_url()
    german.logout()
    place = f"{survivor.get_absolute_url()}#frage-{merged.pk}"
    for address in (merged.get_absolute_url(), f"/fragen/{merged.pk}/", f"/fragen/{merged.pk}/x/"):
        response = german.get(address)
        assert (response.status_code, response["Location"]) == (302, place)
    assert f'id="frage-{merged.pk}"' in page(german, survivor)
    history = german.get(reverse("forum:question-history", args=[merged.pk]))
    assert history["Location"] == reverse("forum:question-history", args=[survivor.pk])


def test_an_address_pasted_is_understood(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    merged, survivor = ask(harburg), ask(ploen)
    german.force_login(mod)
    for words in (survivor.get_absolute_url(), f"http://testserver/fragen/{survivor.pk}/alt/"):
        response = german.post(
            act_url(merged, "zusammenfuehren"), {"words": words, "reason": "Dasselbe."}
        )
        choices = response.context["form"].fields["chosen"].choices
        assert [key for key, _label in choices] == [f"question:{survivor.key}"]
        assert response.context["form"]["chosen"].value() == f"question:{survivor.key}"


@pytest.mark.parametrize(
    "words", ["", "Gibt es nicht", "/fragen/999999999999/x/", "http://[", "//"]
)
def test_merging_into_nothing_is_told(german: Client, mod: User, harburg: User, words: str) -> None:
    question = ask(harburg)
    german.force_login(mod)
    response = german.post(
        act_url(question, "zusammenfuehren"), {"words": words, "reason": "Dasselbe."}
    )
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["words"])


def test_merging_offers_nothing_the_moderator_may_not_read(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    question, internal = ask(harburg), ask(ploen, title="Geheimsache", visibility="county")
    german.force_login(mod)
    for words in ("Geheimsache", internal.get_absolute_url()):
        fields = {"words": words, "reason": "Dasselbe.", "chosen": f"question:{internal.key}"}
        response = german.post(act_url(question, "zusammenfuehren"), fields)
        assert list(response.context["form"].errors) == ["words"]
        assert internal.get_absolute_url() not in response.content.decode().replace(words, "")


def test_a_merge_that_would_show_more_is_refused_on_the_page(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    members, public = ask(harburg), ask(ploen, visibility="public")
    german.force_login(mod)
    fields = {
        "words": public.get_absolute_url(),
        "chosen": f"question:{public.key}",
        "reason": "Dasselbe gefragt.",
    }
    response = german.post(act_url(members, "zusammenfuehren"), fields)
    assert response.status_code == 409
    assert "Dasselbe gefragt." in response.content.decode()
    german.logout()
    assert "Wir fangen" in page(german, public)
    assert german.get(members.get_absolute_url()).status_code == 404


def test_splitting_leaves_a_link_in_place(
    german: Client, mod: User, harburg: User, ploen: User, osnabrueck: User
) -> None:
    old = ask(harburg, visibility="public")
    given = answer(ploen, old, "Und der Personalrat?")
    comment(osnabrueck, given, "Mit Dienstvereinbarung.")
    german.force_login(mod)
    url = act_url(old, "abtrennen")
    assert "Und der Personalrat?" in german.get(url).content.decode()
    fields = {"answer": given.pk, "title": "Wie binden Sie den Personalrat ein?", "reason": "Neu."}
    assert german.post(url, {**fields, "title": "Kurz"}).status_code == 422
    response = german.post(url, fields)
    new = Question.objects.get(split_from=old)
    assert response["Location"] == new.get_absolute_url()
    german.logout()
    shown = page(german, old)
    assert f'id="antwort-{given.pk}"' in shown
    assert new.get_absolute_url() in shown
    assert "Und der Personalrat?" not in shown
    shown = page(german, new)
    assert old.get_absolute_url() in shown
    assert shown.count("Und der Personalrat?") == 1
    assert "Mit Dienstvereinbarung." in shown
    assert "Petra Plön" not in shown


def test_an_answer_of_another_question_is_not_split(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    foreign = answer(ploen, ask(ploen, visibility="county"))
    question = ask(harburg)
    answer(ploen, question)
    german.force_login(mod)
    response = german.post(
        act_url(question, "abtrennen"),
        {"answer": foreign.pk, "title": "Eine Frage, die mich angeht", "reason": "Neu."},
    )
    assert list(response.context["form"].errors) == ["answer"]
    assert Answer.objects.count() == 2


# --- Outdated -----------------------------------------------------------------------------------


def test_outdated_leads_to_a_successor_of_any_kind_the_reader_may_see(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    old = ask(harburg, visibility="public")
    open_one = guideline(organisation(HARBURG), key="leitfaden", title="Kommentare moderieren")
    german.force_login(mod)
    fields = {
        "words": open_one.get_absolute_url(),
        "chosen": "guideline:leitfaden",
        "reason": "Neue Rechtslage.",
    }
    assert german.post(act_url(old, "veraltet"), fields).status_code == 302
    german.logout()
    assert open_one.get_absolute_url() in page(german, old)
    german.force_login(mod)
    members = ask(ploen, title="Nur unter uns")
    fields |= {"words": "Nur unter uns", "chosen": f"question:{members.key}"}
    assert german.post(act_url(old, "veraltet"), fields).status_code == 302
    assert members.get_absolute_url() in page(german, old)
    german.logout()
    shown = page(german, old)
    assert "Veraltet seit" in shown
    assert "Nur unter uns" not in shown
    assert members.get_absolute_url() not in shown


def test_a_successor_that_was_merged_is_followed(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    old, successor, survivor = (ask(who, visibility="public") for who in (harburg, ploen, ploen))
    arranging.mark_outdated(
        actor=mod, question=old, successor=successor.reference, reason="Neu.", now=NOW
    )
    merge(mod, successor, survivor)
    shown = page(german, old)
    assert survivor.get_absolute_url() in shown


# --- Posting where nobody posts any more --------------------------------------------------------


def test_an_answer_to_a_closed_question_is_not_lost(
    german: Client, mod: User, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    german.force_login(osnabrueck)
    assert "Antwort veröffentlichen" in page(german, question)
    close(mod, question)
    assert "Antwort veröffentlichen" not in page(german, question)
    response = german.post(
        reverse("forum:answer-add", args=[question.pk]), {"body": "Lange überlegt."}
    )
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Ihr Text ist nicht verloren" in shown
    assert "Lange überlegt." in shown
    assert Answer.objects.count() == 0


def test_an_answer_to_a_merged_question_stands_in_the_form_of_the_survivor(
    german: Client, mod: User, harburg: User, osnabrueck: User, ploen: User
) -> None:
    merged, survivor = ask(harburg), ask(ploen, title="Wer antwortet am Wochenende?")
    merge(mod, merged, survivor)
    german.force_login(osnabrueck)
    key = new_key()
    response = german.post(
        reverse("forum:answer-add", args=[merged.pk]), {"body": "Lange überlegt.", "key": key}
    )
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Teil von „Wer antwortet am Wochenende?“" in shown
    assert "Ihr Text ist nicht verloren" in shown
    assert "Lange überlegt." in shown
    target = reverse("forum:answer-add", args=[survivor.pk])
    assert f'action="{target}#neue-antwort"' in shown
    assert key in shown
    german.post(target, {"body": "Lange überlegt.", "key": key})
    assert Answer.objects.get().question == survivor


def test_an_answer_in_flight_meets_the_merge(
    german: Client, mod: User, harburg: User, osnabrueck: User, ploen: User, monkeypatch
) -> None:
    """The page was looked up, the merge came, the action finds out."""
    merged, survivor = ask(harburg), ask(ploen)
    real = actions.answer_question

    def late(**fields: object) -> Answer:
        merge(mod, merged, survivor)
        return real(**fields)

    monkeypatch.setattr("forum.views.answers.actions.answer_question", late)
    german.force_login(osnabrueck)
    response = german.post(
        reverse("forum:answer-add", args=[merged.pk]), {"body": "Lange überlegt."}
    )
    assert response.status_code == 409
    assert response.context["question"] == survivor
    assert "Lange überlegt." in response.content.decode()
    assert Answer.objects.count() == 0


def test_a_comment_on_a_locked_question_is_not_lost(
    german: Client, mod: User, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    given = answer(osnabrueck, question)
    url = reverse("forum:comment-add", args=[given.pk])
    german.force_login(harburg)
    assert url in page(german, question)
    closing.lock_question(actor=mod, question=question, reason="Ruhe.", now=NOW)
    assert url not in page(german, question)
    response = german.post(url, {"body": "Noch ein Wort."})
    assert response.status_code == 409
    assert "Noch ein Wort." in response.content.decode()
    assert given.comments.count() == 0


def test_edits_of_what_moved_are_not_lost(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    merged, survivor = ask(harburg), ask(ploen)
    merge(mod, merged, survivor)
    german.force_login(harburg)
    url = reverse("forum:question-edit", args=[merged.pk])
    assert german.get(url)["Location"] == survivor.get_absolute_url()
    response = german.post(url, question_form(version=1, body="Lange überlegt."))
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Lange überlegt." in shown
    assert survivor.get_absolute_url() in shown

    given = answer(ploen, survivor)
    new = split(mod, given)
    german.force_login(ploen)
    url = reverse("forum:answer-edit", args=[given.pk])
    assert german.get(url)["Location"] == reverse("forum:question-edit", args=[new.pk])
    response = german.post(url, {"body": "Auch lange überlegt.", "version": 1})
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Auch lange überlegt." in shown
    assert f'action="{reverse("forum:question-edit", args=[new.pk])}"' in shown


def test_who_may_read_a_survivor_is_no_choice_any_more(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    survivor = ask(ploen)
    merge(mod, ask(harburg), survivor)
    german.force_login(ploen)
    url = reverse("forum:question-edit", args=[survivor.pk])
    assert german.get(url).context["form"].fields["visibility"].disabled is True
    german.post(url, question_form(version=1, visibility="public"))
    survivor.refresh_from_db()
    assert (survivor.version, survivor.visibility) == (2, "members")


# --- Log, notes, texts --------------------------------------------------------------------------


def test_the_log_of_a_question_names_people_to_moderators_only(
    german: Client, mod: User, harburg: User
) -> None:
    question = ask(harburg, visibility="public")
    close(mod, question, note="Steht im Leitfaden.")
    desk.write_staff_note(
        actor=mod, question=question, text="Vorsicht, Presse.", key=new_key(), now=NOW
    )
    url = reverse("forum:care-log", args=[question.pk])
    assert german.get(url)["Location"].startswith("/konto/login/")
    german.force_login(harburg)
    shown = german.get(url).content.decode()
    assert "Steht im Leitfaden." in shown
    for hidden in ("Moira Moderation", "Vorsicht, Presse.", "Rückgängig machen"):
        assert hidden not in shown
    organisation(HARBURG, "guest")
    assert german.get(url).status_code == 404
    german.force_login(mod)
    shown = german.get(url).content.decode()
    for told in ("Steht im Leitfaden.", "Moira Moderation", "Vorsicht, Presse."):
        assert told in shown


def test_notes_stand_nowhere_else(
    german: Client, mod: User, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, visibility="public")
    german.force_login(mod)
    url = reverse("forum:staff-note-add", args=[question.pk])
    assert german.post(url, {"text": " "}).status_code == 422
    assert german.post(url, {"text": "Zwiebelfisch"}).status_code == 302
    addresses = [
        question.get_absolute_url(), reverse("forum:question-history", args=[question.pk]),
        "/fragen/", f"/api/v1/questions/{question.key}", "/api/v1/questions",
        "/suche/?q=Zwiebelfisch",
    ]  # fmt: skip
    for reader in (harburg, osnabrueck):
        german.force_login(reader)
        for address in addresses:
            shown = german.get(address).content.decode().replace("/suche/?q=Zwiebelfisch", "")
            shown = shown.replace('value="Zwiebelfisch"', "").replace("q=Zwiebelfisch", "")
            if "/suche/" not in address:
                assert "Zwiebelfisch" not in shown
    note = StaffNote.objects.get()
    remove = reverse("forum:staff-note-remove", args=[note.key])
    assert german.post(remove).status_code == 404
    german.force_login(moderator(name="Mona Moderation"))
    assert german.post(remove).status_code == 403
    german.force_login(mod)
    german.post(remove)
    assert StaffNote.objects.count() == 0


def test_undo_on_its_page(german: Client, mod: User, harburg: User) -> None:
    question = ask(harburg)
    act = close(mod, question)
    url = reverse("forum:care-undo", args=[act.key])
    german.force_login(harburg)
    assert german.post(url, {"reason": "Ich?"}).status_code == 403
    german.force_login(mod)
    assert german.post(url, {"reason": ""}).status_code == 422
    assert german.post(url, {"reason": "Irrtum."})["Location"] == question.get_absolute_url()
    assert german.post(url, {"reason": "Irrtum."}).status_code == 403
    CareAct.objects.update(undone_at=None, at=NOW - timedelta(days=31))
    assert "mehr als 30 Tagen" in german.get(url).content.decode()
    assert Question.objects.get().closing == ""


def test_undo_that_comes_too_late_is_told(
    german: Client, mod: User, harburg: User, osnabrueck: User, ploen: User
) -> None:
    new = split(mod, answer(ploen, ask(harburg)))
    answer(osnabrueck, new)
    german.force_login(mod)
    url = reverse("forum:care-undo", args=[CareAct.objects.get().key])
    response = german.post(url, {"reason": "Irrtum."})
    assert response.status_code == 409
    assert "hat inzwischen Antworten" in response.content.decode()


def test_the_desk_filters_and_hides_what_its_reader_may_not_know(
    german: Client, mod: User, harburg: User
) -> None:
    own = moderator(organisation(HARBURG), name="Hilde Harburg")
    internal, question = ask(harburg, title="Interne Sache", visibility="county"), ask(harburg)
    close(own, internal, now=NOW)
    close(mod, question, now=NOW)
    closing.lock_question(actor=own, question=question, reason="Ruhe.", now=NOW)
    url = reverse("forum:care-desk")
    german.force_login(mod)

    def listed(query: str = "") -> list[tuple[str, str]]:
        acts = german.get(url + query).context["page"].object_list
        return [(act.act, act.actor.name) for act in acts]

    assert listed() == [("lock", "Hilde Harburg"), ("close", "Moira Moderation")]
    assert listed("?was=close") == [("close", "Moira Moderation")]
    assert listed(f"?wer={own.pk}") == [("lock", "Hilde Harburg")]
    assert listed(f"?was=close&wer={own.pk}") == []
    assert listed("?was=quatsch&wer=-1&page=zwei") == listed()
    assert "Interne Sache" not in german.get(url).content.decode()
    german.force_login(own)
    assert len(listed()) == 3
    german.force_login(harburg)
    assert german.get(url).status_code == 403
    assert german.get(reverse("forum:canned-list")).status_code == 403


def test_the_desk_has_pages_and_takes_the_same_queries(
    german: Client, mod: User, harburg: User, monkeypatch
) -> None:
    monkeypatch.setattr("forum.actions.posting.MOST_POSTS_AN_HOUR", 1_000)
    close(mod, ask(harburg))
    german.force_login(mod)
    few = queries(german, reverse("forum:care-desk"))
    for _number in range(9):
        merge(mod, ask(harburg), ask(harburg))
    assert (few, queries(german, reverse("forum:care-desk"))) == (7, 7)
    for _number in range(20):
        close(mod, ask(harburg))
    assert len(german.get("/fragen/pflege/?page=2").context["page"].object_list) == 5


def test_canned_answers_on_pages(german: Client, harburg: User) -> None:
    german.force_login(moderator())
    add = reverse("forum:canned-add")
    assert german.post(add, {"title": "", "body": ""}).status_code == 422
    assert german.post(add, {"title": "Willkommen", "body": "Schön."}).status_code == 302
    assert german.post(add, {"title": "Willkommen", "body": "Noch eins."}).status_code == 422
    text = CannedAnswer.objects.get()
    edit = reverse("forum:canned-edit", args=[text.key])
    assert german.post(edit, {"title": "Hallo", "body": "Neu.", "version": 1}).status_code == 302
    response = german.post(edit, {"title": "Hallo", "body": "Zu spät.", "version": 1})
    assert response.status_code == 409
    assert "Zu spät." in response.content.decode()
    remove = reverse("forum:canned-remove", args=[text.key])
    assert "Hallo" in german.get(remove).content.decode()
    assert CannedAnswer.objects.count() == 1
    german.post(remove)
    assert CannedAnswer.objects.count() == 0


def test_a_canned_answer_is_inserted_with_one_click_and_without_javascript(
    german: Client, harburg: User
) -> None:
    mod = moderator(organisation(OSNABRUECK))
    question, text = ask(harburg), CannedAnswer.objects.create(title="Gruß", body="Willkommen!")
    url = reverse("forum:answer-add", args=[question.pk])
    german.force_login(mod)
    assert f'name="canned" value="{text.key}"' in page(german, question)
    key = new_key()
    response = german.post(url, {"body": "Guten Tag.", "key": key, "canned": text.key})
    assert response.status_code == 200
    assert response.context["answer_form"]["body"].value() == "Guten Tag.\n\nWillkommen!"
    assert key in response.content.decode()
    assert german.post(url, {"body": "", "canned": text.key}).status_code == 200
    assert Answer.objects.count() == 0
    german.force_login(harburg)
    assert "Willkommen!" not in page(german, question)
    assert german.post(url, {"body": "Ich?", "canned": text.key}).status_code == 404


# --- Other surfaces -----------------------------------------------------------------------------


def test_lists_and_tabs_follow(german: Client, mod: User, harburg: User, osnabrueck: User) -> None:
    topic = Topic.objects.all()[0]
    pinned, merged, closed, waiting = (
        ask(harburg, topics=[topic], title=f"Frage Nummer {number}") for number in range(4)
    )
    closing.pin_question(
        actor=mod,
        question=pinned,
        until=timezone.localdate(),
        reason="Wichtig.",
        now=NOW,
    )
    merge(mod, merged, pinned)
    close(mod, closed)
    german.force_login(osnabrueck)
    for query in ("", f"&thema={topic.slug}"):
        new = german.get(f"/fragen/?ansicht=neu{query}").context
        assert list(new["page"]) == [pinned, waiting, closed]
        assert [tab.count for tab in new["tabs"]] == [3, 2, 0, 2, 0]
        for tab in ("unbeantwortet", "fuer-uns"):
            listed = german.get(f"/fragen/?ansicht={tab}{query}").context["page"]
            assert (tab, set(listed)) == (tab, {pinned, waiting})
    shown = german.get("/fragen/").content.decode()
    assert "angeheftet" in shown
    assert "geschlossen" in shown


def test_the_api_follows(
    german: Client, mod: User, harburg: User, osnabrueck: User, ploen: User
) -> None:
    merged = ask(harburg, title="Wer antwortet sonntags?", visibility="public")
    survivor = ask(ploen, visibility="public")
    comment(osnabrueck, answer(ploen, merged), "Danke!")
    merge(mod, merged, survivor)
    close(mod, survivor, note="Steht im Leitfaden.")
    response = german.get(f"/api/v1/questions/{merged.key}")
    assert response["Location"] == f"/api/v1/questions/{survivor.key}"
    read = german.get(response["Location"]).json()
    assert (read["closed"], read["closing_note"]) == ("elsewhere", "Steht im Leitfaden.")
    assert [(one["key"], one["title"], one["author"]) for one in read["merged"]] == [
        (merged.key, "Wer antwortet sonntags?", None)
    ]
    assert len(read["answers"]) == 1
    rows = german.get("/api/v1/questions").json()
    assert [row["key"] for row in rows["items"]] == [survivor.key]
    assert german.get("/api/v1/questions?waiting=true").json()["total"] == 0
    assert german.get("/api/v1/questions/gibt-es-nicht").status_code == 404


def test_what_leads_to_a_hidden_question_is_a_404_everywhere(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    public, members = ask(harburg, visibility="public"), ask(ploen, title="Nur unter uns")
    merge(mod, public, members)
    for address in (
        public.get_absolute_url(),
        reverse("forum:question-history", args=[public.pk]),
        f"/api/v1/questions/{public.key}",
    ):
        response = german.get(address)
        assert (address, response.status_code) == (address, 404)
        assert "nur-unter-uns" not in response.content.decode()


def test_a_question_page_takes_the_same_queries_whatever_was_merged(
    german: Client, mod: User, harburg: User, ploen: User, monkeypatch
) -> None:
    monkeypatch.setattr("forum.actions.posting.MOST_POSTS_AN_HOUR", 1_000)
    question = ask(harburg, visibility="public")
    comment(ploen, answer(ploen, question))

    def grow() -> None:
        merged = ask(ploen, visibility="public")
        merge(mod, merged, question)
        split(mod, answer(ploen, question, "Und der Personalrat?"))

    grow()
    few = queries(german, question.get_absolute_url())
    for _number in range(9):
        grow()
    assert (few, queries(german, question.get_absolute_url())) == (10, 10)
    german.force_login(mod)
    with CaptureQueriesContext(connection) as context:
        german.get(question.get_absolute_url())
    # One of them for the pages made of it, drafts included, that she looks after.
    assert len(context) <= 15


def test_pages_without_care_cost_no_query_more(
    german: Client, mod: User, harburg: User, ploen: User
) -> None:
    question = ask(harburg, visibility="public")
    answer(ploen, question)
    # The labels beside a question are one query: one fewer than with a query for each kind.
    assert queries(german, question.get_absolute_url()) == 6
    act = close(mod, question)
    closing.lock_question(actor=mod, question=question, reason="Ruhe.", now=NOW)
    assert queries(german, question.get_absolute_url()) == 6
    german.force_login(harburg)
    assert queries(german, question.get_absolute_url()) <= 12
    undo(mod, act)


def test_a_reason_is_shown_harmlessly(german: Client, mod: User, harburg: User) -> None:
    question = ask(harburg, visibility="public")
    evil = '<script>alert(1)</script> javascript:alert(2) "><img src=x onerror=alert(3)>'
    close(mod, question, note=evil)
    desk.write_staff_note(actor=mod, question=question, text=evil, key=new_key(), now=NOW)
    german.force_login(mod)
    for address in (
        question.get_absolute_url(),
        reverse("forum:care-log", args=[question.pk]),
        reverse("forum:care-desk"),
    ):
        shown = german.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert 'href="javascript' not in shown


def test_somebody_who_is_no_moderator_any_more_does_nothing(german: Client, harburg: User) -> None:
    question = ask(harburg)
    former = moderator(organisation(OSNABRUECK))
    german.force_login(former)
    User.objects.filter(pk=former.pk).update(platform_role="")
    Membership.objects.filter(user=former).delete()
    assert german.post(act_url(question, "sperren"), {"reason": "Noch da?"}).status_code == 404
    assert CareAct.objects.count() == 0
