"""The read API: the reader's own rights, bounds, plain errors, and no foreign host."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.actions.importing import import_question
from portal.config import api as api_module
from portal.kernel import throttling
from portal.members.actions import create_token, revoke_token
from portal.members.models import Organisation, User
from portal.pages.actions import import_news
from portal.publishing.imports import Common
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of

pytestmark = pytest.mark.django_db

LISTS = ("/api/v1/questions", "/api/v1/news", "/api/v1/case-studies", "/api/v1/guidelines")


@pytest.fixture
def counties() -> tuple[Organisation, Organisation]:
    """Two members; Osnabrück has content of every visibility."""
    osnabrueck, harburg = organisation(OSNABRUECK), organisation(HARBURG)
    now = timezone.now()
    for visibility in ("public", "members", "county"):
        import_news(
            Common(key=f"n/{visibility}", title=visibility, organisation=osnabrueck,
                   visibility=visibility),
            now=now, body="Text",
        )  # fmt: skip
        import_question(
            key=f"f/{visibility}", title=visibility, body="Text", organisation=osnabrueck,
            visibility=visibility, topics=[], channels=[], asked_at=None, now=now,
            author_name="Maren Beispiel",
        )  # fmt: skip
    return osnabrueck, harburg


def bearer(user: User) -> dict[str, str]:
    _token, secret = create_token(actor=user, label="x", valid_days=1, now=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


def keys(client: Client, path: str, headers: dict[str, str] | None = None) -> set[str]:
    answer = client.get(path, headers=headers or {}).json()
    assert answer["total"] == len(answer["items"])
    return {item["key"] for item in answer["items"]}


GRANTED = {
    "public": {"public"},
    "harburg": {"public", "members"},
    "osnabrueck": {"public", "members", "county"},
}


@pytest.mark.parametrize("path", ["/api/v1/news", "/api/v1/questions"])
def test_everyone_reads_by_her_own_rights(client, counties, path) -> None:
    osnabrueck, harburg = (person_of(county) for county in counties)
    headers = {"public": {}, "harburg": bearer(harburg), "osnabrueck": bearer(osnabrueck)}
    prefix = "n/" if "news" in path else "f/"
    for reader, granted in GRANTED.items():
        assert keys(client, path, headers[reader]) == {prefix + name for name in granted}
        for visibility in ("public", "members", "county"):
            answer = client.get(f"{path}/{prefix}{visibility}", headers=headers[reader])
            assert answer.status_code == (200 if visibility in granted else 404)
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_session_reads_like_a_token(client, counties) -> None:
    client.force_login(person_of(counties[1]))
    assert keys(client, "/api/v1/news") == {"n/public", "n/members"}


def test_persons_are_named_to_members_only(client, counties) -> None:
    path = "/api/v1/questions/f/public"
    assert "Maren" not in client.get(path).content.decode()
    answer = client.get(path, headers=bearer(person_of(counties[1])))
    assert answer.json()["author"] == "Maren Beispiel"


def broken_headers() -> dict[str, str]:
    now, user = timezone.now(), person_of(organisation())
    secrets = {}
    for name in ("expired", "revoked", "inactive"):
        token, secrets[name] = create_token(actor=user, label=name, valid_days=1, now=now)
        if name == "expired":
            type(token).objects.filter(pk=token.pk).update(expires_at=now - timedelta(seconds=1))
        if name == "revoked":
            revoke_token(actor=user, token=token)
    off = person_of(organisation())
    _token, secrets["inactive"] = create_token(actor=off, label="x", valid_days=1, now=now)
    User.objects.filter(pk=off.pk).update(is_active=False)
    return {name: f"Bearer {secret}" for name, secret in secrets.items()} | {
        "unknown": "Bearer kwt_nix", "empty": "", "other": "Basic eDp5", "bare": "Bearer",
    }  # fmt: skip


def test_a_token_that_is_not_valid_is_never_a_step_down_to_the_public(client, counties) -> None:
    for name, header in broken_headers().items():
        answer = client.get("/api/v1/news", headers={"Authorization": header})
        assert answer.status_code == 401, name
        assert answer.json() == {
            "detail": "Dieser Schlüssel ist unbekannt, abgelaufen oder widerrufen."
        }


@pytest.mark.parametrize("path", [*LISTS, "/api/v1/organisations", "/api/v1/search"])
@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=99999999999", "page_size=0", "page_size=51"]
)
def test_pages_have_bounds(client, path, query) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][-1] == query.split("=")[0]


@pytest.mark.parametrize("path", [*LISTS, "/api/v1/organisations", "/api/v1/search"])
def test_nothing_asked_is_an_error(client, path) -> None:
    for value in ("%00", "%F0%9F%98%80", "%E2%80%AE", "a" * 100, "%27%22%3B--", "%ff"):
        query = f"q={value}&organisation={value}&topic={value}&channel={value}"
        assert client.get(f"{path}?{query}").status_code in {200, 422}


@pytest.mark.parametrize("path", LISTS)
def test_what_does_not_exist_is_a_404_in_json(client, path) -> None:
    for key in ("nix", "a/b", "%00", "%F0%9F%98%80"):
        answer = client.get(f"{path}/{key}")
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Not Found"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_is_only_read_takes_no_other_method(client, counties, method) -> None:
    client.force_login(person_of(counties[0]))
    assert getattr(client, method)("/api/v1/questions/f/public").status_code == 405


def test_organisations_are_filtered_by_status_and_words(client, counties) -> None:
    members = client.get("/api/v1/organisations?status=member").json()
    assert [item["name"] for item in members["items"]] == [
        "Landkreis Harburg", "Landkreis Osnabrück",
    ]  # fmt: skip
    found = client.get("/api/v1/organisations?q=osnabr").json()
    assert {item["slug"] for item in found["items"]} == {
        "landkreis-osnabrueck", "osnabrueck-kreisfreie-stadt", "hochschule-osnabrueck",
    }  # fmt: skip
    assert client.get("/api/v1/organisations").json()["total"] == 401
    assert client.get("/api/v1/organisations/landkreis-osnabrueck").json() == {
        "slug": "landkreis-osnabrueck", "ags": "03459", "kind": "county",
        "name": "Landkreis Osnabrück", "land": "03", "population": 357343,
        "status": "member", "member_since": None,
    }  # fmt: skip


@pytest.mark.parametrize("status", ["applicant", "suspended", "former"])
def test_who_applies_or_has_left_is_known_to_members_only(client, counties, status) -> None:
    county = organisation(PLOEN, status)
    Organisation.objects.filter(pk=county.pk).update(member_since=date(2011, 5, 1))
    shown = [
        (
            client.get(f"/api/v1/organisations?status={status}", headers=headers).json()["total"],
            client.get(f"/api/v1/organisations/{county.slug}", headers=headers).json(),
        )
        for headers in ({}, bearer(person_of(county)), bearer(person_of(counties[0])))
    ]
    assert [(total, one["status"], one["member_since"]) for total, one in shown] == [
        (0, "none", None), (0, "none", None), (1, status, "2011-05-01"),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 12])
def test_lists_take_the_same_queries_for_one_row_and_for_many(
    client, counties, rows, django_assert_num_queries
) -> None:
    for number in range(rows):
        import_news(
            Common(key=str(number), title=str(number), organisation=counties[0],
                   visibility="public"),
            now=timezone.now(), body="Text",
        )  # fmt: skip
    with django_assert_num_queries(4):
        client.get("/api/v1/news")


def test_answers_stay_out_of_shared_caches(client, counties) -> None:
    answer = client.get("/api/v1/news", headers=bearer(person_of(counties[0])))
    assert "no-store" in answer["Cache-Control"]
    assert "private" in client.get("/api/v1/news")["Cache-Control"]


def test_too_many_requests_are_told_to_wait(client, monkeypatch) -> None:
    throttle = api_module.api.throttle
    monkeypatch.setattr(throttle, "limit", 2)
    monkeypatch.setattr(throttling.time, "time", lambda: 1_000_000.0)
    codes = [client.get("/api/v1/organisations/nix").status_code for _ in range(4)]
    assert codes == [404, 404, 429, 429]
    # A forged header makes nobody somebody else.
    assert client.get("/api/v1/news", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 429
    client.force_login(person_of(organisation()))
    assert client.get("/api/v1/organisations/nix").status_code == 404


def test_the_documentation_and_the_schema_name_no_foreign_host(client) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "//" not in page.content.decode().replace("https://", "!").replace("http://", "!")
    assert "!" not in page.content.decode().replace("<!", "<").replace("https://", "!")
    assert "script-src 'self';" in page["Content-Security-Policy"] + ";"
    schema = client.get("/api/v1/openapi.json")
    assert "http" not in json.dumps(schema.json()["paths"])
    paths = set(schema.json()["paths"])
    assert paths == {
        "/api/v1/search",
        "/api/v1/questions", "/api/v1/questions/{key}",
        "/api/v1/case-studies", "/api/v1/case-studies/{key}",
        "/api/v1/guidelines", "/api/v1/guidelines/{key}",
        "/api/v1/news", "/api/v1/news/{key}",
        "/api/v1/trails", "/api/v1/trails/{key}",
        "/api/v1/channels", "/api/v1/channels/{key}",
        "/api/v1/organisations", "/api/v1/organisations/{slug}",
        "/api/v1/organisations/{slug}/profile",
        "/api/v1/answers", "/api/v1/answers/{key}/acceptance",
    }  # fmt: skip
    writing = {path: set(methods) - {"get"} for path, methods in schema.json()["paths"].items()}
    assert {path: methods for path, methods in writing.items() if methods} == {
        "/api/v1/questions": {"post"},
        "/api/v1/answers": {"post"},
        "/api/v1/answers/{key}/acceptance": {"put", "delete"},
    }
