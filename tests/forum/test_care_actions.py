"""Closing, locking, pinning, moving, marking, and undoing: the state, the log, the facts."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.actions import arranging, closing, desk
from forum.actions.care import CannotBeDone
from forum.actions.openness import NotOpen
from forum.jobs import end_pins
from forum.models import CannedAnswer, CareAct, Question, StaffNote
from forum.rules.care import UNDO_WITHIN, Closing
from portal.kernel.content import Reference, new_key
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.outbox.models import Entry
from portal.taxonomy.models import Platform, Topic
from tests.factories.care import close, moderator, undo
from tests.factories.forum import REINDEX, answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation

NOW = timezone.now()


def facts() -> list[str]:
    return list(
        Entry.objects.filter(reaction=REINDEX).order_by("pk").values_list("fact", flat=True)
    )


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def test_close_keeps_reason_and_person(harburg: User) -> None:
    question, mod = ask(harburg), moderator()
    act = close(mod, question, closing=Closing.DUPLICATE, note="  Siehe\noben. ", now=NOW)
    question.refresh_from_db()
    assert (question.closing, question.closing_note) == ("duplicate", "Siehe oben.")
    assert (act.act, act.actor, act.reason, act.at, act.own_county, act.before) == (
        "close",
        mod,
        "Siehe oben.",
        NOW,
        False,
        {"closing": "", "closing_note": ""},
    )
    assert facts() == ["QuestionAsked", "QuestionClosed"]


def test_close_a_second_time_is_told_and_changes_nothing(harburg: User) -> None:
    question = ask(harburg)
    close(moderator(), question, note="Die erste.")
    with pytest.raises(CannotBeDone):
        close(moderator(), question, note="Die zweite.")
    assert fresh(question).closing_note == "Die erste."
    assert CareAct.objects.count() == 1


def test_the_county_closes_and_reopens_its_own(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg)
    with pytest.raises(Refused):
        close(osnabrueck, question, closing=Closing.NO_LONGER_NEEDED)
    with pytest.raises(Refused):
        close(harburg, question, closing=Closing.DUPLICATE)
    act = close(harburg, question, closing=Closing.NO_LONGER_NEEDED, note="")
    assert (fresh(question).closing, act.own_county) == ("done", True)
    closing.reopen_question(actor=harburg, question=question, reason="", now=NOW)
    assert fresh(question).closing == ""
    assert facts()[1:] == ["QuestionClosed", "QuestionReopened"]


def test_what_moderators_closed_the_county_does_not_reopen(harburg: User) -> None:
    question = ask(harburg)
    close(moderator(), question, closing=Closing.NOT_FOR_THE_FORUM)
    with pytest.raises(Refused):
        closing.reopen_question(actor=harburg, question=question, reason="", now=NOW)
    assert fresh(question).closing == "off_topic"


def test_a_moderator_does_nothing_with_what_she_may_not_read(harburg: User) -> None:
    internal, outsider = ask(harburg, visibility="county"), moderator(organisation(OSNABRUECK))
    acts = {"actor": outsider, "question": internal, "reason": "Darf ich?", "now": NOW}
    attempts = [
        lambda: close(outsider, internal),
        lambda: closing.lock_question(**acts),
        lambda: closing.pin_question(until=date(2030, 1, 1), **acts),
        lambda: arranging.move_to_topics(topics=(), channels=(), **acts),
        lambda: arranging.mark_outdated(successor=None, **acts),
        lambda: desk.write_staff_note(
            actor=outsider, question=internal, text="Hm.", key=new_key(), now=NOW
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert (CareAct.objects.count(), StaffNote.objects.count()) == (0, 0)
    act = close(moderator(organisation(HARBURG)), internal)
    with pytest.raises(Refused):
        undo(outsider, act)
    assert fresh(internal).closing == "elsewhere"


def test_a_moderator_of_the_county_may_and_the_log_says_so(harburg: User) -> None:
    question = ask(harburg)
    assert close(moderator(organisation(HARBURG)), question).own_county is True


@pytest.mark.parametrize("state", ["closed", "locked"])
def test_nobody_posts_to_a_closed_or_locked_question(
    harburg: User, osnabrueck: User, state: str
) -> None:
    from forum.actions.posting import comment_on

    question, mod = ask(harburg), moderator()
    given = answer(osnabrueck, question)
    if state == "closed":
        close(mod, question)
    else:
        closing.lock_question(actor=mod, question=question, reason="Ruhe.", now=NOW)
    with pytest.raises(NotOpen):
        answer(osnabrueck, question, "Noch etwas.")
    with pytest.raises(NotOpen):
        comment_on(
            actor=harburg,
            organisation=organisation(HARBURG),
            answer=given,
            body="Danke!",
            key=new_key(),
            now=NOW,
        )
    assert (question.answers.count(), given.comments.count()) == (1, 0)


def test_what_was_sent_before_closing_is_not_refused_when_sent_again(
    harburg: User, osnabrueck: User
) -> None:
    from forum.actions.posting import answer_question

    question, key = ask(harburg), new_key()
    sent = {
        "actor": osnabrueck,
        "organisation": organisation(OSNABRUECK),
        "question": question,
        "body": "Mit Plan.",
        "key": key,
        "now": NOW,
    }
    first = answer_question(**sent)
    close(moderator(), question)
    assert answer_question(**sent) == first


def test_open_lists_leave_out_what_waits_for_nothing(harburg: User, osnabrueck: User) -> None:
    waiting, closed, locked, outdated = (ask(harburg) for _number in range(4))
    mod = moderator()
    close(mod, closed)
    closing.lock_question(actor=mod, question=locked, reason="Ruhe.", now=NOW)
    arranging.mark_outdated(actor=mod, question=outdated, successor=None, reason="Alt.", now=NOW)
    mine = (organisation(OSNABRUECK),)
    assert list(Question.objects.open()) == [waiting]
    assert list(Question.objects.unanswered()) == [waiting]
    assert list(Question.objects.for_organisations(mine)) == [waiting]
    assert set(Question.objects.visible_to(osnabrueck)) == {waiting, closed, locked, outdated}


def test_pins_end_with_their_day(harburg: User) -> None:
    question, mod, today = ask(harburg), moderator(), timezone.localdate()
    act = closing.pin_question(
        actor=mod, question=question, until=today, reason="Wichtig.", now=NOW
    )
    assert (end_pins(NOW), fresh(question).is_pinned) == (0, True)
    assert end_pins(NOW + timedelta(days=1)) == 1
    assert end_pins(NOW + timedelta(days=1)) == 0
    assert (fresh(question).is_pinned, fresh(question).pinned_until) == (False, None)
    assert facts()[-1] == "QuestionUnpinned"
    assert act.before == {"is_pinned": False, "pinned_until": None}


def test_pinned_questions_come_first(harburg: User) -> None:
    old, new = ask(harburg), ask(harburg)
    assert list(Question.objects.pinned_first()) == [new, old]
    closing.pin_question(
        actor=moderator(), question=old, until=date(2030, 1, 1), reason="Oft gesucht.", now=NOW
    )
    assert list(Question.objects.pinned_first()) == [old, new]


def test_move_to_topics_and_back(harburg: User) -> None:
    before, after = Topic.objects.all()[:2]
    question, mod = ask(harburg, topics=[before]), moderator()
    act = arranging.move_to_topics(
        actor=mod,
        question=question,
        topics=[after],
        channels=Platform.objects.all()[:1],
        reason="Gehört dorthin.",
        now=NOW,
    )
    assert list(question.topics.all()) == [after]
    undo(mod, act)
    assert list(question.topics.all()) == [before]
    assert list(question.channels.all()) == []
    assert facts()[1:] == ["QuestionMovedToTopics", "CareUndone"]


def test_moving_is_not_undone_where_somebody_moved_it_on(harburg: User) -> None:
    first, second, third = Topic.objects.all()[:3]
    question, mod = ask(harburg, topics=[first]), moderator()
    move = {"actor": mod, "question": question, "channels": (), "reason": "Dorthin.", "now": NOW}
    act = arranging.move_to_topics(topics=[second], **move)
    question.topics.set([third])
    with pytest.raises(CannotBeDone):
        undo(mod, act)
    assert list(question.topics.all()) == [third]
    act.refresh_from_db()
    assert act.undone_at is None


def test_outdated_names_its_successor(harburg: User) -> None:
    old, new, mod = ask(harburg), ask(harburg), moderator()
    mark = {"actor": mod, "question": old, "reason": "Neue Rechtslage.", "now": NOW}
    with pytest.raises(CannotBeDone):
        arranging.mark_outdated(successor=old.reference, **mark)
    arranging.mark_outdated(successor=new.reference, **mark)
    old.refresh_from_db()
    assert (old.outdated_at, old.successor_kind, old.successor_key) == (NOW, "question", new.key)
    with pytest.raises(CannotBeDone):
        arranging.mark_outdated(successor=new.reference, **mark)
    arranging.mark_outdated(successor=Reference("guideline", "kommentare"), **mark)
    arranging.mark_up_to_date(actor=mod, question=old, reason="Gilt doch.", now=NOW)
    old.refresh_from_db()
    assert (old.outdated_at, old.successor_kind, old.successor_key) == (None, "", "")


def _do(name: str, mod: User, question: Question) -> CareAct:
    common = {"actor": mod, "question": question, "reason": "Darum.", "now": NOW}
    if name == "close":
        return close(mod, question, now=NOW)
    if name == "lock":
        return closing.lock_question(**common)
    if name == "pin":
        return closing.pin_question(until=date(2030, 1, 1), **common)
    return arranging.mark_outdated(successor=Reference("guideline", "kommentare"), **common)


STATE = (
    "closing", "closing_note", "is_locked", "is_pinned", "pinned_until", "outdated_at",
    "successor_kind", "successor_key",
)  # fmt: skip


def state_of(question: Question) -> tuple[object, ...]:
    return tuple(getattr(fresh(question), name) for name in STATE)


@pytest.mark.parametrize("name", ["close", "lock", "pin", "outdate"])
def test_undo_brings_back_what_was(harburg: User, name: str) -> None:
    question, mod, other = ask(harburg), moderator(), moderator(name="Mona Moderation")
    before = state_of(question)
    act = _do(name, mod, question)
    assert state_of(question) != before
    undone = undo(other, act, NOW + UNDO_WITHIN)
    assert state_of(question) == before
    assert (undone.actor, undone.undone_by, undone.undone_reason) == (mod, other, "War ein Irrtum.")
    assert undone.undone_at == NOW + UNDO_WITHIN
    assert facts()[-1] == "CareUndone"


@pytest.mark.parametrize("name", ["close", "lock", "pin", "outdate"])
def test_undo_of_the_way_back_is_exact(harburg: User, name: str) -> None:
    question, mod = ask(harburg), moderator()
    _do(name, mod, question)
    state = state_of(question)
    back = {
        "close": closing.reopen_question,
        "lock": closing.unlock_question,
        "pin": closing.unpin_question,
        "outdate": arranging.mark_up_to_date,
    }[name](actor=mod, question=question, reason="Doch nicht.", now=NOW)
    assert state_of(question) != state
    undo(mod, back)
    assert [str(value) for value in state_of(question)[:5]] == [str(value) for value in state[:5]]
    assert state_of(question)[6:] == state[6:]


def test_undo_ends_after_thirty_days_and_happens_once(harburg: User) -> None:
    question, mod = ask(harburg), moderator()
    act = close(mod, question, now=NOW)
    with pytest.raises(Refused):
        undo(mod, act, NOW + UNDO_WITHIN + timedelta(microseconds=1))
    undo(mod, act)
    with pytest.raises(CannotBeDone):
        undo(mod, act)
    assert facts().count("CareUndone") == 1


def test_undo_waits_for_what_came_later(harburg: User) -> None:
    question, mod = ask(harburg), moderator()
    first = close(mod, question)
    second = closing.reopen_question(actor=mod, question=question, reason="Offen.", now=NOW)
    closing.lock_question(actor=mod, question=question, reason="Ruhe.", now=NOW)
    with pytest.raises(CannotBeDone, match="wieder geöffnet"):
        undo(mod, first)
    undo(mod, second)
    undo(mod, first)
    assert (fresh(question).closing, fresh(question).is_locked) == ("", True)


def test_undo_is_for_moderators(harburg: User) -> None:
    question = ask(harburg)
    act = close(harburg, question, closing=Closing.NO_LONGER_NEEDED)
    with pytest.raises(Refused):
        undo(harburg, act)
    assert fresh(question).closing == "done"


def test_the_log_outlives_its_people(harburg: User) -> None:
    question, mod = ask(harburg), moderator()
    close(mod, question)
    User.objects.filter(pk=mod.pk).delete()
    act = CareAct.objects.get()
    assert (act.actor, act.reason) == (None, "Steht im Leitfaden.")


@pytest.mark.parametrize(
    "state",
    [
        {"closing": "quatsch"},
        {"closing_note": "Ohne Grund geschlossen"},
        {"is_pinned": True},
        {"pinned_until": date(2030, 1, 1)},
        {"successor_kind": "guideline", "successor_key": "x"},
        {"outdated_at": NOW, "successor_kind": "guideline"},
    ],
)
def test_the_database_refuses_half_a_state(harburg: User, state: dict[str, object]) -> None:
    question = ask(harburg)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**state)


def test_staff_notes_are_written_once_and_removed_by_their_author(harburg: User) -> None:
    question, mod, other = ask(harburg), moderator(), moderator(name="Mona Moderation")
    key = new_key()
    note, again = (
        desk.write_staff_note(
            actor=mod, question=question, text=" Vorsicht.\x00 ", key=key, now=NOW
        )
        for _ in range(2)
    )
    assert note == again
    assert (note.text, note.author) == ("Vorsicht.", mod)
    for stranger in (other, harburg):
        with pytest.raises(Refused):
            desk.remove_staff_note(actor=stranger, note=note)
    desk.remove_staff_note(actor=mod, note=note)
    assert StaffNote.objects.count() == 0
    with pytest.raises(Refused):
        desk.write_staff_note(actor=harburg, question=question, text="Ich?", key=new_key(), now=NOW)


def test_canned_answers_are_the_moderators(harburg: User) -> None:
    mod, key = moderator(), new_key()
    save = {"actor": mod, "title": "Willkommen", "body": "Schön, dass Sie fragen."}
    canned = desk.save_canned_answer(key=key, **save)
    assert desk.save_canned_answer(key=key, **save) == canned
    with pytest.raises(CannotBeDone):
        desk.save_canned_answer(key=new_key(), **save)
    desk.save_canned_answer(key=key, version=1, **(save | {"body": "Neu."}))
    with pytest.raises(CannotBeDone):
        desk.save_canned_answer(key=key, version=1, **(save | {"body": "Zu spät."}))
    assert list(CannedAnswer.objects.values_list("title", "body", "version")) == [
        ("Willkommen", "Neu.", 2)
    ]
    with pytest.raises(Refused):
        desk.save_canned_answer(key=new_key(), actor=harburg, title="Meins", body="Meins.")
    with pytest.raises(Refused):
        desk.remove_canned_answer(actor=harburg, canned=canned)
    desk.remove_canned_answer(actor=mod, canned=canned)
    assert CannedAnswer.objects.count() == 0
