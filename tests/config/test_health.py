"""The health answers say what works, and nothing about the inside."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from portal.outbox.models import Entry
from search.port import EngineUnavailable

pytestmark = pytest.mark.django_db


def answer(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/health/ready")
    return response.status_code, response.json()


def test_live_asks_nobody(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = client.get("/health/live")
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_ready_says_that_all_works(client: Client) -> None:
    assert answer(client) == (
        200,
        {"status": "ok", "database": "ok", "search": "ok", "outbox": "ok"},
    )


def test_ready_goes_on_without_search(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def count(self) -> int:
            raise EngineUnavailable("http://inside:9200 refused")

    monkeypatch.setattr("portal.config.health.engine", Away)
    assert answer(client) == (
        200,
        {"status": "ok", "database": "ok", "search": "down", "outbox": "ok"},
    )


def test_ready_fails_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("password authentication failed for user inside")

    monkeypatch.setattr(connection, "cursor", refuse)
    status, parts = answer(client)
    assert status == 503
    assert parts["status"] == parts["database"] == parts["outbox"] == "down"
    assert "inside" not in str(parts)


@pytest.mark.parametrize(
    ("minutes", "failed", "expected"), [(4, False, "ok"), (6, False, "late"), (6, True, "ok")]
)
def test_ready_says_that_deliveries_wait(
    client: Client, minutes: int, expected: str, *, failed: bool
) -> None:
    now = timezone.now()
    Entry.objects.create(
        fact="QuestionAsked",
        kind="question",
        key="k",
        reaction="search",
        recorded_at=now - timedelta(minutes=minutes),
        failed_at=now if failed else None,
    )
    assert answer(client)[1]["outbox"] == expected
