"""Whatever happens to questions later, a county that asked without its name stays without it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import posting
from forum.actions.acceptance import accept_answer
from forum.actions.affected import say_affected, take_back_affected
from forum.actions.care import CannotBeDone
from forum.actions.closing import close_question
from forum.actions.comments import edit_comment, remove_comment
from forum.actions.drafts import save_draft
from forum.actions.helpful import vote_helpful
from forum.actions.official import begin_draft, release_draft, submit_draft
from forum.actions.openness import NotOpen
from forum.actions.veiling import lift_veil
from forum.actions.working import begin_work
from forum.mails import mail_merged, mail_split_off
from forum.models import (
    AffectedCounty,
    Answer,
    CareAct,
    Comment,
    HelpfulVote,
    OfficialDraft,
    PostDraft,
    Question,
    Revision,
    Veil,
    WorkingNote,
    answer_place,
)
from forum.personal_data import FORUM
from forum.queries.reading import Unread, personal_in, unread_in
from forum.rules import may_accept, may_edit
from forum.rules.care import Closing
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories.care import merge, moderator, split, undo
from tests.factories.confidential import CELLE, HARBURG, NAME, STADE, VECHTA, ask, comment
from tests.factories.forum import answer
from tests.factories.forum import ask as ask_openly
from tests.factories.members import organisation, person_of

Counties = dict[str, Organisation]
NOW = timezone.now()
LATER = NOW + timedelta(minutes=1)


def again(person: User) -> User:
    """Read somebody anew: memberships are kept with a person for the time of a request."""
    return User.objects.get(pk=person.pk)


def reply(author: User, organisation: Organisation, question: Question) -> Answer:
    return posting.answer_question(
        actor=author,
        organisation=organisation,
        question=question,
        body="Dazu noch etwas.",
        key=new_key(),
        now=LATER,
    )


def begin(author: User, organisation: Organisation, question: Question) -> OfficialDraft:
    return begin_draft(
        actor=author,
        organisation=organisation,
        question=question,
        body="Der Kreis sagt dazu etwas.",
        key=new_key(),
        now=NOW,
    )


# --- What names a county, and is nothing for the one that asks -----------------------------------


@pytest.mark.parametrize("of", [CELLE, STADE])
def test_nobody_of_the_asking_county_puts_a_name_onto_its_page(
    asker: User, counties: Counties, of: str
) -> None:
    question = Question.objects.get(pk=ask(asker).pk)
    Membership.objects.create(user=asker, organisation=counties[STADE])
    person, here = again(asker), {"organisation": counties[of], "question": question}
    recorded = Entry.objects.count()
    for act in (
        lambda: say_affected(actor=person, now=NOW, **here),
        lambda: begin_work(actor=person, now=NOW, **here),
        lambda: begin(person, counties[of], question),
    ):
        with pytest.raises(Refused):
            act()
    assert AffectedCounty.objects.count() == 0
    assert WorkingNote.objects.count() == 0
    assert OfficialDraft.objects.count() == 0
    assert Entry.objects.count() == recorded


def test_others_do_all_that_on_its_page(asker: User, counties: Counties) -> None:
    question = ask(asker)
    other, here = person_of(counties[STADE]), counties[STADE]
    say_affected(actor=other, organisation=here, question=question, now=NOW)
    begin_work(actor=other, organisation=here, question=question, now=NOW)
    begin(other, here, question)
    assert AffectedCounty.objects.get().organisation == here
    assert WorkingNote.objects.get().organisation == here


def test_the_page_offers_the_asker_none_of_it(asker: User, counties: Counties) -> None:
    question = ask(asker)
    answer(asker, question)
    client = Client(headers={"accept-language": "de"})
    offers = ("/betrifft/", "/in-arbeit/", "/amtsantwort/", "/hilfreich/")
    seen = {}
    for person in (asker, person_of(counties[STADE])):
        client.force_login(person)
        page = client.get(question.get_absolute_url()).content.decode()
        seen[person.name] = [offer for offer in offers if offer in page]
    assert seen == {asker.name: [], "Maren Beispiel": list(offers)}


def test_her_own_countys_hidden_answer_is_for_others_to_find_helpful(
    asker: User, colleague: User, counties: Counties
) -> None:
    given = answer(asker, ask(asker))
    with pytest.raises(Refused):
        vote_helpful(actor=colleague, answer=given, now=NOW)
    vote_helpful(actor=person_of(counties[STADE]), answer=given, now=NOW)
    assert HelpfulVote.objects.count() == 1


def test_a_moderator_of_the_asking_county_accepts_without_her_name(
    asker: User, counties: Counties
) -> None:
    given = answer(person_of(counties[HARBURG]), ask(asker))
    accept_answer(actor=moderator(counties[CELLE]), answer=given, now=NOW)
    accepted = Answer.objects.get()
    assert (accepted.is_accepted, accepted.accepted_by) == (True, None)


# --- Comments and the history --------------------------------------------------------------------


def test_only_who_wrote_a_hidden_comment_changes_it_unseen(asker: User, colleague: User) -> None:
    said = comment(asker, answer(colleague, ask(asker)))
    with pytest.raises(Refused):
        edit_comment(actor=colleague, comment=said, body="Anders.", version=1, now=LATER)
    edit_comment(actor=asker, comment=said, body="Besser.", version=1, now=LATER)
    remove_comment(actor=asker, comment=said, version=2, now=LATER)
    assert [one.editor for one in Revision.objects.all()] == [None, None]
    assert [veil.person for veil in Veil.objects.exclude(revision=None)] == [asker, asker]


def test_a_form_warns_of_traces_in_a_changed_comment_and_in_thanks(
    asker: User, counties: Counties
) -> None:
    question = ask(asker)
    given = answer(person_of(counties[HARBURG]), question)
    said = comment(asker, given)
    accept_answer(actor=asker, answer=given, now=NOW)
    client = Client(headers={"accept-language": "de"})
    client.force_login(asker)
    edit = reverse("forum:comment-edit", args=[said.pk])
    thank = reverse("forum:answer-thank", args=[given.pk])
    refused = client.post(edit, {"body": "Wir in Celle.", "version": 1})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["body"])
    refused = client.post(thank, {"thanks": "Danke aus Celle!"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["thanks"])
    close = reverse("forum:care-act", args=[question.pk, "schliessen"])
    assert client.post(close, {"reason": "Celle hat genug gehört."}).status_code == 422
    assert Comment.objects.get().body == "Danke."
    assert (Answer.objects.get().thanks, Question.objects.get().closing) == ("", "")


def test_an_edit_of_another_countys_post_on_its_page_has_a_name(
    asker: User, counties: Counties
) -> None:
    """Without one, it would tell that somebody behind the veil may change that county's posts."""
    question = ask(asker)
    given = answer(person_of(counties[STADE]), question)
    double = person_of(counties[CELLE], name="Doppelte Mitgliedschaft")
    Membership.objects.create(
        user=double, organisation=counties[STADE], role=Membership.Role.COORDINATOR
    )
    posting.edit_answer(actor=again(double), answer=given, body="Neu.", version=1, now=LATER)
    assert Revision.objects.get().editor == double
    assert Veil.objects.exclude(question=question).count() == 0


def test_her_own_hidden_posts_are_not_new_to_her(asker: User, counties: Counties) -> None:
    harburg, question = person_of(counties[HARBURG]), ask(asker)
    comment(asker, answer(asker, question))
    User.objects.update(date_joined=NOW - timedelta(days=1))
    assert unread_in(again(asker), [question.pk]) == {}
    assert unread_in(again(harburg), [question.pk]) == {question.pk: Unread(whole=True, posts=2)}


def test_the_form_does_not_offer_to_make_it_internal(asker: User) -> None:
    edit = reverse("forum:question-edit", args=[ask(asker).pk])
    client = Client()
    client.force_login(asker)
    form = client.get(edit).context["form"]
    assert [value for value, _label in form.fields["visibility"].choices] == ["public", "members"]
    sent = {"title": "Eine Frage nur für uns selbst?", "body": "Hm.", "version": 1}
    assert client.post(edit, sent | {"visibility": "county"}).status_code == 422
    assert Question.objects.get().visibility == "members"


# --- Merging -------------------------------------------------------------------------------------


def test_merged_into_an_open_question_she_stays_behind_her_veil(
    asker: User, colleague: User, counties: Counties
) -> None:
    merged, survivor = ask(asker), ask_openly(person_of(counties[STADE]))
    mine = answer(asker, merged)
    merge(moderator(), merged, survivor)
    survivor = Question.objects.get(pk=survivor.pk)
    given = reply(again(colleague), counties[CELLE], survivor)
    assert (given.organisation.display_name, given.author) == (NAME, None)
    posting.edit_answer(
        actor=again(asker), answer=Answer.objects.get(pk=mine.pk), body="Neu.", version=1, now=LATER
    )
    assert Revision.objects.get().editor is None
    with pytest.raises(Refused):
        say_affected(actor=again(asker), organisation=counties[CELLE], question=survivor, now=NOW)
    # What is not hers to decide stays so.
    assert bool(may_accept(again(asker), survivor)) is False


def test_who_asked_is_told_of_a_merge_and_the_mail_names_the_stand_in(
    asker: User, counties: Counties, mailoutbox: Any
) -> None:
    merged, survivor = ask(asker), ask_openly(person_of(counties[STADE]))
    merge(moderator(), merged, survivor)
    assert mail_merged([merged.reference]) == {}
    (mail,) = mailoutbox
    assert mail.to == [f"Zwenja Quastenberg <{asker.email}>"]
    assert (mail.cc, mail.bcc) == ([], [])
    for text in (mail.body, mail.alternatives[0][0]):
        assert (NAME in text, "Celle" in text) == (True, False)


def test_when_she_has_left_her_countys_coordinators_are_told(
    asker: User, colleague: User, counties: Counties, mailoutbox: Any
) -> None:
    merged, survivor = ask(asker), ask_openly(person_of(counties[STADE]))
    asker.memberships.all().delete()
    merge(moderator(), merged, survivor)
    mail_merged([merged.reference])
    assert [mail.to for mail in mailoutbox] == [[f"Ypsilon Kollegin <{colleague.email}>"]]


def test_an_affected_county_does_not_vanish_where_it_turns_out_to_be_the_asker(
    asker: User, counties: Counties
) -> None:
    """Whoever compares the lists before and after would know who asks."""
    merged, survivor = ask_openly(person_of(counties[STADE])), ask(asker)
    for ags in (CELLE, HARBURG):
        who = asker if ags == CELLE else person_of(counties[ags])
        say_affected(actor=who, organisation=counties[ags], question=merged, now=NOW)
    act = merge(moderator(), merged, survivor)
    listed = AffectedCounty.objects.filter(question=survivor)
    assert set(listed.values_list("organisation__ags", flat=True)) == {CELLE, HARBURG}
    # She may still take it back, as every county may.
    take_back_affected(actor=again(asker), organisation=counties[CELLE], question=survivor)
    assert listed.count() == 1
    undo(moderator(), act)
    assert AffectedCounty.objects.filter(question=merged).count() == 1


def test_an_official_draft_that_came_with_a_merge_is_not_released_on_her_page(
    asker: User, colleague: User, counties: Counties
) -> None:
    merged, survivor = ask_openly(person_of(counties[STADE])), ask(asker)
    draft = begin(asker, counties[CELLE], merged)
    submit_draft(actor=asker, draft=draft, version=1, now=NOW)
    merge(moderator(), merged, survivor)
    with pytest.raises(Refused):
        release_draft(actor=again(colleague), draft=draft, version=1, now=NOW)
    assert Answer.objects.count() == 0


def test_her_hidden_answer_leaves_a_note_of_her_county_alone(
    asker: User, counties: Counties
) -> None:
    """A note that goes at the moment the stand-in answers would tell whose answer it is."""
    merged, survivor = ask_openly(person_of(counties[STADE])), ask(asker)
    begin_work(actor=asker, organisation=counties[CELLE], question=merged, now=NOW)
    merge(moderator(), merged, survivor)
    reply(again(asker), counties[CELLE], Question.objects.get(pk=survivor.pk))
    assert WorkingNote.objects.get().organisation == counties[CELLE]


def test_a_moderators_log_does_not_say_that_it_was_her_own_county(
    asker: User, counties: Counties
) -> None:
    merged, survivor = ask_openly(person_of(counties[STADE])), ask(asker)
    act = merge(moderator(counties[CELLE]), merged, survivor)
    assert (act.own_county, act.actor is None) == (False, False)


def test_nobody_behind_a_veil_loses_sight_of_her_words(asker: User, counties: Counties) -> None:
    merged = ask(asker)
    survivor = ask_openly(person_of(counties[STADE]), visibility="county")
    with pytest.raises(CannotBeDone) as refusal:
        merge(moderator(counties[STADE]), merged, survivor)
    assert NAME in str(refusal.value)
    assert Question.objects.get(pk=merged.pk).merged_into is None


def test_moderators_look_behind_what_was_merged_and_the_county_reads_why(
    asker: User, counties: Counties
) -> None:
    merged, survivor = ask(asker), ask_openly(person_of(counties[STADE]))
    merge(moderator(), merged, survivor)
    client = Client(headers={"accept-language": "de"})
    client.force_login(moderator())
    url = reverse("forum:question-asker", args=[survivor.pk])
    assert url in client.get(survivor.get_absolute_url()).content.decode()
    assert "Landkreis Celle" in client.post(url, {"reason": "Gemeldet."}).content.decode()
    client.force_login(asker)
    assert "Gemeldet." in client.get(survivor.get_absolute_url()).content.decode()
    client.force_login(person_of(counties[VECHTA]))
    page = client.get(survivor.get_absolute_url()).content.decode()
    assert ("Gemeldet." in page, url in page) == (False, False)


# --- Splitting -----------------------------------------------------------------------------------


def test_a_hidden_answer_split_off_is_hers_and_nameless_and_comes_back(
    asker: User, counties: Counties, mailoutbox: Any
) -> None:
    question = ask(asker)
    new = split(moderator(), answer(asker, question))
    new = Question.objects.get(pk=new.pk)
    assert (new.organisation.display_name, new.author, new.author_name) == (NAME, None, "")
    assert bool(may_edit(again(asker), new)) is True
    assert bool(may_edit(person_of(counties[STADE]), new)) is False
    mail_split_off([new.reference])
    assert [mail.to for mail in mailoutbox] == [[f"Zwenja Quastenberg <{asker.email}>"]]
    assert "Celle" not in mailoutbox[0].body
    before = Veil.objects.count()
    undo(moderator(), CareAct.objects.get(act="split"))
    assert (before, Veil.objects.count()) == (3, 2)
    assert Answer.objects.get().written_by_id == asker.pk


def test_her_comment_follows_an_open_answer_and_she_stays_behind_it(
    asker: User, counties: Counties
) -> None:
    given = answer(person_of(counties[HARBURG]), ask(asker))
    comment(asker, given)
    new = Question.objects.get(pk=split(moderator(), given).pk)
    said = reply(again(asker), counties[CELLE], new)
    assert (new.organisation, said.organisation.display_name) == (counties[HARBURG], NAME)
    assert personal_in(again(asker), new, LATER).hidden.behind is True


# --- The log -------------------------------------------------------------------------------------


def test_the_log_says_that_the_asking_county_closed_it_and_not_who(
    asker: User, counties: Counties
) -> None:
    question = ask(asker)
    close_question(
        actor=asker, question=question, closing=Closing.NO_LONGER_NEEDED, note="", now=NOW
    )
    act = CareAct.objects.get()
    assert (act.actor, act.own_county, Veil.objects.get(act=act).person) == (None, False, asker)
    client = Client(headers={"accept-language": "de"})
    client.force_login(moderator())
    page = client.get(reverse("forum:care-log", args=[question.pk])).content.decode()
    assert (NAME in page, "Zwenja" in page) == (True, False)


def test_a_lift_is_refused_to_who_may_not_moderate_after_a_merge(
    asker: User, counties: Counties
) -> None:
    merged, survivor = ask(asker), ask_openly(person_of(counties[STADE]))
    merge(moderator(), merged, survivor)
    with pytest.raises(Refused):
        lift_veil(actor=person_of(counties[STADE]), question=survivor, reason="Neugier", now=NOW)


# --- What is typed, and not published ------------------------------------------------------------


def typed(author: User, question: Question, body: str = "Ich schreibe noch.") -> None:
    save_draft(
        actor=author,
        place=answer_place(question.key),
        fields={"body": [body]},
        key=new_key(),
        now=NOW,
    )


def test_what_is_typed_goes_along_with_a_merge_and_comes_back(counties: Counties) -> None:
    stade, harburg = person_of(counties[STADE]), person_of(counties[HARBURG])
    merged, survivor = ask_openly(stade), ask_openly(stade)
    typed(harburg, merged)
    typed(stade, merged, "Auf der alten Seite.")
    typed(stade, survivor, "Auf der neuen Seite.")
    act = merge(moderator(), merged, survivor)
    client = Client()
    client.force_login(harburg)
    assert "Ich schreibe noch." in client.get(survivor.get_absolute_url()).content.decode()
    client.force_login(stade)
    page = client.get(survivor.get_absolute_url()).content.decode()
    assert ("Auf der neuen Seite." in page, "Auf der alten Seite." in page) == (True, False)
    undo(moderator(), act)
    places = dict(PostDraft.objects.values_list("fields__body__0", "place"))
    assert places == {
        "Ich schreibe noch.": answer_place(merged.key),
        "Auf der alten Seite.": answer_place(merged.key),
        "Auf der neuen Seite.": answer_place(survivor.key),
    }


def test_a_save_from_the_form_of_a_merged_question_is_kept_where_it_is_now(
    counties: Counties,
) -> None:
    stade = person_of(counties[STADE])
    merged, survivor = ask_openly(stade), ask_openly(stade)
    merge(moderator(), merged, survivor)
    client = Client()
    client.force_login(stade)
    sent = {"place": answer_place(merged.key), "body": "Spät gespeichert.", "quiet": "1"}
    assert client.post(reverse("forum:text-save"), sent).status_code == 200
    assert PostDraft.objects.get().place == answer_place(survivor.key)


def test_a_text_refused_by_a_closed_question_is_in_the_form_and_its_draft_stays(
    counties: Counties,
) -> None:
    harburg, question = person_of(counties[HARBURG]), ask_openly(person_of(counties[STADE]))
    typed(harburg, question)
    close_question(
        actor=moderator(), question=question, closing=Closing.DUPLICATE, note="Siehe dort.", now=NOW
    )
    with pytest.raises(NotOpen):
        reply(harburg, counties[HARBURG], question)
    client = Client(headers={"accept-language": "de"})
    client.force_login(harburg)
    sent = client.post(
        reverse("forum:answer-add", args=[question.pk]), {"body": "Ich schreibe noch."}
    )
    assert (sent.status_code, "Ich schreibe noch." in sent.content.decode()) == (409, True)
    assert PostDraft.objects.get().text == "Ich schreibe noch."
    page = client.get(question.get_absolute_url()).content.decode()
    assert ("Ich schreibe noch." in page, "Entwurf verwerfen" in page) == (True, True)


def test_what_becomes_a_draft_for_the_county_is_no_text_of_hers_any_more(
    counties: Counties,
) -> None:
    harburg, question = person_of(counties[HARBURG]), ask_openly(person_of(counties[STADE]))
    typed(harburg, question)
    begin(harburg, counties[HARBURG], question)
    assert PostDraft.objects.count() == 0


def test_exported_copies_of_others_hold_nothing_after_all_that(
    asker: User, counties: Counties
) -> None:
    merged, survivor = ask(asker), ask_openly(person_of(counties[STADE]))
    cared = moderator(organisation("03251"))
    merge(cared, merged, survivor)
    copy = json.dumps(FORUM.export(cared))
    assert ("Celle" in copy, "Zwenja" in copy) == (False, False)
