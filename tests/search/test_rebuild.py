"""A rebuild loses nothing, whatever happens meanwhile."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from forum.models import Question
from portal.kernel.content import Reference
from portal.members.models import User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.outbox.registry import Failure
from search import rebuild as module
from search.analysis.lexicon import lexicon_version
from search.engines.embedded import EmbeddedEngine
from search.models import Rebuild
from search.port import EngineUnavailable
from search.rebuild import RebuildRunning, rebuild
from tests.contracts.engines import keys, look
from tests.factories.forum import ask

pytestmark = pytest.mark.django_db


# The question's county takes part, so it is found as well.
COUNTY = "landkreis-harburg"


def found(engine: EmbeddedEngine) -> set[str]:
    return set(keys(look(engine, page_size=50)))


def test_the_index_becomes_what_the_database_holds(harburg: User, engine: EmbeddedEngine) -> None:
    kept = ask(harburg, visibility="public")
    gone = ask(harburg, visibility="public")
    deliver_pending(timezone.now())
    Question.objects.filter(pk=gone.pk).delete()
    seen: list[int] = []
    report = rebuild(seen.append)
    assert (report.documents, report.refused, sum(seen)) == (2, {}, 2)
    assert found(engine) == {kept.key, COUNTY}
    (run,) = Rebuild.objects.all()
    assert (run.running, run.documents, run.lexicon) == (False, 2, lexicon_version())
    assert run.finished_at is not None


def test_what_changes_meanwhile_is_in_the_new_index(
    harburg: User, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, removed = ask(harburg, visibility="public"), ask(harburg, visibility="public")
    deliver_pending(timezone.now())
    # Recorded long before, in a transaction that ends only now; delivered to the old index.
    late: list[Question] = []
    fill = module._fill

    def fill_and_write(*arguments: object) -> None:
        fill(*arguments)
        late.append(ask(harburg, visibility="public"))
        Entry.objects.filter(key=late[0].key).update(
            recorded_at=timezone.now() - timedelta(hours=1)
        )
        Question.objects.filter(pk=removed.pk).delete()
        Entry.objects.filter(key=removed.key).update(recorded_at=timezone.now())
        deliver_pending(timezone.now())

    monkeypatch.setattr(module, "_fill", fill_and_write)
    rebuild()
    assert found(engine) == {first.key, late[0].key, COUNTY}


def test_what_is_delivered_at_the_swap_is_delivered_again(
    harburg: User, engine: EmbeddedEngine
) -> None:
    question = ask(harburg, visibility="public")
    now = timezone.now()
    Entry.objects.update(recorded_at=now - timedelta(hours=2), claimed_until=now)
    rebuild()
    again = Entry.objects.filter(fact="Requeued").values_list("key", flat=True)
    assert list(again) == [question.key]


def test_only_one_at_a_time_and_a_killed_one_is_succeeded(engine: EmbeddedEngine) -> None:
    running = Rebuild.objects.create(lexicon="x")
    with pytest.raises(RebuildRunning):
        rebuild()
    with pytest.raises(CommandError, match="Another rebuild is running"):
        call_command("rebuild_search")
    Rebuild.objects.filter(pk=running.pk).update(seen_at=timezone.now() - timedelta(hours=1))
    rebuild()
    running.refresh_from_db()
    assert not running.running


def test_one_that_slept_does_not_swap_over_a_younger_one(
    harburg: User, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask(harburg, visibility="public")
    deliver_pending(timezone.now())
    monkeypatch.setattr(module, "_fill", lambda *_: Rebuild.objects.update(running=False))
    with pytest.raises(RebuildRunning):
        rebuild()
    assert found(engine) == {question.key}


@pytest.mark.parametrize("permanent", [True, False])
def test_refusals_are_reported_or_stop_it(
    harburg: User, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, *, permanent: bool
) -> None:
    question = ask(harburg, visibility="public")
    deliver_pending(timezone.now())
    refusal = {Reference("question", question.key): Failure("no", permanent=permanent)}
    monkeypatch.setattr("search.engines.embedded._Builder.add", lambda *_: refusal)
    monkeypatch.setattr(module, "PAUSES", ())
    if permanent:
        out, errors = StringIO(), StringIO()
        call_command("rebuild_search", stdout=out, stderr=errors)
        assert "1 documents" in out.getvalue()
        assert f"question:{question.key} cannot be indexed: no" in errors.getvalue()
    else:
        with pytest.raises(EngineUnavailable):
            rebuild()
        assert found(engine) == {question.key}
