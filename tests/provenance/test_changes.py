"""Edits of what was taken, and what merging and splitting do to it."""

import pytest
from django.utils import timezone

from forum.actions.merging import merge_questions
from forum.actions.posting import Draft, edit_answer, edit_question
from forum.actions.splitting import split_answer
from forum.models import Answer
from forum.queries.thread import labels_of
from portal.kernel.verdict import Refused
from portal.outbox.delivery import Lane, deliver_pending
from portal.outbox.models import Entry
from portal.provenance.actions.sources import mark_seen
from portal.provenance.queries.pages import Row, newest_state, rows_of
from portal.provenance.queries.posts import text_taken
from tests.factories.forum import ask
from tests.factories.members import HARBURG, organisation
from tests.factories.provenance import article, say, source_of
from tests.mailbox import received
from tests.provenance.conftest import addressees

pytestmark = pytest.mark.django_db


def edit(author, answer: Answer, body: str) -> None:
    answer.refresh_from_db()
    edit_answer(actor=author, answer=answer, body=body, version=answer.version, now=timezone.now())


def deliver() -> None:
    """Let the worker do what follows from what happened."""
    for lane in (Lane.QUICK, Lane.SLOW):
        deliver_pending(timezone.now(), lane=lane)


def row(page) -> Row:
    return rows_of(newest_state(type(page).objects.get(pk=page.pk)))[0]


def told() -> int:
    return Entry.objects.filter(fact="SourceChanged").count()


def test_an_edit_flags_the_source_and_is_told_once(
    moderator, harburg_lead, osnabrueck, osnabrueck_lead, first
) -> None:
    page = article(harburg_lead, first, organisation=organisation(HARBURG))
    taken = first.body
    assert not row(page).changed
    edit(osnabrueck, first, "Wir filmen nicht mehr.")
    assert (row(page).changed, row(page).edited) == (True, True)
    deliver()
    edited = [mail for mail in received() if "geändert" in mail.subject]
    assert addressees(edited) == [harburg_lead.email]
    deliver()
    assert len([mail for mail in received() if "geändert" in mail.subject]) == 1
    assert text_taken(source_of(first)) == taken


def test_seen_holds_for_this_version_only(moderator, osnabrueck, first) -> None:
    page = article(moderator, first)
    edit(osnabrueck, first, "Zweite Fassung.")
    edit(osnabrueck, first, "Dritte Fassung.")
    mark_seen(actor=moderator, page=page, source=source_of(first), version=2)
    assert row(page).changed
    # Nobody has seen what is not written yet.
    mark_seen(actor=moderator, page=page, source=source_of(first), version=99)
    assert not row(page).changed
    edit(osnabrueck, first, "Vierte Fassung.")
    assert row(page).changed
    mark_seen(actor=moderator, page=page, source=source_of(first), version=2)
    assert source_of(first).seen_version == 3


def test_another_county_does_not_say_so(moderator, ploen_lead, osnabrueck, first) -> None:
    page = article(moderator, first)
    edit(osnabrueck, first, "Zweite Fassung.")
    with pytest.raises(Refused):
        mark_seen(actor=ploen_lead, page=page, source=source_of(first), version=2)
    assert row(page).changed


def test_an_edit_of_the_question_flags_its_text(moderator, harburg, question, first) -> None:
    page = article(moderator, first, with_question=True)
    edit_question(
        actor=harburg,
        question=question,
        draft=Draft(title=question.title, body="Ganz anders.", visibility="members"),
        version=1,
        now=timezone.now(),
    )
    deliver()
    flagged = [one.source.post_kind for one in rows_of(newest_state(page)) if one.changed]
    assert (flagged, told()) == (["question"], 1)


def test_other_answers_flag_nothing(moderator, ploen, first, second) -> None:
    page = article(moderator, first)
    edit(ploen, second, "Neu.")
    deliver()
    assert (row(page).changed, told()) == (False, 0)


def test_an_edit_after_the_page_is_gone_is_told_nobody(moderator, osnabrueck, first) -> None:
    article(moderator, first).delete()
    edit(osnabrueck, first, "Neu.")
    deliver()
    assert told() == 0


def test_a_block_taken_out_shows_its_source_as_gone(moderator, first) -> None:
    page = article(moderator, first)
    latest = newest_state(page)
    latest.what_was_done = []
    latest.save_revision()
    assert (row(page).stands, row(page).source) == (False, source_of(first))


def test_an_answer_that_is_gone_is_said_to_be(moderator, first) -> None:
    page = article(moderator, first)
    first.delete()
    assert (row(page).post, row(page).stands) == (None, True)
    assert text_taken(row(page).source) is None


def test_it_follows_a_merge(moderator, osnabrueck, ploen, question, first) -> None:
    page = article(moderator, first)
    say(osnabrueck, source_of(first))
    page.get_latest_revision().publish()
    survivor = ask(ploen, title="Wer filmt sonst?")
    merge_questions(
        actor=moderator, merged=question, survivor=survivor, reason="Gleich.", now=timezone.now()
    )
    assert row(page).post.question == survivor
    assert [one.name for one in labels_of(survivor, moderator, timezone.now()).made] == [
        "Filmen im Kreishaus"
    ]
    edit(osnabrueck, Answer.objects.get(pk=first.pk), "Nach dem Zusammenführen.")
    deliver()
    assert (row(page).changed, told()) == (True, 1)


def test_it_follows_a_split(moderator, osnabrueck, question, first, second) -> None:
    page = article(moderator, first)
    taken = first.body
    new = split_answer(
        actor=moderator, answer=first, title="Mit Stativ?", reason="Neu.", now=timezone.now()
    )
    assert (row(page).post.split_off, row(page).post.question) == (True, new)
    assert text_taken(source_of(first)) == taken
