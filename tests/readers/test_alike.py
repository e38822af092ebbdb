"""Questions and pages about the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.outbox.delivery import deliver_pending
from tests.contracts.engines import embedded
from tests.factories.casestudies import case_study
from tests.factories.forum import ask
from tests.factories.members import OSNABRUECK, organisation
from tests.factories.replication import report


@pytest.fixture
def searching(tmp_path: Path, monkeypatch: Any, db: None) -> Iterator[None]:
    """Let the search run on an index of its own."""
    with embedded(tmp_path) as engine:
        monkeypatch.setattr("search.reactions.engine", lambda: engine)
        monkeypatch.setattr("search.service.engine", lambda: engine)
        yield


@pytest.mark.once
def test_it_shows_what_the_reader_may_see(
    searching, client, harburg, osnabrueck, page, django_assert_max_num_queries
) -> None:
    ask(osnabrueck, title="Was kostet eine Seite bei Facebook?", visibility="public")
    ask(osnabrueck, title="Facebook, unter uns", visibility="county")
    case_study(organisation(OSNABRUECK), title="Facebook und Recht", visibility="members")
    deliver_pending(timezone.now())
    address = reverse("readers:alike", args=[page.pk])
    public = client.get(address).content.decode()
    assert ("Was kostet" in public, "und Recht" in public, "unter uns" in public) == (
        True,
        False,
        False,
    )
    client.force_login(harburg)
    members = client.get(address).content.decode()
    assert ("Was kostet" in members, "und Recht" in members, "unter uns" in members) == (
        True,
        True,
        False,
    )


@pytest.mark.once
def test_reports_are_found_with_their_page(searching, client, harburg, page) -> None:
    report(harburg, page, outcome="Wegen der Zirbelnuss.")
    deliver_pending(timezone.now())
    found = client.get("/suche/", {"q": "Zirbelnuss"}).content.decode()
    assert page.get_absolute_url() in found
