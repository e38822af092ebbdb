"""An answer that asks something itself: a question with its words, its county and its comments."""

import pytest
from django.db import IntegrityError, transaction

from forum.actions import acceptance
from forum.actions import posting as actions
from forum.actions.care import CannotBeDone
from forum.documents import documents
from forum.mails import mail_split_off
from forum.models import Answer, CareAct, Question, Revision
from forum.queries.care import lead_of
from portal.kernel.verdict import Refused
from portal.members.models import User
from tests.factories.care import merge, moderator, split, undo
from tests.factories.forum import answer, ask, draft
from tests.factories.members import HARBURG, organisation
from tests.forum.test_merging import NOW, accept, comment, facts, state


def test_split_makes_a_question_of_an_answer(harburg: User, osnabrueck: User, ploen: User) -> None:
    old = ask(harburg, visibility="public")
    given, stays = answer(ploen, old, "Und der *Personalrat*?"), answer(osnabrueck, old)
    comment(osnabrueck, given, "Bei uns mit Dienstvereinbarung.")
    new = split(moderator(), given, "Wie binden Sie\nden Personalrat ein?")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (new.title, new.slug) == (
        "Wie binden Sie den Personalrat ein?",
        "wie-binden-sie-den-personalrat-ein",
    )
    assert (new.organisation, new.author, new.visibility) == (
        given.organisation,
        ploen,
        "public",
    )
    assert (new.body_html, new.asked_at) == (given.body_html, given.answered_at)
    assert (new.split_from, new.answers_count, old.answers_count, old.split_count) == (old, 0, 1, 1)
    assert list(old.answers.all()) == [stays]
    assert list(new.answers.all()) == []
    (opening,) = Answer.with_openings.filter(question=new, opens=True)
    assert [one.body for one in opening.comments.all()] == ["Bei uns mit Dienstvereinbarung."]
    assert facts()[-2:] == [("AnswerSplitOff", old.key), ("QuestionSplitOff", new.key)]


def test_split_and_undo_leave_everything_as_it_was(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    mod, old = moderator(), ask(harburg)
    given = answer(ploen, old, "Und der Personalrat?")
    comment(osnabrueck, given)
    actions.edit_answer(actor=ploen, answer=given, body="Und der Personalrat??", version=1, now=NOW)
    accept(harburg, given)
    before = state()
    new = split(mod, given)
    assert Question.objects.get(pk=old.pk).is_solved is False
    assert list(new.revisions.values_list("title", "version", "answer")) == [(new.title, 1, None)]
    act = CareAct.objects.get(act="split")
    undo(mod, act)
    after = state()
    gone = after.pop(new.title)
    assert after == before
    assert gone[:5] == (0, False, None, 0, 0)
    lead = lead_of(ploen, pk=new.pk)
    assert lead is not None
    assert (lead.question, lead.anchor) == (old, f"antwort-{given.pk}")
    assert documents([new.key]) == {}
    assert Revision.objects.get().answer == given


def test_split_again_after_undo(harburg: User, ploen: User) -> None:
    mod, old = moderator(), ask(harburg)
    given = answer(ploen, old)
    first = split(mod, given)
    undo(mod, CareAct.objects.get(act="split"))
    second = split(mod, given)
    assert list(Question.objects.visible_to(ploen).order_by("pk")) == [old, second]
    lead = lead_of(ploen, pk=first.pk)
    assert lead is not None
    assert lead.question == second


def test_split_twice_is_told(harburg: User, ploen: User) -> None:
    given = answer(ploen, ask(harburg))
    split(moderator(), given)
    with pytest.raises(CannotBeDone):
        split(moderator(), given)
    assert Question.objects.count() == 2


def test_what_somebody_worked_with_is_not_undone(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    mod, old = moderator(), ask(harburg)
    answered, edited, merged = (answer(ploen, old, f"Frage {n}") for n in range(3))
    made = {}
    for given in (answered, edited, merged):
        new = split(mod, given, f"Eine eigene Frage {given.pk}")
        made[given] = (new, CareAct.objects.get(other=new))
    answer(osnabrueck, made[answered][0])
    edit = {"draft": draft(), "version": 1, "now": NOW}
    actions.edit_question(actor=ploen, question=made[edited][0], **edit)
    merge(mod, made[merged][0], made[edited][0])
    for _new, act in made.values():
        with pytest.raises(CannotBeDone):
            undo(mod, act)
    assert CareAct.objects.filter(act="split", undone_at=None).count() == 3


def test_undo_follows_the_old_question_where_it_was_merged(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    mod, old, survivor = moderator(), ask(harburg), ask(osnabrueck)
    given = answer(ploen, old)
    new = split(mod, given)
    merge(mod, old, survivor)
    new.refresh_from_db()
    assert new.split_from == survivor
    undo(mod, CareAct.objects.get(act="split"))
    assert list(survivor.answers.all()) == [given]


def test_the_old_question_may_be_merged_into_what_it_brought(harburg: User, ploen: User) -> None:
    mod, old = moderator(), ask(harburg)
    new = split(mod, answer(ploen, old))
    merge(mod, old, new)
    new.refresh_from_db()
    assert (new.split_from, new.merged_count) == (old, 1)
    assert list(Question.objects.visible_to(ploen)) == [new]


def test_split_keeps_readers(harburg: User, osnabrueck: User, ploen: User) -> None:
    """What was written for members is not made public by the county that answered."""
    old = ask(harburg)
    given = answer(ploen, old)
    comment(osnabrueck, given, "Nur unter uns.")
    new = split(moderator(), given)
    edit = {"draft": draft(visibility="public"), "version": 1, "now": NOW}
    actions.edit_question(actor=ploen, question=new, **edit)
    assert Question.objects.get(pk=new.pk).visibility == "members"


def test_an_internal_question_does_not_change_its_county(harburg: User, ploen: User) -> None:
    old = ask(harburg)
    given = answer(ploen, old)
    Question.objects.filter(pk=old.pk).update(visibility="county")
    with pytest.raises(Refused):
        split(moderator(), given)
    with pytest.raises(CannotBeDone):
        split(moderator(organisation(HARBURG)), given)
    assert Question.objects.count() == 1


def test_comments_go_on_and_old_forms_find_the_question(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    given = answer(ploen, ask(harburg))
    new = split(moderator(), given)
    comment(osnabrueck, given, "Danach.")
    assert facts()[-1] == ("CommentAdded", new.key)
    with pytest.raises(actions.EditConflict):
        actions.edit_answer(actor=ploen, answer=given, body="Zu spät.", version=1, now=NOW)
    with pytest.raises(Refused):
        acceptance.accept_answer(actor=harburg, answer=given, now=NOW)


def test_the_index_knows_the_words_once_and_the_comments(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    old = ask(harburg)
    given = answer(ploen, old, "Quittenbrot.")
    comment(osnabrueck, given, "Holunder.")
    new = split(moderator(), given)
    found = documents([old.key, new.key])
    assert "Quittenbrot" not in found[old.key].body
    assert found[new.key].body == "Quittenbrot.\nHolunder."


def test_who_wrote_the_answer_is_told_by_mail(harburg: User, ploen: User, mailoutbox) -> None:
    new = split(moderator(), answer(ploen, ask(harburg)))
    for _delivery in range(2):
        mail_split_off([new.reference])
    (mail,) = mailoutbox
    assert [ploen.email in to for to in mail.to] == [True]
    for text in (mail.body, mail.alternatives[0][0]):
        assert new.get_absolute_url() in text


def test_the_database_lets_one_answer_open_a_question(harburg: User, ploen: User) -> None:
    old = ask(harburg)
    first, second = answer(ploen, old), answer(ploen, old)
    new = split(moderator(), first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.with_openings.filter(pk=second.pk).update(question=new, opens=True)
