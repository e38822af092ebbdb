"""What counties and people hang on a question goes with it when it is merged or split, and back."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import (
    acceptance,
    affected,
    bookmarks,
    comments,
    following,
    helpful,
    reading,
    working,
)
from forum.actions.care import CannotBeDone
from forum.actions.openness import NotOpen
from forum.models import (
    AffectedCounty,
    Answer,
    Bookmark,
    CareAct,
    Comment,
    Following,
    OfficialDraft,
    Question,
    ReadMark,
    Revision,
    WorkingNote,
)
from portal.members.models import Membership, User
from tests.factories.care import close, merge, moderator, split, undo
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.forum.test_merging import comment
from tests.forum.test_official import begin, release, submitted

NOW = timezone.now()


@pytest.fixture
def merle(db: None) -> User:
    """Osnabrück's coordinator, who may release."""
    return person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR, name="Merle Freigabe")


@pytest.fixture
def merged(harburg: User) -> Question:
    return ask(harburg, title="Wer antwortet sonntags?")


@pytest.fixture
def survivor(ploen: User) -> Question:
    return ask(ploen, title="Wer antwortet am Wochenende?")


def test_followers_move_and_who_muted_the_survivor_keeps_that(
    merged: Question, survivor: Question, harburg: User, osnabrueck: User, ploen: User
) -> None:
    following.follow(actor=osnabrueck, target=merged, now=NOW)
    following.mute(actor=osnabrueck, target=survivor, now=NOW)
    before = set(Following.objects.values_list("person", "question", "muted"))
    mod = moderator()
    act = merge(mod, merged, survivor)
    assert set(Following.objects.filter(question=survivor).values_list("person", "muted")) == {
        (harburg.pk, False),
        (ploen.pk, False),
        (osnabrueck.pk, True),
    }
    undo(mod, act)
    assert set(Following.objects.values_list("person", "question", "muted")) == before


def test_affected_counties_move_except_the_one_that_asked_the_survivor(
    merged: Question, survivor: Question, osnabrueck: User, ploen: User
) -> None:
    for actor, county in ((osnabrueck, OSNABRUECK), (ploen, PLOEN)):
        affected.say_affected(
            actor=actor, organisation=organisation(county), question=merged, now=NOW
        )
    mod = moderator()
    act = merge(mod, merged, survivor)
    moved = AffectedCounty.objects.filter(question=survivor)
    assert [row.organisation.ags for row in moved] == [OSNABRUECK]
    undo(mod, act)
    back = AffectedCounty.objects.filter(question=merged)
    assert {row.organisation.ags for row in back} == {OSNABRUECK, PLOEN}


def test_working_notes_move_once_per_county(
    merged: Question, survivor: Question, harburg: User, osnabrueck: User
) -> None:
    for question in (merged, survivor):
        working.begin_work(
            actor=osnabrueck, organisation=organisation(OSNABRUECK), question=question, now=NOW
        )
    working.begin_work(actor=harburg, organisation=organisation(HARBURG), question=merged, now=NOW)
    before = set(WorkingNote.objects.values_list("organisation__ags", "question"))
    mod = moderator()
    act = merge(mod, merged, survivor)
    here = WorkingNote.objects.filter(question=survivor)
    assert {note.organisation.ags for note in here} == {OSNABRUECK, HARBURG}
    undo(mod, act)
    assert set(WorkingNote.objects.values_list("organisation__ags", "question")) == before


def test_read_marks_move_where_she_has_none(
    merged: Question, survivor: Question, osnabrueck: User, ploen: User
) -> None:
    reading.mark_read(actor=osnabrueck, question=merged, until=NOW, now=NOW)
    for question in (merged, survivor):
        reading.mark_read(actor=ploen, question=question, until=NOW, now=NOW)
    before = set(ReadMark.objects.values_list("person", "question"))
    mod = moderator()
    act = merge(mod, merged, survivor)
    here = ReadMark.objects.filter(question=survivor)
    assert {mark.person for mark in here} == {osnabrueck, ploen}
    undo(mod, act)
    assert set(ReadMark.objects.values_list("person", "question")) == before


def test_bookmarks_move_with_questions_and_answers_those_made_since_too(
    merged: Question, survivor: Question, osnabrueck: User, ploen: User
) -> None:
    given = answer(osnabrueck, merged)
    bookmarks.add_bookmark(actor=ploen, question=merged, now=NOW)
    bookmarks.add_bookmark(actor=ploen, question=merged, answer=given, now=NOW)
    mod = moderator()
    act = merge(mod, merged, survivor)
    assert set(Bookmark.objects.values_list("question", flat=True)) == {survivor.pk}
    # From a page loaded before.
    bookmarks.add_bookmark(actor=osnabrueck, question=merged, answer=given, now=NOW)
    assert Bookmark.objects.get(person=osnabrueck).question == survivor
    undo(mod, act)
    assert list(Bookmark.objects.values_list("question", flat=True)) == [merged.pk] * 3


def test_several_accepted_answers_thanks_and_votes_move_with_their_answers(
    merged: Question, survivor: Question, harburg: User, osnabrueck: User, ploen: User
) -> None:
    first, second = answer(osnabrueck, merged), answer(osnabrueck, survivor)
    acceptance.accept_answer(actor=harburg, answer=first, now=NOW)
    acceptance.thank_for(actor=harburg, answer=first, thanks="Das half.")
    acceptance.accept_answer(actor=ploen, answer=second, now=NOW)
    helpful.vote_helpful(actor=ploen, answer=first, now=NOW)
    mod = moderator()
    act = merge(mod, merged, survivor)
    shown = survivor.answers.filter(is_accepted=True)
    assert set(shown.values_list("pk", "thanks", "helpful_count", "accepted_by")) == {
        (first.pk, "Das half.", 1, harburg.pk),
        (second.pk, "", 0, ploen.pk),
    }
    undo(mod, act)
    solved = Question.objects.order_by("pk").values_list("is_solved", "answers_count")
    assert list(solved) == [(True, 1), (True, 1)]
    merged.refresh_from_db()
    assert merged.last_post_at == first.answered_at


def test_an_open_draft_moves_and_is_released_where_its_question_is_now(
    merged: Question, survivor: Question, osnabrueck: User, merle: User
) -> None:
    draft = submitted(osnabrueck, merged)
    mod = moderator()
    act = merge(mod, merged, survivor)
    # `draft` still names the question that was merged.
    given = release(merle, draft)
    assert given.question == survivor
    undo(mod, act)
    # The answer came after the merge and stays; its draft stays with it.
    assert OfficialDraft.objects.get().question == survivor
    assert Answer.objects.get().question == survivor


def test_drafts_of_one_county_in_both_questions_wait_apart(
    merged: Question, survivor: Question, osnabrueck: User
) -> None:
    there, here = begin(osnabrueck, merged), begin(osnabrueck, survivor)
    mod = moderator()
    act = merge(mod, merged, survivor)
    assert list(survivor.official_drafts.all()) == [here]
    undo(mod, act)
    assert list(merged.official_drafts.all()) == [there]


def test_a_released_draft_moves_with_its_answer(
    merged: Question, survivor: Question, osnabrueck: User, merle: User
) -> None:
    draft = submitted(osnabrueck, merged)
    given = release(merle, draft)
    mod = moderator()
    act = merge(mod, merged, survivor)
    assert (list(survivor.official_drafts.all()), list(survivor.answers.all())) == (
        [draft],
        [given],
    )
    undo(mod, act)
    assert list(merged.official_drafts.all()) == [draft]


def test_questions_a_county_answered_officially_twice_are_not_merged(
    merged: Question, survivor: Question, osnabrueck: User, merle: User
) -> None:
    for question in (merged, survivor):
        release(merle, submitted(osnabrueck, question))
    with pytest.raises(CannotBeDone, match="Osnabrück"):
        merge(moderator(), merged, survivor)
    assert CareAct.objects.count() == 0


def test_history_of_comments_moves_with_their_answer(
    merged: Question, survivor: Question, osnabrueck: User, ploen: User
) -> None:
    given = answer(osnabrueck, merged)
    comment(ploen, given)
    said = Comment.objects.get()
    comments.edit_comment(actor=ploen, comment=said, body="Vielen Dank!", version=1, now=NOW)
    mod = moderator()
    act = merge(mod, merged, survivor)
    assert Revision.objects.get().question == survivor
    comments.edit_comment(actor=ploen, comment=said, body="Herzlichen Dank!", version=2, now=NOW)
    undo(mod, act)
    assert list(Revision.objects.values_list("question", flat=True)) == [merged.pk] * 2


def test_split_and_undo_keep_acceptance_thanks_bookmarks_and_the_history_of_comments(
    merged: Question, harburg: User, osnabrueck: User, ploen: User, client: Client
) -> None:
    given = answer(osnabrueck, merged, "Und der Personalrat?")
    comment(ploen, given)
    comments.edit_comment(
        actor=ploen, comment=Comment.objects.get(), body="Gute Frage.", version=1, now=NOW
    )
    acceptance.accept_answer(actor=harburg, answer=given, now=NOW)
    acceptance.thank_for(actor=harburg, answer=given, thanks="Das half.")
    bookmarks.add_bookmark(actor=ploen, question=merged, answer=given, now=NOW)
    mod = moderator()
    new = split(mod, given)
    merged.refresh_from_db()
    assert (merged.is_solved, Bookmark.objects.get().question) == (False, new)
    assert Revision.objects.get().question == new
    # The bookmark's address leads to the question it became.
    client.force_login(ploen)
    response = client.get(reverse("forum:answer", args=[given.pk]))
    assert response["Location"] == f"{new.get_absolute_url()}#antwort-{given.pk}"

    undo(mod, CareAct.objects.get())
    given = Answer.objects.get()
    assert (given.is_accepted, given.accepted_by, given.thanks) == (True, harburg, "Das half.")
    merged.refresh_from_db()
    assert merged.is_solved
    assert (Bookmark.objects.get().question, Revision.objects.get().question) == (merged, merged)


def test_the_address_of_a_split_answer_leads_on_where_its_question_was_merged(
    merged: Question, survivor: Question, osnabrueck: User, ploen: User, client: Client
) -> None:
    given, mod = answer(osnabrueck, merged, "Und der Personalrat?"), moderator()
    comment(ploen, given)
    new = split(mod, given)
    merge(mod, new, survivor)
    client.force_login(ploen)
    here = f"{survivor.get_absolute_url()}#frage-{new.pk}"
    said = Comment.objects.get()
    for name, pk in (("forum:answer", given.pk), ("forum:comment", said.pk)):
        assert client.get(reverse(name, args=[pk]))["Location"] == here


def test_split_is_not_undone_where_the_county_answered_officially_since(
    merged: Question, osnabrueck: User, merle: User
) -> None:
    given, mod = release(merle, submitted(osnabrueck, merged)), moderator()
    split(mod, given)
    release(merle, submitted(osnabrueck, merged))
    with pytest.raises(CannotBeDone, match="in seinem Namen"):
        undo(mod, CareAct.objects.get())


def test_a_closed_question_takes_no_drafts_releases_or_working_notes(
    merged: Question, osnabrueck: User, merle: User
) -> None:
    draft = submitted(osnabrueck, merged)
    close(moderator(), merged)
    with pytest.raises(NotOpen):
        release(merle, draft)
    with pytest.raises(NotOpen):
        begin(osnabrueck, merged)
    with pytest.raises(NotOpen):
        working.begin_work(
            actor=osnabrueck, organisation=organisation(OSNABRUECK), question=merged, now=NOW
        )
    draft.refresh_from_db()
    assert (draft.state, Answer.objects.count()) == ("submitted", 0)


def test_what_was_typed_for_the_county_is_kept_where_the_question_is_closed_or_merged(
    merged: Question, survivor: Question, osnabrueck: User, client: Client
) -> None:
    client.force_login(osnabrueck)
    url, mod = reverse("forum:draft-begin", args=[merged.pk]), moderator()
    typed = {"begin": "1", "body": "Wir raten zu.", "key": "entwurf-1"}
    close(mod, merged)
    refused = client.post(url, typed)
    assert (refused.status_code, "Wir raten zu." in refused.content.decode()) == (409, True)
    merge(mod, merged, survivor)
    refused = client.post(url, typed)
    assert (refused.status_code, "Wir raten zu." in refused.content.decode()) == (409, True)
    assert refused.context["question"] == survivor
    assert OfficialDraft.objects.count() == 0


def test_one_click_on_a_question_that_was_merged_leads_to_the_survivor(
    merged: Question, survivor: Question, osnabrueck: User, client: Client
) -> None:
    client.force_login(osnabrueck)
    merge(moderator(), merged, survivor)
    county = organisation(OSNABRUECK).slug
    for name in ("forum:affected-add", "forum:work-begin"):
        response = client.post(reverse(name, args=[merged.pk, county]))
        assert response["Location"] == survivor.get_absolute_url()
    assert (AffectedCounty.objects.count(), WorkingNote.objects.count()) == (0, 0)


def test_closed_question_offers_no_posting_but_still_votes_and_ending_work(
    merged: Question, osnabrueck: User, ploen: User, client: Client
) -> None:
    given = answer(ploen, merged)
    client.force_login(osnabrueck)
    offered = [
        reverse("forum:comment-add", args=[given.pk]),
        reverse("forum:answer-add", args=[merged.pk]),
        reverse("forum:work-begin", args=[merged.pk, organisation(OSNABRUECK).slug]),
    ]
    html = client.get(merged.get_absolute_url()).content.decode()
    assert [url in html for url in offered] == [True, True, True]
    close(moderator(), merged)
    html = client.get(merged.get_absolute_url()).content.decode()
    assert [url in html for url in offered] == [False, False, False]
    assert reverse("forum:helpful-add", args=[given.pk]) in html
