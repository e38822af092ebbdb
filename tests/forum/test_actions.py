"""What people do in the forum: the state afterwards, and what was recorded."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from forum.actions import acceptance, importing
from forum.actions import posting as actions
from forum.models import Answer, Comment, Question, Revision
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories.forum import REINDEX, answer, ask, draft
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person


def facts() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(reaction=REINDEX).order_by("pk").values_list("fact", "key"))


def test_ask_question_stores_and_records(harburg: User) -> None:
    question = ask(harburg, title="  Wer antwortet\nam Wochenende? ", body="Ein *Plan*\x00 fehlt.")
    question.refresh_from_db()
    assert (question.title, question.slug) == (
        "Wer antwortet am Wochenende?",
        "wer-antwortet-am-wochenende",
    )
    assert question.body_html == "<p>Ein <em>Plan</em> fehlt.</p>\n"
    assert question.body_text == "Ein Plan fehlt."
    assert question.addressed_to_all is True
    assert question.organisation.ags == HARBURG
    assert facts() == [("QuestionAsked", question.key)]


def test_ask_question_to_some_counties(harburg: User, osnabrueck: User) -> None:
    asked = organisation(OSNABRUECK)
    question = ask(harburg, addressed_to=[asked])
    assert question.addressed_to_all is False
    assert list(question.addressed_to.all()) == [asked]


def test_ask_question_twice_with_one_key_asks_once(harburg: User) -> None:
    key, now = new_key(), timezone.now()
    county = organisation(HARBURG)
    first, second = (
        actions.ask_question(actor=harburg, organisation=county, draft=draft(), key=key, now=now)
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert Question.objects.count() == 1
    assert len(facts()) == 1


def test_ask_question_for_another_county_is_refused(harburg: User) -> None:
    with pytest.raises(Refused):
        actions.ask_question(
            actor=harburg,
            organisation=organisation(OSNABRUECK),
            draft=draft(),
            key=new_key(),
            now=timezone.now(),
        )
    assert (Question.objects.count(), facts()) == (0, [])


@pytest.mark.parametrize("status", ["none", "applicant", "guest", "suspended", "former"])
def test_ask_question_needs_a_member_organisation(harburg: User, status: str) -> None:
    county = organisation(HARBURG, status)
    with pytest.raises(Refused):
        actions.ask_question(
            actor=harburg, organisation=county, draft=draft(), key=new_key(), now=timezone.now()
        )


def test_ask_question_with_a_huge_body_changes_nothing(harburg: User) -> None:
    with pytest.raises(ValidationError):
        ask(harburg, body="x" * 1_000_000)
    assert (Question.objects.count(), facts()) == (0, [])


def test_ask_question_bounds_posts_per_hour(harburg: User, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_POSTS_AN_HOUR", 2)
    ask(harburg)
    ask(harburg)
    with pytest.raises(Refused):
        ask(harburg)
    Question.objects.update(asked_at=timezone.now() - timedelta(hours=2))
    ask(harburg)
    assert Question.objects.count() == 3


def test_title_of_emoji_gets_an_address(harburg: User) -> None:
    assert ask(harburg, title="🙂🙂🙂🙂🙂🙂🙂🙂").slug == "frage"
    assert ask(harburg, title="Bearbeiten").slug == "frage-bearbeiten"


def test_edit_question_keeps_the_earlier_version(harburg: User) -> None:
    question = ask(harburg)
    now = timezone.now()
    actions.edit_question(
        actor=harburg, question=question, draft=draft(title="Neuer Titel"), version=1, now=now
    )
    question.refresh_from_db()
    assert (question.title, question.version, question.edited_at) == ("Neuer Titel", 2, now)
    kept = Revision.objects.get()
    assert (kept.title, kept.body, kept.version, kept.editor) == (
        "Wie plant ihr eure Beiträge?",
        "Wir fangen **neu** an.",
        1,
        harburg,
    )
    assert facts()[-1] == ("QuestionEdited", question.key)


def test_edit_question_on_an_old_version_is_a_conflict(harburg: User) -> None:
    question = ask(harburg)
    change = {"actor": harburg, "question": question, "version": 1, "now": timezone.now()}
    actions.edit_question(draft=draft(title="Der erste war schneller"), **change)
    with pytest.raises(actions.EditConflict):
        actions.edit_question(draft=draft(title="Der zweite kam zu spät"), **change)
    question.refresh_from_db()
    assert question.title == "Der erste war schneller"
    assert Revision.objects.count() == 1


def test_coordinator_edits_what_colleagues_wrote(
    harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    change = {"question": question, "draft": draft(), "version": 1, "now": timezone.now()}
    actions.edit_question(actor=harburg_coordinator, **change)
    with pytest.raises(Refused):
        actions.edit_question(actor=osnabrueck, **change)


def test_answer_question_counts(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg)
    given = answer(osnabrueck, question)
    question.refresh_from_db()
    assert (question.answers_count, question.is_solved) == (1, False)
    assert given.organisation.ags == OSNABRUECK
    assert facts()[-1] == ("QuestionAnswered", question.key)


def test_comment_on_records(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg)
    given = answer(osnabrueck, question)
    comment = actions.comment_on(
        actor=harburg,
        organisation=organisation(HARBURG),
        answer=given,
        body="Danke!\x07",
        key=new_key(),
        now=timezone.now(),
    )
    assert comment.body == "Danke!"
    assert facts()[-1] == ("CommentAdded", question.key)


def test_who_leaves_writes_no_more_and_what_was_written_stays(
    harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    answer(osnabrueck, question)
    Membership.objects.filter(user=osnabrueck).delete()
    left = User.objects.get(pk=osnabrueck.pk)
    with pytest.raises(Refused):
        actions.answer_question(
            actor=left,
            organisation=organisation(OSNABRUECK),
            question=question,
            body="Noch etwas",
            key=new_key(),
            now=timezone.now(),
        )
    User.objects.filter(pk=osnabrueck.pk).delete()
    assert question.answers.get().organisation.ags == OSNABRUECK


def imported(organisation: Organisation, **fields: object) -> bool:
    values = {
        "key": "fremd/1",
        "title": "Woher kommen die Bilder?",
        "body": "Wir suchen **Bilder**.",
        "organisation": organisation,
        "visibility": "members",
        "topics": (),
        "channels": (),
        "asked_at": None,
        "now": timezone.now(),
    }
    return importing.import_question(**(values | fields))


def test_import_question_updates_by_key(harburg: User, osnabrueck: User) -> None:
    county = organisation(OSNABRUECK)
    one = importing.NewAnswer(organisation=county, body="Aus dem Archiv.")
    two = importing.NewAnswer(
        organisation=county,
        body="Selbst gemacht.",
        accepted=True,
        comments=[importing.NewComment(organisation=county, body="Mit dem Telefon.")],
    )
    assert imported(organisation(HARBURG), answers=[one, two]) is True
    before = list(Answer.objects.order_by("pk").values_list("pk", flat=True))
    assert (
        imported(organisation(HARBURG), title="Woher kommen Bilder?", answers=[one, two]) is False
    )
    question = Question.objects.get()
    assert (question.title, question.answers_count, question.is_solved) == (
        "Woher kommen Bilder?",
        2,
        True,
    )
    assert list(Answer.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert Comment.objects.count() == 1
    assert facts() == [("QuestionImported", "fremd/1")] * 2


def test_import_question_moves_the_acceptance_and_drops_answers(
    harburg: User, osnabrueck: User
) -> None:
    county = organisation(OSNABRUECK)
    bodies = ["eins", "zwei", "drei"]

    def answers(accepted: int, number: int) -> list[importing.NewAnswer]:
        return [
            importing.NewAnswer(organisation=county, body=body, accepted=n == accepted)
            for n, body in enumerate(bodies[:number])
        ]

    imported(organisation(HARBURG), answers=answers(0, 3))
    imported(organisation(HARBURG), answers=answers(1, 2))
    rows = Answer.objects.order_by("pk").values_list("body", "is_accepted")
    assert list(rows) == [("eins", False), ("zwei", True)]


def test_import_question_leaves_answers_of_the_site(harburg: User, osnabrueck: User) -> None:
    county = organisation(OSNABRUECK)
    imported(organisation(HARBURG), answers=[importing.NewAnswer(organisation=county, body="alt")])
    question = Question.objects.get()
    given = answer(osnabrueck, question, "Hier geschrieben.")
    acceptance.accept_answer(actor=harburg, answer=given, now=timezone.now())
    imported(
        organisation(HARBURG),
        answers=[importing.NewAnswer(organisation=county, body="neu", accepted=True)],
    )
    rows = question.answers.order_by("pk").values_list("body", "is_accepted")
    assert list(rows) == [("neu", True), ("Hier geschrieben.", True)]


def test_nobody_without_membership_writes(db: None) -> None:
    with pytest.raises(Refused):
        actions.ask_question(
            actor=person(platform_role="moderator"),
            organisation=organisation(HARBURG),
            draft=draft(),
            key=new_key(),
            now=timezone.now(),
        )
