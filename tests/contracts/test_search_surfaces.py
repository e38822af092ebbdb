"""No betrayal: every surface of the search, read as every persona, before and after a withdrawal.

The table of `readers.py` says who may meet which marker. The second half withdraws everything
while the outbox is stuck: the index still believes what it knew.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from portal.alerts.jobs import begin_alerts
from portal.alerts.models import Rhythm, SavedSearch
from portal.members.models import Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.outbox.recording import requeue
from search.reactions import reindex
from search.registry import all_references
from tests.contracts.readers import ALL, granted_in_files, granted_markers
from tests.contracts.test_visibility import (
    MODELS,
    Readers,
    client_of,
    found_in,
    laid_out,
    readers,
)
from tests.factories.alerts import confirmed

__all__ = ("laid_out", "readers")

# All markers begin so, and no other word does.
EVERY = "zq"
# The word "Text" stands in everything; a page of hits has ten.
ASKING = "/fragen/aehnlich/?title=Text+Titel+Frage"
SURFACES = [
    *(f"/suche/?q=Text&page={number}&warum=1" for number in (1, 2, 3)),
    "/suche/?q=%22Text%22",
    "/suche/?q=Text+-nichts+art:frage",
    "/suche/?q=Text&kind=case_study&kind=guideline",
    "/suche/?q=Texd",
    "/suche/?since=2020-01-01",
    f"/suche/vorschlaege/?q={EVERY}",
    "/suche/vorschlaege/?q=Titel+",
    "/suche/vorschlaege/?q=Frage+",
    "/suche/feed/?q=Text",
    "/api/v1/search?q=Text&page_size=50",
    "/api/v1/search?page_size=50",
    # This word stands in files only.
    "/suche/?q=Beilage&warum=1",
    "/suche/feed/?q=Beilage",
    "/api/v1/search?q=Beilage&page_size=50",
    ASKING,
]  # fmt: skip
COUNTED = "/api/v1/search?q=Text&page_size=1"


def shown_on(client: Any, url: str) -> set[str]:
    response = client.get(url, follow=True)
    # Who may not ask is told so; nothing else is refused.
    assert (url, response.status_code) in {(url, 200), (ASKING, 403)}
    return found_in(response.content.decode())


def counts_of(client: Any) -> set[int]:
    """Return the total, and the sums of what is counted once per document."""
    answer = json.loads(client.get(COUNTED).content)
    sums = {sum(answer["facets"][name].values()) for name in ("kind", "organisation", "year")}
    return {answer["total"]} | sums


def test_every_surface_shows_and_counts_what_the_table_grants(readers: Readers) -> None:
    for persona, reader in readers.items():
        client, expected = client_of(reader), granted_markers(persona) | granted_in_files(persona)
        met = set()
        for url in SURFACES:
            shown = shown_on(client, url)
            assert (persona, url, shown - expected) == (persona, url, set())
            met |= shown
        assert (persona, met) == (persona, expected)
        assert (persona, counts_of(client)) == (persona, {len(granted_markers(persona))})


@pytest.fixture
def withdrawn(readers: Readers) -> Iterator[Readers]:
    """Everything belongs to a county nobody is in; what that has to do waits."""
    elsewhere = Organisation.objects.get(ags="03351")
    for model in MODELS.values():
        model.objects.update(visibility="county", organisation=elsewhere)
    requeue(list(all_references()), reindex)
    assert Entry.objects.filter(delivered_at=None).count() >= len(ALL)
    return readers


def test_nothing_withdrawn_is_met_or_counted_while_the_outbox_is_stuck(withdrawn: Readers) -> None:
    for persona, reader in withdrawn.items():
        client = client_of(reader)
        for url in SURFACES:
            assert (persona, url, shown_on(client, url)) == (persona, url, set())
        assert (persona, counts_of(client)) == (persona, {0})


def told_by_alerts(readers: Readers) -> dict[str, set[str]]:
    """Let everybody keep a search for everything; return by persona which markers were mailed."""
    now = timezone.now()
    people = {one.email: persona for persona, one in readers.items() if isinstance(one, User)}
    SavedSearch.objects.bulk_create(
        SavedSearch(
            person=confirmed(User.objects.get(email=email)), name="Alles", address="q=Text",
            rhythm=Rhythm.DAILY, looked_at=now - timedelta(days=2), due_at=now - timedelta(days=1),
        )
        for email in people
    )  # fmt: skip
    Entry.objects.filter(delivered_at=None).update(claimed_until=now + timedelta(days=1))
    begin_alerts(now)
    deliver_pending(timezone.now())
    return {
        people[parseaddr(letter.to[0])[1]]: found_in(
            letter.message().as_string() + str(letter.alternatives)
        )
        for letter in mail.outbox
    }


def test_alerts_tell_each_what_the_table_grants(readers: Readers) -> None:
    told = told_by_alerts(readers)
    assert {"staff of A", "staff of B", "moderator of A"} <= set(told)
    for persona, markers in told.items():
        granted = granted_markers(persona) | granted_in_files(persona)
        assert (persona, markers - granted) == (persona, set())
        assert (persona, bool(markers)) == (persona, True)


def test_alerts_tell_nobody_of_what_was_withdrawn(withdrawn: Readers) -> None:
    assert {persona: found for persona, found in told_by_alerts(withdrawn).items() if found} == {}
