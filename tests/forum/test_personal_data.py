"""What the forum knows about somebody goes along with her, or goes."""

from django.utils import timezone

from forum.actions import acceptance, affected, bookmarks, following, helpful, official, reading
from forum.actions.working import begin_work
from forum.models import (
    AffectedCounty,
    Answer,
    Bookmark,
    Following,
    HelpfulVote,
    OfficialDraft,
    OfficialDraftStep,
    ReadMark,
    WorkingNote,
)
from forum.personal_data import FORUM
from portal.kernel.content import new_key
from portal.members.models import User
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, organisation


def test_copy_and_erasure_of_what_belongs_to_answering(harburg: User, osnabrueck: User) -> None:
    now, county = timezone.now(), organisation(HARBURG)
    mine, other = ask(harburg), ask(osnabrueck)
    given = answer(osnabrueck, mine)
    acceptance.accept_answer(actor=harburg, answer=given, now=now)
    helpful.vote_helpful(actor=harburg, answer=given, now=now)
    affected.say_affected(actor=harburg, organisation=county, question=other, now=now)
    begin_work(actor=harburg, organisation=county, question=other, now=now)
    bookmarks.add_bookmark(actor=harburg, question=other, now=now)
    bookmarks.note_on_bookmark(actor=harburg, bookmark=Bookmark.objects.get(), note="Für Montag")
    following.mute(actor=harburg, target=other, now=now)
    reading.mark_all_read(actor=harburg, now=now)
    official.begin_draft(
        actor=harburg, organisation=county, question=other, body="Amtlich.", key=new_key(), now=now
    )
    rows = {str(row["kind"]): row for row in FORUM.export(harburg)}
    assert set(rows) == {
        "question", "accepted_answer", "official_answer_step", "concerns_us_too",
        "working_on_an_answer", "vote_helpful", "followed", "bookmark", "read",
    }  # fmt: skip
    assert rows["bookmark"]["note"] == "Für Montag"
    assert rows["official_answer_step"]["body"] == "Amtlich."
    FORUM.erase(harburg)
    FORUM.erase(harburg)
    for private in (Bookmark, WorkingNote, HelpfulVote, ReadMark):
        assert private.objects.count() == 0
    assert list(
        Following.objects.values_list("person", flat=True).order_by("person").distinct()
    ) == [osnabrueck.pk]
    assert Answer.objects.get().helpful_count == 0
    assert (Answer.objects.get().is_accepted, Answer.objects.get().accepted_by) == (True, None)
    assert (AffectedCounty.objects.get().person, OfficialDraft.objects.get().drafted_by) == (
        None,
        None,
    )
    assert OfficialDraftStep.objects.get().person is None
