"""Who sees whose way in: a plain table, held against rules, queries and pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from portal.config.wiring import PERSONAL_DATA, SEARCHABLE
from portal.members.models import Membership, Organisation, User
from portal.onboarding.models import Assessment, PersonPath
from portal.onboarding.queries import mentees_of, mentor_of, next_steps_for
from portal.onboarding.queries.paths import counties_to_read, visible_counties, visible_people
from portal.onboarding.rules.paths import may_see_assessment, may_see_path, may_see_people
from tests.factories.members import PLOEN, organisation, person, person_of
from tests.factories.onboarding import assess, county_of, leader, running

pytestmark = pytest.mark.django_db

WORDS = "Geheimwort: unsere Leitung zögert."

# persona: (sees Harburg's path, how far its people are, what it said of itself)
TABLE = {
    "anonymous": (False, False, False),
    "without organisation": (False, False, False),
    "coordinator of Harburg": (True, True, True),
    "staff of Harburg": (True, False, True),
    "coordinator of the mentor": (True, True, True),
    "staff of the mentor": (False, False, False),
    "coordinator of another county": (False, False, False),
    "coordinator of a former mentor": (False, False, False),
    "academic partner": (False, False, False),
    "guest": (False, False, False),
    "suspended": (False, False, False),
    "former colleague": (False, False, False),
    "switched off": (False, False, False),
    "moderator": (True, True, False),
    "administrator": (True, True, False),
}


@pytest.fixture
def readers(karla, stefan, olaf, emma, vera, mona) -> dict[str, User | AnonymousUser]:
    assess(karla, words=WORDS)
    ended = running(emma, karla)
    ended.state = "ended"
    ended.save()
    running(olaf, karla)
    partner = Organisation.objects.get(slug="hochschule-osnabrueck")
    Organisation.objects.filter(pk=partner.pk).update(status=Organisation.Status.MEMBER)
    gone = person_of(county_of(karla))
    gone.memberships.all().delete()
    off = person_of(county_of(karla))
    off.is_active = False
    off.save()
    people = {
        "anonymous": AnonymousUser(),
        "without organisation": person(),
        "coordinator of Harburg": karla,
        "staff of Harburg": stefan,
        "coordinator of the mentor": olaf,
        "staff of the mentor": person_of(county_of(olaf)),
        "coordinator of another county": vera,
        "coordinator of a former mentor": emma,
        "academic partner": person_of(partner, Membership.Role.COORDINATOR),
        "guest": leader(organisation(PLOEN, Organisation.Status.GUEST), "Gast"),
        "suspended": leader(organisation("03352", Organisation.Status.SUSPENDED), "Ruht"),
        "former colleague": gone,
        "switched off": off,
        "moderator": mona,
        "administrator": person("Ada Verwaltung", User.PlatformRole.ADMINISTRATOR),
    }
    assert set(people) == set(TABLE)
    return {
        name: User.objects.get(pk=one.pk) if isinstance(one, User) else one
        for name, one in people.items()
    }


def test_rules_and_queries_say_what_the_table_says(readers, harburg, stefan) -> None:
    mentor = mentor_of(harburg)
    for name, reader in readers.items():
        sees = (
            may_see_path(reader, harburg, mentor),
            may_see_people(reader, harburg, mentor),
            may_see_assessment(reader, harburg, mentor),
        )
        found = (
            visible_counties(reader).filter(pk=harburg.pk).exists(),
            visible_people(reader).filter(user=stefan).exclude(user=reader.pk).exists(),
            counties_to_read(reader).filter(pk=harburg.pk).exists(),
        )
        assert (name, sees, found) == (name, TABLE[name], TABLE[name])


PAGES = {"": 0, "profil/": 2}
OWN = ["frage/", "mentor/", "mentor/angebot/", "treffen/", "einschaetzung/kanaele/"]


def test_pages_exist_for_those_only(readers) -> None:
    for name, reader in readers.items():
        if not isinstance(reader, User) or not reader.is_active:
            continue
        client = Client()
        client.force_login(reader)
        for page, column in PAGES.items():
            response = client.get(f"/einstieg/landkreis-harburg/{page}")
            seen = response.status_code == 200
            assert (name, page, seen) == (name, page, TABLE[name][column])
            assert (name, WORDS in response.content.decode()) == (
                name, page == "profil/" and TABLE[name][2],
            )  # fmt: skip
            if seen:
                assert "Stefan Stab" in response.content.decode() or not (
                    TABLE[name][1] and page == ""
                )
        for page in OWN:
            own = name.endswith("of Harburg")
            status = client.get(f"/einstieg/landkreis-harburg/{page}").status_code
            assert (name, page, status in {200, 403}) == (name, page, own)
            if not own:
                assert (name, page, status) == (name, page, 404)


def test_staff_do_not_see_how_far_others_are(readers) -> None:
    client = Client()
    client.force_login(readers["staff of Harburg"])
    page = client.get("/einstieg/landkreis-harburg/").content.decode()
    assert "Karla Koordination" not in page.split("<main")[1]


def test_nobody_without_an_account_gets_in(readers) -> None:
    for path in ("", "landkreis-harburg/", "landkreis-harburg/profil/", "moderation/"):
        response = Client().get(f"/einstieg/{path}")
        assert response["Location"].startswith("/konto/login/?next=")


def test_the_desk_is_for_moderators(readers) -> None:
    for name, reader in readers.items():
        if not isinstance(reader, User) or not reader.is_active:
            continue
        client = Client()
        client.force_login(reader)
        for page in ("moderation/", "moderation/luecken/", "moderation/mentoren/"):
            response = client.get(f"/einstieg/{page}")
            allowed = name in {"moderator", "administrator"}
            assert (name, response.status_code) == (name, 200 if allowed else 404)
            assert WORDS not in response.content.decode()
        posted = client.post("/einstieg/moderation/mentoren/suchen/").status_code
        assert (name, posted) == (name, 302 if allowed else 404)


def test_the_free_words_are_in_no_search_api_or_export(readers, karla, olaf) -> None:

    for reader in readers.values():
        for kind in SEARCHABLE:
            assert kind.find_by_title(reader, "Geheimwort", 10) == []
    assert "assessment" not in {kind.kind for kind in SEARCHABLE}
    assert WORDS not in str([row for data in PERSONAL_DATA for row in data.export(karla)])
    client = Client()
    client.force_login(olaf)
    for path in ("/suche/?q=Geheimwort", "/api/v1/search?q=Geheimwort", "/kanaele/export.csv"):
        assert "zögert" not in client.get(path).content.decode()


def test_with_the_end_of_membership_everything_ends(readers, harburg, karla, olaf) -> None:
    assert list(mentees_of(county_of(olaf))) == [harburg]
    organisation(harburg.ags, Organisation.Status.SUSPENDED)
    for who in (karla, olaf):
        client = Client()
        client.force_login(who)
        for page in PAGES:
            assert client.get(f"/einstieg/landkreis-harburg/{page}").status_code == 404
    assert (list(mentees_of(county_of(olaf))), mentor_of(harburg)) == ([], None)
    assert next_steps_for(User.objects.get(pk=karla.pk)) == []


def test_a_removed_persons_open_tab_does_nothing(readers, karla, stefan) -> None:
    client = Client()
    client.force_login(stefan)
    assert client.get("/einstieg/landkreis-harburg/").status_code == 200
    stefan.memberships.all().delete()
    for page, data in (
        ("abhaken/", {"what": "secured", "done": "1"}),
        ("einschaetzung/worte/", {"words": "Ich war hier."}),
        ("frage/", {"chosen": "0"}),
        ("startseite/", {"away": "1"}),
    ):
        assert client.post(f"/einstieg/landkreis-harburg/{page}", data).status_code == 404
    assert Assessment.objects.get().words == WORDS
    assert not PersonPath.objects.filter(membership__user=stefan).exists()
