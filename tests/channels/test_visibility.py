"""The register against the plain table of tests/contracts: who sees which channel, everywhere.

Channels have two visibilities. A guest county's people read all of their own county's channels.
"""

import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from portal.channels.documents import SEARCHABLE, documents
from portal.channels.models import Channel
from portal.channels.queries import channels_of, platforms_of_organisations, shown
from portal.members.audiences import tokens_of
from portal.members.models import Organisation, User
from portal.taxonomy.models import Platform
from tests.contracts.readers import GRANTED, make_organisations, make_readers

pytestmark = pytest.mark.django_db
OWN_PEOPLE = {"staff of guest G": ("members", "G")}
HIDDEN = ["unit", "lessons"]
MARKER = re.compile(r"zq(?:offen|geheim)(?:public|members)[ag]")


def granted(persona: str) -> set[tuple[str, str]]:
    """Channels the table grants to a persona: those without the internal ones, plus her own."""
    seen = {one for one in GRANTED[persona] if one[0] != "county"}
    return seen | {OWN_PEOPLE[persona]} if persona in OWN_PEOPLE else seen


def granted_markers(persona: str) -> set[str]:
    """The words a persona may meet: hidden fields need more than a public channel."""
    seen = granted(persona)
    words = {f"zqoffen{visibility}{owner}".lower() for visibility, owner in seen}
    hidden = {
        f"zqgeheim{visibility}{owner}".lower()
        for visibility, owner in seen
        if ("members", owner) in seen
    }
    return words | hidden


@pytest.fixture
def organisations(db: None) -> dict[str, Organisation]:
    made = make_organisations()
    for visibility in ("public", "members"):
        for owner in ("A", "G"):
            _write(made[owner], visibility, owner)
    return made


def _write(organisation: Organisation, visibility: str, owner: str) -> None:
    word = f"{visibility}{owner}".lower()
    Channel.objects.create(
        organisation=organisation,
        platform=Platform.objects.get(slug="mastodon"),
        name=f"zqoffen{word}",
        address=f"https://social.example.org/{word}",
        unit=f"zqgeheim{word}",
        lessons=f"zqgeheim{word}",
        visibility=visibility,
        members_only_fields=HIDDEN,
        recorded_at=timezone.now(),
    )


def test_every_surface_shows_what_the_table_grants(organisations: dict[str, Organisation]) -> None:
    for persona, reader in make_readers(organisations).items():
        client = Client(headers={"accept-language": "de"})
        if isinstance(reader, User):
            client.force_login(reader)
        expected = granted_markers(persona)
        everywhere = "/kanaele/export.csv", "/api/v1/channels?page_size=50"
        for url in everywhere:
            text = client.get(url).content.decode().lower()
            assert (persona, url, set(MARKER.findall(text))) == (persona, url, expected)
        for url in ("/kanaele/", "/kanaele/?zustand=active"):
            text = client.get(url).content.decode().lower()
            names = {word for word in expected if word.startswith("zqoffen")}
            assert (persona, url, set(MARKER.findall(text))) == (persona, url, names)
        for channel in Channel.objects.select_related("organisation"):
            own = {f"zqoffen{_word(channel)}", f"zqgeheim{_word(channel)}"} & expected
            for url in (channel.get_absolute_url(), f"/api/v1/channels/{channel.key}"):
                response = client.get(url)
                assert (persona, url, response.status_code) == (persona, url, 200 if own else 404)
                found = set(MARKER.findall(response.content.decode().lower()))
                assert (persona, url, found) == (persona, url, own)


def _word(channel: Channel) -> str:
    return channel.name.removeprefix("zqoffen")


def test_search_documents_fit_rule_and_query(organisations: dict[str, Organisation]) -> None:
    channels = {channel.key: channel for channel in Channel.objects.all()}
    described = documents(channels)
    assert set(described) == set(channels)
    texts = " ".join(f"{one.title} {one.body}" for one in described.values())
    assert "zqgeheim" not in texts
    for persona, reader in make_readers(organisations).items():
        expected = {f"{visibility}{owner}".lower() for visibility, owner in granted(persona)}
        by_audience = {
            _word(channels[key])
            for key, document in described.items()
            if document.audience & tokens_of(reader)
        }
        by_query = {_word(channels[key]) for key in SEARCHABLE.visible_keys(reader, set(channels))}
        by_title = {
            _word(channels[hit.key]) for hit in SEARCHABLE.find_by_title(reader, "zqoffen", 10)
        }
        assert (persona, by_audience) == (persona, expected)
        assert (persona, by_query) == (persona, expected)
        assert (persona, by_title) == (persona, expected)


def test_other_apps_get_what_the_reader_may_see(organisations: dict[str, Organisation]) -> None:
    ids = [one.pk for one in organisations.values()]
    readers = make_readers(organisations)
    for persona, reader in readers.items():
        owners = {owner for _visibility, owner in granted(persona)}
        platforms = platforms_of_organisations(reader, ids)
        assert platforms == {organisations[owner].pk: ["Mastodon"] for owner in owners}
        names = {one.name for one in channels_of(reader, organisations["A"])}
        expected = {f"zqoffen{v}{o}".lower() for v, o in granted(persona) if o == "A"}
        assert (persona, names) == (persona, expected)
    channel = Channel.objects.get(name="zqoffenpublica")
    seen = shown(channel, AnonymousUser())
    assert (seen.unit, seen.lessons, "zqgeheim" in json.dumps(str(seen))) == ("", "", False)


def test_hidden_fields_never_reach_a_suggestion_of_state(
    organisations: dict[str, Organisation],
) -> None:
    """The public export does not even name which fields are hidden."""
    text = Client().get("/kanaele/export.csv").content.decode()
    assert "zuständig, Erfahrungen" not in text
