"""The doctor finds what differs, names what is on its way, and repairs by the outbox."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from forum.models import Question
from portal.kernel.content import Reference
from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.outbox.recording import requeue
from search import doctor
from search.doctor import Difference, examine, repair, waiting
from search.engines.embedded import EmbeddedEngine
from search.reactions import describe, reindex
from tests.contracts.engines import document, keys, look
from tests.factories.forum import REINDEX, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(harburg: User, deliver: Callable[[], int]) -> list[Question]:
    """Five questions and their county, all in the index."""
    requeue([Reference("organisation", "landkreis-harburg")], reindex)
    made = [ask(harburg, visibility="public", title=f"Frage {n}") for n in range(5)]
    deliver()
    return made


def ailing(questions: list[Question], engine: EmbeddedEngine) -> dict[Reference, Difference]:
    """Spoil the index behind the outbox's back, in every way there is."""
    lost, stale, open_, gone, fine = (question.reference for question in questions)
    texts = describe([stale, open_])
    engine.update([document("stray")], [lost])
    Question.objects.filter(key=stale.key).update(title="Wartungsfenster")
    Question.objects.filter(key=open_.key).update(visibility="county")
    Question.objects.filter(key=gone.key).delete()
    assert len(texts) == 2
    assert fine in describe([fine])
    return {
        lost: Difference.MISSING,
        stale: Difference.OUTDATED,
        open_: Difference.AUDIENCE,
        gone: Difference.EXTRA,
        Reference("question", "stray"): Difference.EXTRA,
    }


def test_what_is_in_line_has_no_differences(
    questions: list[Question], engine: EmbeddedEngine
) -> None:
    seen: list[int] = []
    found = examine(seen.append)
    assert (found.differences, found.pending) == ({}, set())
    assert found.documents == found.indexed
    assert (found.indexed["question"], sum(seen)) == (5, engine.count())


def test_every_difference_is_named_and_repaired(
    questions: list[Question], engine: EmbeddedEngine
) -> None:
    differences = ailing(questions, engine)
    found = examine()
    assert found.differences == differences
    assert found.count("question", Difference.EXTRA) == 2
    assert found.pending == set()
    assert waiting(repair(found)) == 5
    # Queued is not repaired, and not lost either.
    again = examine()
    assert (again.differences, again.pending) == ({}, set(differences))
    deliver_pending(timezone.now())
    assert (examine().differences, examine().pending) == ({}, set())
    stale = questions[1].key
    assert keys(look(engine, "Wartungsfenster")) == [stale]
    assert set(keys(look(engine))) == {
        questions[0].key, stale, questions[4].key, "landkreis-harburg",
    }  # fmt: skip


def test_kinds_nobody_describes_any_more_are_too_many(engine: EmbeddedEngine) -> None:
    engine.update([document("1", kind="meeting")], [])
    found = examine()
    assert found.differences == {Reference("meeting", "1"): Difference.EXTRA}
    assert found.kinds()[-1] == "meeting"


def test_what_arrives_while_it_looks_is_no_difference(
    questions: list[Question], engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = doctor._compared

    def change_and_compare(*arguments: object) -> object:
        suspects = compared(*arguments)
        assert suspects == [questions[0].reference]
        deliver_pending(timezone.now())
        return suspects

    Question.objects.filter(pk=questions[0].pk).update(title="Anders")
    repair(doctor.Examination(differences={questions[0].reference: Difference.OUTDATED}))
    monkeypatch.setattr(doctor, "_compared", change_and_compare)
    found = examine()
    assert (found.differences, found.pending) == ({}, set())


def test_what_keeps_moving_is_called_pending(
    questions: list[Question], engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = questions[0]
    held = engine.held

    def deliver_first(references: object = None) -> object:
        # A delivery after the description and before the look into the index, each time.
        Entry.objects.create(
            kind="question", key=moved.key, reaction=REINDEX, delivered_at=timezone.now()
        )
        return held(references)

    Question.objects.filter(pk=moved.pk).update(title="Anders")
    monkeypatch.setattr(engine, "held", deliver_first)
    found = examine()
    assert (found.differences, found.pending) == ({}, {moved.reference})


def test_it_holds_no_more_than_a_batch(
    questions: list[Question], engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "BATCH", 2)
    sizes: list[int] = []
    describes = doctor.describe

    def note(references: object) -> object:
        asked = list(references)
        sizes.append(len(asked))
        return describes(asked)

    differences = ailing(questions, engine)
    monkeypatch.setattr(doctor, "describe", note)
    assert examine().differences == differences
    assert max(sizes) == 2
