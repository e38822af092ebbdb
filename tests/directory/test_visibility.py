"""The directory against the plain table of tests/contracts: who meets which word, everywhere.

Profiles and people carry words of their own. What nobody agreed to show stands nowhere; the public
meets no person; where an organisation stands is told to those who may know.
"""

import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from portal.directory.actions import PersonDraft, ProfileDraft, edit_own_profile, edit_profile
from portal.directory.models import PersonProfile
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.taxonomy.models import Topic
from tests.contracts.engines import embedded
from tests.contracts.readers import GRANTED, make_organisations, make_readers
from tests.factories.members import person_of

pytestmark = pytest.mark.django_db
MARKER = re.compile(r"zq(?:offen|intern|name|still|ja|nein)[a-z]+")
OWNERS = ("A", "G", "partner")
OWN = {"staff of guest G": "g"}
FIELDS = ("function", "email", "phone", "languages", "topics")
# How German pages call where one stands.
STATUS = {"applicant": "Antrag gestellt", "suspended": "ausgesetzt", "former": "ehemaliges"}


def seen_profiles(persona: str) -> set[str]:
    """Words of profiles a persona may meet: all public ones; the others as a member, or her own."""
    public = {f"zqoffen{owner.lower()}" for owner in OWNERS}
    members = {f"zqintern{owner.lower()}" for owner in OWNERS}
    if ("members", "A") in GRANTED[persona]:
        return public | members
    return public | {f"zqintern{OWN[persona]}"} if persona in OWN else public


def seen_people(persona: str) -> set[str]:
    """Words of people: what was agreed to, for members."""
    if ("members", "A") not in GRANTED[persona]:
        return set()
    return {f"zqja{field}{owner.lower()}" for owner in OWNERS for field in FIELDS} | {
        f"zqname{owner.lower()}" for owner in OWNERS
    }


@pytest.fixture
def organisations(db: None) -> dict[str, Organisation]:
    made = make_organisations()
    for owner in OWNERS:
        _introduce(made[owner], owner.lower())
        _people(made[owner], owner.lower())
    return made


def _introduce(organisation: Organisation, owner: str) -> None:
    keeper = person_of(organisation, Membership.Role.DEPUTY, name=f"zqname{owner}")
    intern = Topic.objects.create(slug=f"zqintern{owner}", name=f"Thema zqintern{owner}")
    edit_profile(
        actor=keeper,
        organisation=organisation,
        draft=ProfileDraft(
            about=f"Text zqoffen{owner}", topics=[intern], offers_visibility="members"
        ),
        version=0,
        now=timezone.now(),
    )


def _people(organisation: Organisation, owner: str) -> None:
    """One agreed to everything, one to nothing; she entered it all the same."""
    for word, shown, name in (("ja", FIELDS, f"zqname{owner}"), ("nein", (), f"zqstill{owner}")):
        person = person_of(organisation, name=name)
        topic = Topic.objects.create(
            slug=f"zq{word}topics{owner}", name=f"Thema zq{word}topics{owner}"
        )
        edit_own_profile(
            actor=person,
            membership=person.memberships.select_related("organisation").get(),
            draft=PersonDraft(
                function=f"zq{word}function{owner}",
                email=f"zq{word}email{owner}@kreis.example",
                phone=f"zq{word}phone{owner}",
                languages=f"zq{word}languages{owner}",
                topics=[topic],
                shown=shown,
            ),
            now=timezone.now(),
        )


def client_of(reader: User | AnonymousUser) -> Client:
    client = Client(headers={"accept-language": "de"})
    if isinstance(reader, User):
        client.force_login(reader)
    return client


def words(client: Client, url: str) -> set[str]:
    return set(MARKER.findall(client.get(url).content.decode().lower()))


def test_every_surface_shows_what_the_table_grants(
    organisations: dict[str, Organisation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [organisations[owner].get_absolute_url() for owner in OWNERS]
    people = {one.key: one for one in PersonProfile.objects.prefetch_related("consents")}
    with embedded(tmp_path) as engine:
        for place in ("reactions", "service"):
            monkeypatch.setattr(f"search.{place}.engine", lambda: engine)
        deliver_pending(timezone.now())
        for persona, reader in make_readers(organisations).items():
            client = client_of(reader)
            profiles, persons = seen_profiles(persona), seen_people(persona)
            met = set().union(*(words(client, url) for url in pages))
            function = {word for word in persons if "function" in word or "name" in word}
            assert (persona, met) == (persona, profiles | function)
            listed = {word for word in profiles if "intern" in word}
            assert (persona, words(client, "/kreise/")) == (persona, listed)
            for owner in OWNERS:
                url = f"/kreise/?thema=zqintern{owner.lower()}"
                narrowed = len(client.get(url).context["page"])
                known = f"zqintern{owner.lower()}" in profiles
                assert (persona, url, narrowed == 1) == (persona, url, known)
            on_pages = set()
            for key, profile in people.items():
                response = client.get(f"/personen/{key}/")
                allowed = bool(persons) and bool(profile.consents.all())
                assert (persona, response.status_code) == (persona, 200 if allowed else 404)
                on_pages |= words(client, f"/personen/{key}/") if allowed else set()
            assert (persona, on_pages) == (persona, persons)
            _check_search_and_api(client, persona, organisations)


def _check_search_and_api(
    client: Client, persona: str, organisations: dict[str, Organisation]
) -> None:
    profiles = seen_profiles(persona)
    api = set()
    for owner in OWNERS:
        slug = organisations[owner].slug
        api |= words(client, f"/api/v1/organisations/{slug}/profile")
        assert words(client, f"/api/v1/organisations/{slug}") == set()
        url = f"/suche/?q=zqoffen{owner.lower()}"
        assert f"/kreise/{slug}/" in client.get(url).content.decode()
        for word in (f"zqintern{owner}", f"zqjafunction{owner}", f"zqneinemail{owner}"):
            found = client.get("/api/v1/search", {"q": word}).json()["hits"]
            assert (persona, word, found) == (persona, word, [])
    assert (persona, api) == (persona, profiles)
    everything = json.dumps(client.get("/api/v1/search?page_size=50").json()).lower()
    public = {f"zqoffen{owner.lower()}" for owner in OWNERS}
    assert (persona, set(MARKER.findall(everything))) == (persona, public)


def test_what_nobody_agreed_to_is_hers_alone(organisations: dict[str, Organisation]) -> None:
    # Topics are everybody's words: the form offers all of them.
    entered = {f"zqnein{field}a" for field in FIELDS if field != "topics"}
    url = f"/konto/profil/{organisations['A'].slug}/"
    assert words(client_of(User.objects.get(name="zqstilla")), url) >= entered
    for persona, reader in make_readers(organisations).items():
        assert (persona, words(client_of(reader), url) & entered) == (persona, set())


def test_where_one_stands_is_told_to_those_who_may_know(
    organisations: dict[str, Organisation],
) -> None:
    hidden = {organisations[status].slug: status for status in STATUS}
    for persona, reader in make_readers(organisations).items():
        client = client_of(reader)
        member = ("members", "A") in GRANTED[persona]
        listed = {entry.slug for entry in client.get("/kreise/").context["page"]}
        assert (persona, listed & set(hidden)) == (persona, set(hidden) if member else set())
        for slug, status in hidden.items():
            page = client.get(f"/kreise/{slug}/").content.decode().lower()
            told = STATUS[status].lower() in page
            assert (persona, slug, told) == (persona, slug, member)
            narrowed = client.get(f"/kreise/?stand={status}").context["page"]
            assert (persona, len(narrowed) == 1) == (persona, member)
