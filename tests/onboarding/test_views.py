"""The pages of the way in: what works, what is refused, what they cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.joining.actions.people import invite_first_coordinator
from portal.members.models import Membership, Organisation, User
from portal.onboarding.models import MeetingSuggestion, Mentorship, PersonPath, Tick
from portal.onboarding.queries.mentoring import with_reasons
from tests.factories.casestudies import case_study, guideline
from tests.factories.channels import record
from tests.factories.members import organisation, person, person_of
from tests.factories.onboarding import (
    assess,
    county_of,
    leader,
    offer,
    proposal,
    running,
    say_yes,
)

pytestmark = pytest.mark.django_db

HOME = "/einstieg/landkreis-harburg/"
OSNABRUECK = "/einstieg/landkreis-osnabrueck/"


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def main_of(response) -> str:
    text = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", text)


# --- Entry --------------------------------------------------------------------------------------


def test_from_the_invitation_it_is_one_way_to_the_next_step(harburg) -> None:
    """Whoever accepts the first invitation lands where her county's next step stands."""
    one = invite_first_coordinator(
        organisation=harburg, email="neu@lk-harburg.example", name="Nele Neu", now=timezone.now()
    )
    client = Client()
    page = client.post(
        f"/einladung/{one.token}/",
        {"name": "Nele Neu", "password": "ein langer Satz über Kreise"}, follow=True,
    )  # fmt: skip
    assert "Ihr Einstieg: Landkreis Harburg" in main_of(page)
    assert "Eine zweite Person einladen" in main_of(page)
    assert client.get("/einstieg/")["Location"] == HOME
    assert "0 von 9 Schritten" in main_of(client.get(HOME))


def test_the_start_page_of_others_says_nothing_of_it(karla, mona) -> None:
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=200))
    for client in (Client(), logged_in(mona), logged_in(karla)):
        assert "Einstieg" not in main_of(client.get("/"))


def test_who_acts_for_none_or_several_counties_is_told(karla, mona) -> None:
    assert "keinen Einstieg" in main_of(logged_in(person()).get("/einstieg/"))
    assert logged_in(mona).get("/einstieg/")["Location"] == "/einstieg/moderation/"
    Membership.objects.create(user=karla, organisation=organisation("03459"))
    page = main_of(logged_in(karla).get("/einstieg/"))
    assert (HOME in page, OSNABRUECK in page) == (True, True)


# --- The path -----------------------------------------------------------------------------------


def test_reading_is_ticked_and_unticked(karla, olaf) -> None:
    one = case_study(county_of(olaf), title="Hochwasser")
    client = logged_in(karla)
    assert "Hochwasser" in main_of(client.get(HOME))
    what = f"case_study:{one.key}"
    assert client.post(f"{HOME}abhaken/", {"what": what, "done": "1"})["Location"].endswith(
        "#lesen"
    )
    assert "Gelesen: 1 von 3 Fallbeispielen" in main_of(client.get(HOME))
    client.post(f"{HOME}abhaken/", {"what": what, "done": "0"})
    assert "Gelesen: 0 von 3 Fallbeispielen" in main_of(client.get(HOME))


@pytest.mark.parametrize("what", ["", "people", "case_study:nichts", "user:1", "x:y", "meeting "])
def test_only_what_is_there_is_ticked(karla, what) -> None:
    response = logged_in(karla).post(f"{HOME}abhaken/", {"what": what, "done": "1"})
    assert (response.status_code, Tick.objects.count()) == (404, 0)


def test_what_one_may_not_read_is_not_ticked(karla, olaf) -> None:
    hidden = case_study(county_of(olaf), visibility="county")
    what = f"case_study:{hidden.key}"
    response = logged_in(karla).post(f"{HOME}abhaken/", {"what": what, "done": "1"})
    assert (response.status_code, Tick.objects.count()) == (404, 0)


def test_nothing_changes_by_opening_an_address(karla, olaf) -> None:
    mentorship = _proposed(olaf, karla)
    client = logged_in(karla)
    for page in ("abhaken/", "startseite/", f"mentor/{mentorship.key}/zusagen/"):
        assert client.get(f"{HOME}{page}").status_code == 405
    assert (Mentorship.objects.get().state, PersonPath.objects.count()) == ("proposed", 0)


def test_other_coordinators_change_nothing_here(vera, karla, olaf) -> None:
    mentorship = _proposed(olaf, karla)
    client = logged_in(vera)
    mine = "/einstieg/landkreis-vechta/"
    for base in (HOME, mine):
        for page, data in (
            (f"mentor/{mentorship.key}/zusagen/", {}),
            (f"mentor/{mentorship.key}/ablehnen/", {"text": "Nein."}),
            (f"mentor/{mentorship.key}/beenden/", {"text": ""}),
        ):
            assert (base, page, client.post(f"{base}{page}", data).status_code) == (base, page, 404)
    assert client.post(f"{HOME}mentor/angebot/", {"capacity": "5"}).status_code == 404
    assert client.post(f"{HOME}treffen/", {"text": "x"}).status_code == 404
    assert client.post(f"{HOME}abhaken/", {"what": "meeting", "done": "1"}).status_code == 404
    assert Mentorship.objects.get().state == "proposed"


# --- Mentors ------------------------------------------------------------------------------------


def _proposed(olaf: User, karla: User) -> Mentorship:
    offer(olaf, 1, "personal")
    assess(karla)
    return proposal(olaf, karla)


def test_both_agree_on_their_pages_and_see_why(karla, olaf) -> None:
    record(olaf, platform="facebook", address="https://facebook.example/os")
    mentorship = _proposed(olaf, karla)
    hers, his = logged_in(karla), logged_in(olaf)
    page = main_of(hers.get(f"{HOME}mentor/"))
    assert "Landkreis Osnabrück als Ihr Patenkreis" in page
    for reason in ("gleiches Land", "seit 2023 auf Facebook", "hilft bei: Personal und Schulung"):
        assert reason in page
    assert "hilft bei: Personal und Schulung" in main_of(his.get(f"{OSNABRUECK}mentor/"))
    said = hers.post(f"{HOME}mentor/{mentorship.key}/zusagen/", follow=True)
    assert "der andere Landkreis ist gefragt" in main_of(said)
    said = his.post(f"{OSNABRUECK}mentor/{mentorship.key}/zusagen/", follow=True)
    assert "Die Patenschaft läuft." in said.content.decode()
    assert "Landkreis Harburg" in main_of(his.get(OSNABRUECK)).split("Landkreise, die Sie")[1]
    assert "begleitet den Einstieg" in main_of(hers.get(HOME))


def test_declining_needs_a_reason_and_both_read_it(karla, olaf) -> None:
    mentorship = _proposed(olaf, karla)
    client, address = logged_in(karla), f"{HOME}mentor/{mentorship.key}/ablehnen/"
    assert client.post(address, {"text": " \u200b "}).status_code == 422
    client.post(address, {"text": "Zu weit <weg>."})
    page = main_of(logged_in(olaf).get(f"{OSNABRUECK}mentor/"))
    assert "Zu weit &lt;weg&gt;." in page
    assert "Zu weit" not in main_of(
        logged_in(person("M", User.PlatformRole.MODERATOR)).get("/einstieg/moderation/mentoren/")
    )


def test_staff_look_on_and_decide_nothing(karla, stefan, olaf) -> None:
    mentorship = _proposed(olaf, karla)
    client = logged_in(stefan)
    assert "Zustimmen" not in main_of(client.get(f"{HOME}mentor/"))
    assert client.post(f"{HOME}mentor/{mentorship.key}/zusagen/").status_code == 403
    assert client.get(f"{HOME}mentor/angebot/").status_code == 403
    assert client.get(f"{HOME}treffen/").status_code == 403
    assert Mentorship.objects.get().state == "proposed"


def test_an_offer_is_bounded(karla) -> None:
    client = logged_in(karla)
    for capacity in ("6", "-1", "viele", ""):
        posted = client.post(f"{HOME}mentor/angebot/", {"capacity": capacity, "topics": ["recht"]})
        assert (capacity, posted.status_code) == (capacity, 422)
    client.post(f"{HOME}mentor/angebot/", {"capacity": "2", "topics": ["recht"]})
    assert "Sie bieten 2 Plätze an." in main_of(client.get(f"{HOME}mentor/"))


def test_a_second_click_on_a_finished_mentorship_says_so(karla, olaf) -> None:
    mentorship = running(olaf, karla)
    client, address = logged_in(karla), f"{HOME}mentor/{mentorship.key}/beenden/"
    for said in ("Die Patenschaft ist beendet.", "Jemand war schneller"):
        page = client.post(address, {"text": "Danke für alles."}, follow=True)
        assert said in page.content.decode()
    assert Mentorship.objects.get().state == "ended"


def test_a_meeting_is_suggested_with_three_questions(karla, olaf) -> None:
    client = logged_in(karla)
    assert "Erst der Patenkreis" in main_of(client.get(f"{HOME}treffen/"))
    assess(karla)
    running(olaf, karla)
    form = client.get(f"{HOME}treffen/").context["form"]
    assert form.initial["text"].count("\n- ") == 3
    assert "bevor wir mit Mastodon anfangen" in form.initial["text"]
    assert client.post(f"{HOME}treffen/", {"text": " ", "key": "x"}).status_code == 422
    data = {"text": "Passt der Dienstag?", "key": form.initial["key"]}
    for _again in range(2):
        client.post(f"{HOME}treffen/", data)
    assert MeetingSuggestion.objects.count() == 1
    for who, base in ((karla, HOME), (olaf, OSNABRUECK)):
        assert "Passt der Dienstag?" in main_of(logged_in(who).get(f"{base}mentor/"))


# --- Moderators ---------------------------------------------------------------------------------


def test_moderators_propose_only_what_is_possible(karla, olaf, mona) -> None:
    offer(olaf)
    offer(karla)
    organisation("03460", Organisation.Status.SUSPENDED)
    client, address = logged_in(mona), "/einstieg/moderation/mentoren/"
    harburg, other = "landkreis-harburg", "landkreis-osnabrueck"
    for mentor, mentee in (
        (harburg, harburg), ("landkreis-vechta", harburg), (other, "landkreis-vechta"),
        ("landkreis-stade", harburg), ("nirgends", harburg),
    ):  # fmt: skip
        posted = client.post(address, {"mentor": mentor, "mentee": mentee})
        assert (mentor, posted.status_code) == (mentor, 422)
    assert Mentorship.objects.count() == 0
    client.post(address, {"mentor": other, "mentee": harburg})
    assert Mentorship.objects.get().mentee == county_of(karla)


def test_moderators_start_the_search_for_mentors(karla, olaf, mona) -> None:
    offer(olaf)
    assess(karla)
    client = logged_in(mona)
    page = client.post("/einstieg/moderation/mentoren/suchen/", follow=True)
    assert "1 neuer Vorschlag." in page.content.decode()
    assert "Landkreis Osnabrück" in main_of(page)


# --- What it costs ------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


PAGES = {
    "/": 15, HOME: 34, f"{HOME}profil/": 16, f"{HOME}mentor/": 24, f"{HOME}frage/": 10,
    f"{HOME}einschaetzung/erfahrung/": 10,
}  # fmt: skip
DESK = {
    "/einstieg/moderation/": 10, "/einstieg/moderation/luecken/": 13,
    "/einstieg/moderation/mentoren/": 12,
}  # fmt: skip


def test_pages_cost_the_same_for_one_and_for_ten(karla, olaf, mona) -> None:
    assess(karla)
    offer(olaf, 2)
    running(olaf, karla)
    case_study(county_of(olaf))
    guideline(county_of(olaf))
    record(olaf, platform="facebook", address="https://facebook.example/os")
    hers, moderating = logged_in(karla), logged_in(mona)
    before = {url: queries(hers, url) for url in PAGES} | {
        url: queries(moderating, url) for url in DESK
    }
    _ten_of_everything(karla, olaf)
    after = {url: queries(hers, url) for url in PAGES} | {
        url: queries(moderating, url) for url in DESK
    }
    assert after == before
    assert before == PAGES | DESK


def _ten_of_everything(karla: User, olaf: User) -> None:
    for number in range(10):
        person_of(county_of(karla), name=f"Person {number}")
        case_study(county_of(olaf), title=f"Fall {number}", key=f"fall-{number}")
        guideline(county_of(olaf), title=f"Leitfaden {number}", key=f"leit-{number}")
        record(karla, address=f"https://social.example/{number}")
    keys = ["03454", "03460", "03251", "03359", "03159", "05566", "06534", "08118", "01056"]
    offer(olaf, 5)
    for number, ags in enumerate(keys):
        other = leader(organisation(ags), f"Leitung {number}")
        assess(other)
        if number < 4:
            say_yes(other, proposal(olaf, other))
        else:
            offer(other)


def test_reasons_cost_the_same_for_ten_pairs(karla, olaf, django_assert_num_queries) -> None:
    assess(karla)
    running(olaf, karla)
    with django_assert_num_queries(11):
        with_reasons(Mentorship.objects.select_related("mentor", "mentee"))
    _ten_of_everything(karla, olaf)
    with django_assert_num_queries(11):
        assert len(with_reasons(Mentorship.objects.select_related("mentor", "mentee"))) == 5
