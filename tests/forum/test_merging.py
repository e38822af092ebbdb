"""Merging: everything moves, nobody reads more than before, and all of it can be taken back."""

from datetime import timedelta
from itertools import groupby

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.actions import acceptance, arranging, closing, desk, importing
from forum.actions import posting as actions
from forum.actions.care import CannotBeDone
from forum.actions.openness import NotOpen
from forum.documents import documents
from forum.mails import mail_merged
from forum.models import Answer, CareAct, Question, Revision
from forum.queries.care import lead_of
from forum.rules.care import UNDO_WITHIN
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from portal.taxonomy.models import Topic
from tests.factories.care import merge, moderator, undo
from tests.factories.forum import REINDEX, answer, ask, draft
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

NOW = timezone.now()


def facts() -> list[tuple[str, str]]:
    """Return what was recorded, once per fact, whatever follows from it."""
    rows = Entry.objects.filter(reaction=REINDEX).order_by("pk").values_list("fact", "key")
    return [row for row, _same in groupby(rows)]


def comment(author: User, on: Answer, body: str = "Danke!") -> None:
    actions.comment_on(
        actor=author,
        organisation=author.memberships.get().organisation,
        answer=on,
        body=body,
        key=new_key(),
        now=NOW,
    )


def accept(actor: User, given: Answer) -> None:
    acceptance.accept_answer(actor=actor, answer=given, now=NOW)


def state() -> dict[str, object]:
    """Describe all questions with what hangs on them, so that before and after compare."""
    fields = ("answers_count", "is_solved", "merged_into_id", "merged_count", "split_count")
    return {
        question.title: (
            *(getattr(question, name) for name in fields),
            sorted(Answer.with_openings.filter(question=question).values_list(
                "pk", "is_accepted", "accepted_at", "opens"
            )),
            sorted(question.revisions.values_list("pk", "answer")),
            sorted(question.topics.values_list("slug", flat=True)),
            sorted(question.channels.values_list("slug", flat=True)),
            sorted(question.addressed_to.values_list("ags", flat=True)),
            sorted(question.staff_notes.values_list("text", flat=True)),
        )
        for question in Question.objects.all()
    }  # fmt: skip


def test_merge_moves_everything_and_undo_brings_it_back(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    shared, own = Topic.objects.all()[:2]
    mod = moderator()
    merged = ask(harburg, title="Wer antwortet sonntags?", topics=[shared, own])
    survivor = ask(ploen, title="Wer antwortet am Wochenende?", topics=[shared])
    given, other = answer(osnabrueck, merged), answer(osnabrueck, survivor)
    comment(harburg, given)
    actions.edit_answer(actor=osnabrueck, answer=given, body="Mit zwei.", version=1, now=NOW)
    accept(harburg, given)
    desk.write_staff_note(actor=mod, question=merged, text="Dublette?", key=new_key(), now=NOW)
    before = state()

    act = merge(mod, merged, survivor)
    survivor.refresh_from_db()
    merged.refresh_from_db()
    assert (merged.merged_into, merged.answers_count, merged.is_solved) == (survivor, 0, False)
    assert (survivor.merged_count, survivor.answers_count, survivor.is_solved) == (1, 2, True)
    assert set(survivor.answers.all()) == {given, other}
    assert [one.body for one in survivor.answers.get(pk=given.pk).comments.all()] == ["Danke!"]
    assert Revision.objects.get(answer=given).question == survivor
    assert list(survivor.topics.all()) == [shared, own]
    assert list(survivor.staff_notes.values_list("text", flat=True)) == ["Dublette?"]
    assert facts()[-2:] == [
        ("QuestionMerged", merged.key),
        ("QuestionAbsorbed", survivor.key),
    ]

    undo(mod, act, NOW + UNDO_WITHIN)
    assert state() == before
    assert facts()[-2:] == [("CareUndone", merged.key), ("CareUndone", survivor.key)]


def test_posts_written_after_the_merge_stay_when_it_is_undone(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    mod, merged, survivor = moderator(), ask(harburg), ask(ploen)
    old = answer(osnabrueck, merged)
    act = merge(mod, merged, survivor)
    new = answer(osnabrueck, Question.objects.get(pk=survivor.pk), "Danach.")
    comment(ploen, Answer.objects.get(pk=old.pk), "Zur alten Antwort.")
    undo(mod, act)
    assert list(survivor.answers.all()) == [new]
    assert list(merged.answers.all()) == [old]
    assert [one.body for one in old.comments.all()] == ["Zur alten Antwort."]
    counts = Question.objects.order_by("pk").values_list("answers_count", flat=True)
    assert list(counts) == [1, 1]


@pytest.mark.parametrize(
    ("merged", "survivor"),
    [("members", "public"), ("county", "public"), ("county", "members"), ("county", "county")],
)
def test_merge_never_shows_more(harburg: User, ploen: User, merged: str, survivor: str) -> None:
    mod = moderator(organisation(HARBURG))
    Membership.objects.create(user=mod, organisation=ploen.memberships.get().organisation)
    mod = User.objects.get(pk=mod.pk)
    narrow, wide = ask(harburg, visibility=merged), ask(ploen, visibility=survivor)
    with pytest.raises(CannotBeDone):
        merge(mod, narrow, wide)
    assert Question.objects.filter(merged_into=None).count() == 2


def test_merge_into_a_narrower_one_takes_nobody_her_own_words(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    mod, public, internal = moderator(), ask(harburg, visibility="public"), ask(ploen)
    given = answer(osnabrueck, public)
    organisation(OSNABRUECK, Organisation.Status.GUEST)
    with pytest.raises(CannotBeDone, match="Osnabrück"):
        merge(mod, public, internal)
    organisation(OSNABRUECK, Organisation.Status.MEMBER)
    merge(mod, public, internal)
    assert list(internal.answers.all()) == [given]


def test_readers_of_a_survivor_stay_whoever_edits_or_imports(harburg: User, ploen: User) -> None:
    mod, merged = moderator(), ask(harburg)
    survivor = ask(ploen)
    act = merge(mod, merged, survivor)
    edit = {"actor": ploen, "draft": draft(visibility="public"), "now": NOW}
    actions.edit_question(question=Question.objects.get(pk=survivor.pk), version=1, **edit)
    assert Question.objects.get(pk=survivor.pk).visibility == "members"
    imported(survivor.key, visibility="public", author=ploen)
    assert Question.objects.get(pk=survivor.pk).visibility == "members"
    undo(mod, act)
    survivor = Question.objects.get(pk=survivor.pk)
    actions.edit_question(question=survivor, version=survivor.version, **edit)
    assert Question.objects.get(pk=survivor.pk).visibility == "public"


def imported(key: str, **fields: object) -> bool:
    values = {
        "key": key,
        "title": "Wie plant ihr eure Beiträge?",
        "body": "Wir fangen an.",
        "organisation": organisation(HARBURG),
        "visibility": "members",
        "topics": (),
        "channels": (),
        "asked_at": NOW,
        "now": NOW,
    }
    return importing.import_question(**(values | fields))


def test_an_import_leaves_alone_what_moderators_merged(harburg: User, ploen: User) -> None:
    given = importing.NewAnswer(organisation=organisation(OSNABRUECK), body="Aus dem Archiv.")
    imported("fremd/1", answers=[given])
    merged, survivor = Question.objects.get(), ask(ploen)
    merge(moderator(), merged, survivor)
    before = state()
    assert imported("fremd/1", title="Neuer Titel", answers=[given, given]) is False
    assert state() == before


def test_chains_lead_straight_to_the_end_and_come_apart_in_order(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    mod = moderator()
    first, second, third = (
        ask(who, title=f"Frage Nummer {number}")
        for number, who in enumerate((harburg, osnabrueck, ploen), 1)
    )
    given = answer(ploen, first)
    untouched = state()
    earlier = merge(mod, first, second)
    between = state()
    later = merge(mod, second, third)
    assert set(Question.objects.filter(merged_into=third)) == {first, second}
    assert Question.objects.get(pk=third.pk).merged_count == 2
    lead = lead_of(ploen, pk=first.pk)
    assert lead is not None
    assert (lead.question, lead.anchor) == (third, f"frage-{first.pk}")
    assert list(third.answers.all()) == [given]
    with pytest.raises(CannotBeDone):
        undo(mod, earlier)
    undo(mod, later)
    assert state() == between
    undo(mod, earlier)
    assert state() == untouched


def test_undoing_one_merge_leaves_what_another_brought(harburg: User, ploen: User) -> None:
    """Two questions brought the same topic; one of them leaves again."""
    shared, mod = Topic.objects.all()[0], moderator()
    first, second, survivor = (
        ask(harburg, topics=[shared]), ask(harburg, topics=[shared]), ask(ploen)
    )  # fmt: skip
    act = merge(mod, first, survivor)
    other = merge(mod, second, survivor)
    undo(mod, act)
    assert list(survivor.topics.all()) == [shared]
    assert list(first.topics.all()) == [shared]
    undo(mod, other)
    assert list(survivor.topics.all()) == []
    assert list(second.topics.all()) == [shared]


def test_what_cannot_be_merged_is_told(harburg: User, ploen: User) -> None:
    mod, one, two, three = moderator(), ask(harburg), ask(ploen), ask(ploen)
    with pytest.raises(CannotBeDone):
        merge(mod, one, one)
    closing.lock_question(actor=mod, question=two, reason="Ruhe.", now=NOW)
    with pytest.raises(CannotBeDone):
        merge(mod, one, two)
    merge(mod, one, three)
    for pair in ((one, three), (one, two), (three, one)):
        with pytest.raises(CannotBeDone):
            merge(mod, *pair)
    assert CareAct.objects.filter(act="merge").count() == 1


def test_nothing_else_is_done_with_a_merged_question(harburg: User, ploen: User) -> None:
    mod, merged, survivor = moderator(), ask(harburg), ask(ploen)
    closed = closing.lock_question(actor=mod, question=merged, reason="Ruhe.", now=NOW)
    merge(mod, merged, survivor)
    with pytest.raises(CannotBeDone):
        closing.unlock_question(actor=mod, question=merged, reason="Doch.", now=NOW)
    with pytest.raises(CannotBeDone):
        arranging.move_to_topics(
            actor=mod, question=merged, topics=(), channels=(), reason="Fort.", now=NOW
        )
    with pytest.raises(CannotBeDone):
        undo(mod, closed)
    with pytest.raises(NotOpen):
        answer(ploen, merged)
    with pytest.raises(NotOpen):
        actions.edit_question(actor=harburg, question=merged, draft=draft(), version=1, now=NOW)


def test_merging_needs_sight_of_both(harburg: User, ploen: User) -> None:
    mod, internal, open_one = moderator(), ask(harburg, visibility="county"), ask(harburg)
    for pair in ((internal, open_one), (open_one, internal)):
        with pytest.raises(Refused):
            merge(mod, *pair)
    with pytest.raises(Refused):
        merge(harburg, open_one, ask(ploen))
    assert CareAct.objects.count() == 0


def test_accepting_follows_the_answer_to_who_asks_there(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    merged, survivor = ask(harburg), ask(ploen)
    given = answer(osnabrueck, merged)
    merge(moderator(), merged, survivor)
    # She still has the page from before in her browser.
    with pytest.raises(Refused):
        acceptance.accept_answer(actor=harburg, answer=given, now=NOW)
    acceptance.accept_answer(actor=ploen, answer=Answer.objects.get(pk=given.pk), now=NOW)
    assert Question.objects.get(pk=survivor.pk).is_solved is True


def test_editing_and_commenting_follow_the_answer(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    merged, survivor = ask(harburg), ask(ploen)
    given = answer(osnabrueck, merged)
    merge(moderator(), merged, survivor)
    actions.edit_answer(actor=osnabrueck, answer=given, body="Neu.", version=1, now=NOW)
    comment(harburg, given)
    assert facts()[-2:] == [("AnswerEdited", survivor.key), ("CommentAdded", survivor.key)]
    assert Revision.objects.get(answer=given).question == survivor


@pytest.mark.parametrize("case", ["chain", "itself", "twice"])
def test_the_database_knows_no_chain(harburg: User, ploen: User, case: str) -> None:
    mod, one, two, three = moderator(), ask(harburg), ask(ploen), ask(ploen)
    merge(mod, one, two)
    change = {
        "chain": lambda: Question.objects.filter(pk=two.pk).update(merged_into=three),
        "itself": lambda: Question.objects.filter(pk=three.pk).update(merged_into=three),
        "twice": lambda: CareAct.objects.create(question=one, other=three, act="merge"),
    }[case]
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_the_index_forgets_the_merged_and_finds_its_words_with_the_survivor(
    harburg: User, osnabrueck: User, ploen: User, django_assert_num_queries
) -> None:
    merged = ask(harburg, title="Zwiebelfisch am Sonntag?", body="Rhabarber.")
    survivor = ask(ploen)
    comment(harburg, answer(osnabrueck, merged, "Quittenbrot."), "Holunder.")
    merge(moderator(), merged, survivor)
    with django_assert_num_queries(8):
        found = documents([merged.key, survivor.key])
    assert list(found) == [survivor.key]
    for word in ("Zwiebelfisch", "Rhabarber", "Quittenbrot", "Holunder"):
        assert word in found[survivor.key].body
    assert found[survivor.key].audience == {"members"}


def test_who_asked_is_told_by_mail_once(harburg: User, ploen: User, mailoutbox) -> None:
    mod, merged, survivor = moderator(), ask(harburg), ask(ploen, title="Wer antwortet sonntags?")
    merge(mod, merged, survivor)
    for _delivery in range(2):
        assert mail_merged([merged.reference]) == {}
    (mail,) = mailoutbox
    assert mail.to == [f"Hanna Harburg <{harburg.email}>"]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    place = f"{survivor.get_absolute_url()}#frage-{merged.pk}"
    html = mail.alternatives[0][0]
    for text in (mail.body, html):
        assert place in text
        assert "Wer antwortet sonntags?" in text
        assert "Dasselbe gefragt." in text


def test_the_mail_goes_to_the_county_where_who_asked_has_left_and_to_nobody_when_undone(
    harburg: User, harburg_coordinator: User, ploen: User, mailoutbox
) -> None:
    mod, merged, survivor = moderator(), ask(harburg), ask(ploen)
    Membership.objects.filter(user=harburg).delete()
    act = merge(mod, merged, survivor)
    mail_merged([merged.reference])
    assert [mail.to for mail in mailoutbox] == [
        [f"Karl Koordination <{harburg_coordinator.email}>"]
    ]
    undo(mod, act)
    other = merge(mod, ask(person_of(organisation(OSNABRUECK))), survivor, NOW - timedelta(days=1))
    undo(mod, other, NOW)
    mail_merged([other.question.reference])
    assert len(mailoutbox) == 1


def test_nobody_is_mailed_about_what_she_may_not_read(
    harburg: User, ploen: User, mailoutbox
) -> None:
    merged, survivor = ask(harburg), ask(ploen)
    merge(moderator(), merged, survivor)
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    mail_merged([merged.reference])
    assert mailoutbox == []


def test_where_a_merged_question_leads_is_told_only_to_who_may_read_it(
    harburg: User, ploen: User
) -> None:
    from django.contrib.auth.models import AnonymousUser

    public, internal = ask(harburg, visibility="public"), ask(ploen)
    merge(moderator(), public, internal)
    assert lead_of(AnonymousUser(), pk=public.pk) is None
    lead = lead_of(harburg, pk=public.pk)
    assert lead is not None
    assert lead.question == internal
