"""The directory's pages: what works, what is refused, what is wrong, and who must not get in."""

import gzip
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.directory.models import Consent, PersonProfile, Profile
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories import onboarding
from tests.factories.casestudies import case_study, guideline
from tests.factories.channels import record
from tests.factories.directory import introduce, platforms, show, topics
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

pytestmark = pytest.mark.django_db
LIST = "/kreise/"
PAGE = "/kreise/landkreis-osnabrueck/"
PROFILE = f"{PAGE}profil/"
OWN = "/konto/profil/landkreis-osnabrueck/"


@pytest.fixture
def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def partner(db: None) -> Organisation:
    """The university takes part."""
    Organisation.objects.filter(slug="hochschule-osnabrueck").update(status="member")
    return Organisation.objects.get(slug="hochschule-osnabrueck")


def names(client: Client, url: str = LIST) -> list[str]:
    return [entry.slug for entry in client.get(url).context["page"]]


def text(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


# --- The list and the map -----------------------------------------------------------------------


def test_map_and_list_show_the_same(
    english: Client, keeper: User, neighbour: User, partner: Organisation
) -> None:
    organisation(PLOEN, Organisation.Status.GUEST)
    page = text(english, f"{LIST}?land=03")
    assert names(english, f"{LIST}?land=03") == [
        "landkreis-harburg", "hochschule-osnabrueck", "landkreis-osnabrueck",
    ]  # fmt: skip
    linked = re.findall(r'<a href="(/kreise/[^"]*)" tabindex="-1"><title>', page)
    assert linked == ["/kreise/landkreis-harburg/", "/kreise/landkreis-osnabrueck/"]
    assert "© GeoBasis-DE / BKG 2016 (Daten verändert)" in page
    assert "Stand 31.12.2018 (bearbeitet), CC BY 4.0" in page
    assert f'href="{reverse("joining:apply")}"' in page
    assert "<style" not in page
    assert " style=" not in page


def test_every_filter_finds(
    english: Client, keeper: User, neighbour: User, partner: Organisation
) -> None:
    Organisation.objects.filter(ags=HARBURG).update(member_since=date(2019, 6, 1))
    introduce(keeper, topics=topics("recht"))
    case_study(organisation(HARBURG), topics=topics("datenschutz"))
    record(neighbour)
    osnabrueck, harburg = "landkreis-osnabrueck", "landkreis-harburg"
    assert names(english, f"{LIST}?thema=recht") == [osnabrueck]
    assert names(english, f"{LIST}?thema=recht&thema=datenschutz") == [harburg, osnabrueck]
    assert names(english, f"{LIST}?plattform=mastodon") == [harburg]
    assert names(english, f"{LIST}?seit=2019") == [harburg]
    assert names(english, f"{LIST}?groesse=ab-300000") == [osnabrueck]
    assert names(english, f"{LIST}?art=academic_partner") == ["hochschule-osnabrueck"]
    assert names(english, f"{LIST}?art=county&land=03&thema=recht") == [osnabrueck]
    assert "No county fits" not in text(english, f"{LIST}?thema=gibt-es-nicht&page=x")
    assert "No county fits" in text(english, f"{LIST}?thema=recht&plattform=mastodon")


def test_a_city_and_a_county_of_one_name_are_told_apart(english: Client, keeper: User) -> None:
    Organisation.objects.filter(name="Osnabrück").update(status="member")
    page = text(english, LIST)
    assert ">Landkreis Osnabrück</a>" in page
    assert ">Osnabrück (kreisfreie Stadt)</a>" in page


def test_the_empty_directory_says_what_to_do(english: Client) -> None:
    Organisation.objects.update(status="none")
    assert "Be the first" in text(english, LIST)


def test_four_hundred_members_are_light_and_come_in_pages(english: Client, keeper: User) -> None:
    introduce(keeper, topics=topics("recht"))
    before = queries(english, LIST)
    assert before == 4
    Organisation.objects.update(status="member", member_since=date(2020, 1, 1))
    case_study(organisation(HARBURG), topics=topics("datenschutz"))
    assert queries(english, LIST) == before
    response = english.get(LIST)
    assert (len(names(english)), response.context["page"].paginator.count) == (20, 401)
    # The outlines are a file of their own, of 17 KB, which the browser keeps.
    assert len(gzip.compress(response.content)) < 33_000
    assert len(names(english, f"{LIST}?page=21")) == 1


# --- A county's page ----------------------------------------------------------------------------


def test_a_countys_page_shows_what_it_is_and_did(
    english: Client, keeper: User, neighbour: User
) -> None:
    introduce(
        keeper, about="Wir **filmen**.", homepage="https://www.lkos.example",
        topics=topics("recht"), platforms=platforms("peertube"),
    )  # fmt: skip
    case_study(organisation(OSNABRUECK), title="Ein Fall")
    guideline(organisation(OSNABRUECK), title="Ein Leitfaden")
    record(keeper)
    first, second = (ask(neighbour, title=f"Frage {n} zum Filmen?", visibility="public")
                     for n in (1, 2))  # fmt: skip
    helped, _later = answer(keeper, first), answer(keeper, second)
    helped.is_accepted, helped.accepted_at = True, helped.answered_at
    helped.save()
    page = text(english, PAGE)
    for shown in (
        "Wir <strong>filmen</strong>.", "Niedersachsen", "357,343", "https://www.lkos.example",
        "Recht und Impressum", "PeerTube", "Ein Fall", "Ein Leitfaden", "Mastodon",
        f'href="/kanaele/{"landkreis-osnabrueck"}/"',
    ):  # fmt: skip
        assert (shown, shown in page) == (shown, True)
    assert page.index("Frage 1 zum Filmen?") < page.index("Frage 2 zum Filmen?")
    assert "This answer helped" in page
    assert "Olga Osnabrück" not in page


def test_a_page_costs_the_same_for_one_and_for_many(
    english: Client, keeper: User, neighbour: User
) -> None:
    county = organisation(OSNABRUECK)
    introduce(keeper, topics=topics("recht"), platforms=platforms("x"))
    show(keeper, "email", "topics")
    record(keeper)
    case_study(county)
    answer(keeper, ask(neighbour))
    english.force_login(neighbour)
    before = queries(english, PAGE)
    for number in range(9):
        colleague = person_of(county, name=f"Person {number}")
        show(colleague, "email", "topics", topics=topics("recht", "redaktion"))
        case_study(county, title=f"Fall {number}")
        record(keeper, address=f"https://social.example.org/{number}")
        answer(keeper, ask(neighbour, title=f"Wie geht das zum {number}. Mal?"))
    assert queries(english, PAGE) == before
    assert before == 17


def test_members_see_who_is_whose_mentor(english: Client, keeper: User, neighbour: User) -> None:
    leader = onboarding.leader(organisation(HARBURG), "Hanna Leitung")
    coordinator = onboarding.leader(organisation(OSNABRUECK), "Olaf Leitung")
    onboarding.running(coordinator, leader)
    mentors_page, mentees_page = PAGE, "/kreise/landkreis-harburg/"
    for page in (mentors_page, mentees_page):
        assert ("Mentorships", "Mentorships" in text(english, page)) == ("Mentorships", False)
    english.force_login(neighbour)
    assert 'Mentor for <a href="/kreise/landkreis-harburg/">Landkreis Harburg</a>' in text(
        english, mentors_page
    )
    assert 'Accompanied by <a href="/kreise/landkreis-osnabrueck/">Landkreis Osnabrück</a>' in text(
        english, mentees_page
    )


def test_members_are_asked_by_members(english: Client, keeper: User, neighbour: User) -> None:
    button = f"{reverse('forum:question-ask')}?to=landkreis-osnabrueck"
    assert button not in text(english, PAGE)
    english.force_login(keeper)
    assert button not in text(english, PAGE)
    english.force_login(neighbour)
    assert button in text(english, PAGE)
    chosen = english.get(button).content.decode()
    assert re.search(r'value="landkreis-osnabrueck"[^>]*checked', chosen)
    organisation(OSNABRUECK, Organisation.Status.GUEST)
    assert button not in text(english, PAGE)


def test_a_county_that_is_not_with_us_is_invited(english: Client, keeper: User) -> None:
    introduce(keeper, about="Wir waren dabei.")
    case_study(organisation(OSNABRUECK), title="Bleibt stehen")
    show(keeper, "email")
    pages = {}
    for status in ("none", "applicant", "suspended", "former"):
        organisation(OSNABRUECK, status)
        pages[status] = text(english, PAGE)
        assert "Not with us at the moment" in pages[status]
        assert "Bleibt stehen" in pages[status]
        assert "Wir waren dabei." not in pages[status]
    assert len(set(pages.values())) == 1


def test_partner_institutions_have_the_same_page(english: Client, partner: Organisation) -> None:
    scholar = person_of(partner, Membership.Role.COORDINATOR, name="Henrike Hochschule")
    introduce(scholar, about="Wir vergleichen.")
    page = text(english, "/kreise/hochschule-osnabrueck/")
    assert "Wir vergleichen." in page
    assert "inhabitants" not in page.lower()


def test_unknown_counties_are_not_there(client: Client) -> None:
    assert client.get("/kreise/landkreis-atlantis/").status_code == 404


def test_other_pages_lead_here(english: Client, keeper: User, neighbour: User) -> None:
    study = case_study(organisation(OSNABRUECK))
    question = ask(keeper, visibility="public")
    answer(neighbour, question)
    channel = record(keeper)
    for url in ("/", study.get_absolute_url(), question.get_absolute_url(),
                channel.get_absolute_url()):  # fmt: skip
        assert (url, f'href="{PAGE}"' in text(english, url)) == (url, True)
        assert f'href="{LIST}"' in text(english, url)
    assert 'href="/kreise/landkreis-harburg/"' in text(english, question.get_absolute_url())


# --- The profile of a county --------------------------------------------------------------------


def profile_form(**fields: object) -> dict[str, object]:
    values = {
        "about": "Wir fangen an.", "about_visibility": "public", "offers_visibility": "members",
        "homepage": "", "topics": ["recht"], "platforms": ["x"], "version": 0,
    }  # fmt: skip
    return values | fields


def test_a_coordinator_edits_the_profile(english: Client, keeper: User) -> None:
    english.force_login(keeper)
    assert english.get(PROFILE).status_code == 200
    assert english.post(PROFILE, profile_form())["Location"] == PAGE
    profile = Profile.objects.get()
    assert (profile.organisation.ags, profile.about, profile.offers_visibility) == (
        OSNABRUECK, "Wir fangen an.", "members",
    )  # fmt: skip
    assert "Olga Osnabrück" in text(english, PROFILE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("homepage", "http://kreis.example"),
        ("homepage", "javascript:alert(1)"),
        ("about", "x" * 5_001),
        ("about_visibility", "county"),
        ("offers_visibility", ""),
        ("topics", ["unsinn"]),
        ("platforms", ["unsinn"]),
        ("version", ""),
    ],
)
def test_what_is_wrong_is_not_written(
    english: Client, keeper: User, field: str, value: object
) -> None:
    english.force_login(keeper)
    response = english.post(PROFILE, profile_form(**{field: value}))
    assert (response.status_code, Profile.objects.count()) == (422, 0)
    assert field in response.context["form"].errors


def test_staff_are_refused_and_strangers_find_nothing(
    english: Client, keeper: User, staff: User, neighbour: User
) -> None:
    moderator = person("Mo Moderation", User.PlatformRole.MODERATOR)
    for actor, status in ((staff, 403), (neighbour, 404), (moderator, 404)):
        english.force_login(actor)
        assert (actor.name, english.get(PROFILE).status_code) == (actor.name, status)
        assert (actor.name, english.post(PROFILE, profile_form()).status_code) == (
            actor.name, status,
        )  # fmt: skip
    english.logout()
    assert english.get(PROFILE)["Location"].startswith("/konto/login/")
    assert (Profile.objects.count(), Entry.objects.count()) == (0, 0)


def test_crafted_fields_change_nothing_else(english: Client, keeper: User, neighbour: User) -> None:
    other = introduce(neighbour, about="Harburg")
    before = Organisation.objects.filter(ags=OSNABRUECK).values().get()
    english.force_login(keeper)
    english.post(
        PROFILE,
        profile_form(
            organisation=other.organisation_id,
            id=other.pk,
            pk=other.pk,
            about_html="<script>",
            status="suspended",
            population=1,
            slug="x",
            member_since="1990-01-01",
        ),
    )
    assert Organisation.objects.filter(ags=OSNABRUECK).values().get() == before
    other.refresh_from_db()
    assert (other.about, Profile.objects.count()) == ("Harburg", 2)
    assert "<script" not in Profile.objects.get(organisation__ags=OSNABRUECK).about_html


def test_a_colleague_who_was_quicker_loses_nothing(english: Client, keeper: User) -> None:
    introduce(keeper, about="Die Kollegin")
    english.force_login(keeper)
    response = english.post(PROFILE, profile_form(about="Mein Text"))
    assert response.status_code == 422
    assert "Mein Text" in response.content.decode()
    assert Profile.objects.get().about == "Die Kollegin"
    again = response.context["form"].data
    assert english.post(PROFILE, again).status_code == 302
    assert Profile.objects.get().about == "Mein Text"


# --- People -------------------------------------------------------------------------------------


def own_form(*shown: str, **fields: object) -> dict[str, object]:
    values = {"function": "Presse", "email": "s@kreis.example", "phone": "0541 501-0"}
    return values | {f"show_{field}": "on" for field in shown} | fields


def test_a_person_agrees_field_by_field(english: Client, staff: User, neighbour: User) -> None:
    english.force_login(staff)
    assert "nobody sees anything of this" in text(english, OWN)
    assert english.post(OWN, own_form("function", "phone"))["Location"] == OWN
    url = PersonProfile.objects.get().get_absolute_url()
    assert url in text(english, OWN)
    assert OWN in text(english, "/konto/")
    english.force_login(neighbour)
    page = text(english, url)
    assert ("Presse" in page, "0541 501-0" in page, "s@kreis.example" in page) == (
        True, True, False,
    )  # fmt: skip
    assert f'<a href="{url}">Stefan Stab</a>' in text(english, PAGE)


def test_withdrawn_consent_takes_effect_at_once(
    english: Client, staff: User, neighbour: User
) -> None:
    url = show(staff, "function", "phone").get_absolute_url()
    reader = Client()
    reader.force_login(neighbour)
    assert reader.get(url).status_code == 200
    english.force_login(staff)
    english.post(OWN, own_form("function"))
    assert "0541 501-0" not in text(reader, url)
    assert english.post(f"{OWN}verbergen/")["Location"] == OWN
    assert reader.get(url).status_code == 404
    assert "Stefan Stab" not in text(reader, PAGE)
    assert Consent.objects.count() == 0


@pytest.mark.parametrize("end", ["removed", "switched off", "suspended", "former"])
def test_a_person_who_is_gone_has_no_page(
    english: Client, staff: User, neighbour: User, end: str
) -> None:
    url = show(staff, "function").get_absolute_url()
    english.force_login(neighbour)
    assert english.get(url).status_code == 200
    if end == "removed":
        staff.memberships.get().delete()
    elif end == "switched off":
        User.objects.filter(pk=staff.pk).update(is_active=False)
    else:
        organisation(OSNABRUECK, end)
    assert english.get(url).status_code == 404
    assert "Stefan Stab" not in text(english, PAGE)
    if end != "switched off":
        english.force_login(staff)
        assert english.get(OWN).status_code == 404
        assert english.post(OWN, own_form("email")).status_code == 404
        assert OWN not in text(english, "/konto/")


def test_nobody_edits_somebody_elses_profile(
    english: Client, keeper: User, staff: User, neighbour: User
) -> None:
    show(staff, "function")
    english.force_login(neighbour)
    assert english.get(OWN).status_code == 404
    assert english.post(f"{OWN}verbergen/").status_code == 404
    english.force_login(keeper)
    english.post(OWN, own_form("email", membership=staff.memberships.get().pk, user=staff.pk))
    profile = PersonProfile.objects.get(membership__user=staff)
    assert profile.function == "Pressestelle"
    assert list(profile.consents.values_list("field", flat=True)) == ["function"]


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (own_form("email", email=""), "email"),
        (own_form("topics"), "topics"),
        (own_form(email="keine Adresse"), "email"),
        (own_form(phone="ruf mich an"), "phone"),
        (own_form(function="x" * 201), "function"),
        (own_form(topics=["unsinn"]), "topics"),
    ],
)
def test_what_is_wrong_is_said(
    english: Client, staff: User, form: dict[str, object], wrong: str
) -> None:
    english.force_login(staff)
    response = english.post(OWN, form)
    assert (response.status_code, PersonProfile.objects.count()) == (422, 0)
    assert wrong in response.context["form"].errors


def test_pages_of_people_are_not_kept_by_browsers_nor_found_by_number(
    english: Client, staff: User, neighbour: User
) -> None:
    profile = show(staff, "function")
    english.force_login(neighbour)
    response = english.get(profile.get_absolute_url())
    assert "no-store" in response["Cache-Control"]
    assert 'name="robots" content="noindex"' in response.content.decode()
    for guess in (profile.pk, staff.pk, profile.membership_id, profile.key.upper()):
        assert english.get(f"/personen/{guess}/").status_code == 404


def test_a_persons_page_costs_the_same_with_more_to_show(
    english: Client, staff: User, neighbour: User
) -> None:
    url = show(staff, "topics").get_absolute_url()
    english.force_login(neighbour)
    before = queries(english, url)
    show(staff, "topics", "email", "phone", topics=topics("recht", "redaktion", "strategie"))
    assert queries(english, url) == before
    assert before == 6
