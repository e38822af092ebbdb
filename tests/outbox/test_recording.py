import pytest
from django.db import transaction

from portal.kernel.content import Reference
from portal.outbox.models import Entry
from portal.outbox.recording import NotAtomic, record, record_all, requeue
from portal.outbox.registry import UnwiredFact, WithoutDetail
from tests.outbox.conftest import Detailed, Forgotten, Happened, Ignored, react_second

THING = Reference("question", "a")


def test_a_fact_needs_the_transaction_of_its_act(notebook) -> None:
    # Without a database: it is refused before anything is written.
    with pytest.raises(NotAtomic, match="Happened"):
        record(Happened(reference=THING))


@pytest.mark.django_db
def test_an_act_that_is_taken_back_leaves_no_delivery(notebook) -> None:
    with transaction.atomic():
        record(Happened(reference=THING))
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_one_row_per_reaction(notebook) -> None:
    record(Happened(reference=THING))
    record(Ignored(reference=THING))
    assert list(Entry.objects.values_list("fact", "kind", "key", "reaction")) == [
        ("Happened", "question", "a", "tests.outbox.conftest.react_first"),
        ("Happened", "question", "a", "tests.outbox.conftest.react_second"),
    ]


@pytest.mark.django_db
def test_a_forgotten_fact_is_an_error(notebook) -> None:
    with pytest.raises(UnwiredFact, match="Forgotten has no line"):
        record(Forgotten(reference=THING))


@pytest.mark.django_db
def test_requeue_tells_one_reaction_only(notebook) -> None:
    requeue([THING, Reference("news", "b")], react_second)
    assert list(Entry.objects.values_list("fact", "kind", "reaction")) == [
        ("Requeued", "question", "tests.outbox.conftest.react_second"),
        ("Requeued", "news", "tests.outbox.conftest.react_second"),
    ]


@pytest.mark.django_db
def test_a_reaction_to_details_is_told_what_exactly_happened(notebook) -> None:
    answer = Reference("answer", "b")
    record(Detailed(reference=THING, detail=answer))
    assert list(Entry.objects.values_list("kind", "key", "reaction")) == [
        ("question", "a", "tests.outbox.conftest.react_second"),
        ("answer", "b", "tests.outbox.conftest.react_to_detail"),
    ]


@pytest.mark.django_db
def test_a_fact_without_the_detail_it_needs_is_refused(notebook) -> None:
    with pytest.raises(WithoutDetail, match="Detailed"):
        record(Detailed(reference=THING))
    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_many_facts_take_one_query(notebook, django_assert_num_queries) -> None:
    facts = [Happened(reference=Reference("question", str(number))) for number in range(40)]
    with django_assert_num_queries(1):
        record_all(facts)
    assert Entry.objects.count() == 80
