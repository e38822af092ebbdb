"""The pages around requests: asking with suggestions, taking, handing on, declining, the desk."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import CountyRequest, Question
from forum.rules.requests import MOST_AT_ONCE
from portal.kernel.content import new_key
from portal.members.models import Membership, Organisation, User
from tests.factories import care
from tests.factories.channels import record
from tests.factories.directory import platforms
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.requests import asked, decline, hand_on, request_of, take

COORDINATOR = Membership.Role.COORDINATOR
LIST = "/fragen/anfragen/"
ASK = "/fragen/stellen/"


@pytest.fixture
def merle(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), COORDINATOR, name="Merle Koordination")


@pytest.fixture
def question(harburg: User, merle: User) -> Question:
    record(merle, platform="facebook", since=date(2009, 5, 1))
    return asked(harburg, organisation(OSNABRUECK), title="Wer haftet für Kommentare?")


@pytest.fixture
def request_(question: Question) -> CountyRequest:
    return request_of(question, organisation(OSNABRUECK))


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.notifications.login.PeopleBackend")
    return client


def url(name: str, request: CountyRequest) -> str:
    return reverse(f"forum:request-{name}", args=[request.key])


def page(user: User, path: str = LIST) -> str:
    response = logged_in(user).get(path)
    assert response.status_code == 200
    return response.content.decode()


def typed(**fields: Any) -> dict[str, Any]:
    """Return what is typed into the form to ask."""
    values = {
        "key": new_key(), "title": "Wie lange bleiben Kommentare?", "body": "Wir **rätseln**.",
        "channels": ["facebook"], "visibility": "members",
    }  # fmt: skip
    return values | fields


# --- Asking -------------------------------------------------------------------------------------


def test_without_scripts_a_button_shows_whom_to_ask_and_keeps_what_was_typed(
    harburg: User, question: Question
) -> None:
    client = logged_in(harburg)
    response = client.post(ASK, typed(title="Kurz", suggest="1", topics=["recht"]))
    assert response.status_code == 200
    form = response.context["form"]
    assert (form.initial["title"], form.initial["body"]) == ("Kurz", "Wir **rätseln**.")
    html = response.content.decode()
    assert "seit 2009 auf Facebook" in html
    assert 'id="vorschlag-landkreis-osnabrueck"' in html
    assert "Wir **rätseln**." in html
    assert "Bitte" not in html.split("<form", 2)[1], "nothing is wrong so far"
    assert Question.objects.count() == 1
    sent = client.post(ASK, typed(addressed_to=["landkreis-osnabrueck", "landkreis-osnabrueck"]))
    made = Question.objects.order_by("-pk")[0]
    assert sent["Location"] == made.get_absolute_url()
    assert [one.organisation.name for one in made.requests.all()] == ["Osnabrück"]


def test_who_is_chosen_has_no_second_box(harburg: User, question: Question) -> None:
    data = typed(suggest="1", addressed_to=["landkreis-osnabrueck"])
    html = logged_in(harburg).post(ASK, data).content.decode()
    assert "Landkreis Osnabrück (ausgewählt)" in html
    assert 'id="vorschlag-landkreis-osnabrueck"' not in html


def test_the_part_for_scripts_says_the_same(harburg: User, question: Question) -> None:
    client = logged_in(harburg)
    place = reverse("forum:question-suggest")
    part = client.post(place, typed()).content.decode()
    assert "<html" not in part
    assert "seit 2009 auf Facebook" in part
    assert "Bisher ragt niemand heraus." in client.post(place, {}).content.decode()
    internal = client.post(place, typed(visibility="county")).content.decode()
    assert "Eine interne Frage liest nur die eigene Organisation" in internal
    assert "Osnabrück" not in internal
    assert client.get(place).status_code == 405


def test_suggestions_are_for_members_only(harburg: User, question: Question) -> None:
    place = reverse("forum:question-suggest")
    assert Client().post(place, typed())["Location"].startswith("/konto/login/")
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    assert logged_in(harburg).post(place, typed()).status_code == 403


def test_nonsense_in_the_form_is_no_error(harburg: User, question: Question) -> None:
    data = {"topics": ["'; --"] * 500, "channels": ["x" * 9_000], "title": "%_" * 4_000}
    response = logged_in(harburg).post(reverse("forum:question-suggest"), data)
    assert response.status_code == 200
    assert "Osnabrück" not in response.content.decode()


# --- What a county is asked ---------------------------------------------------------------------


def test_the_county_sees_it_and_takes_it(
    merle: User, osnabrueck: User, request_: CountyRequest
) -> None:
    mine = page(merle)
    for words in ("Wer haftet für Kommentare?", "wartet auf Rückmeldung", "Wir kümmern uns"):
        assert words in mine
    assert "Harburg" not in mine.split("<main", 1)[1]
    theirs = page(osnabrueck)
    assert "Wer haftet für Kommentare?" in theirs
    assert "Wir kümmern uns</span>" not in theirs
    client = logged_in(merle)
    response = client.post(url("take", request_), follow=True)
    assert "Ihr Landkreis kümmert sich um die Frage." in response.content.decode()
    assert "Merle Koordination kümmert sich" in page(osnabrueck)
    again = client.post(url("take", request_), follow=True).content.decode()
    assert "Jemand war schneller" in again


def test_handing_on_and_declining_ask_for_a_reason(
    harburg: User, merle: User, request_: CountyRequest
) -> None:
    client = logged_in(merle)
    organisation(PLOEN)
    for name in ("hand-on", "decline"):
        assert client.get(url(name, request_)).status_code == 200
        empty = client.post(url(name, request_), {"reason": "  "})
        assert empty.status_code == 422
        assert "Bitte nennen Sie in einem Satz den Grund." in empty.content.decode()
    sent = client.post(url("hand-on", request_), {"to": "kreis-ploen", "reason": "Die wissen es."})
    assert sent["Location"] == LIST
    petra = person_of(organisation(PLOEN), COORDINATOR)
    assert "weitergegeben von Landkreis Osnabrück: Die wissen es." in page(petra)
    following = request_of(request_.question, organisation(PLOEN))
    logged_in(petra).post(url("decline", following), {"reason": "Wir <i>auch</i> nicht."})
    route = page(harburg, reverse("forum:question-route", args=[request_.question.pk]))
    assert "Wir &lt;i&gt;auch&lt;/i&gt; nicht." in route
    assert "Die wissen es." in route


@pytest.mark.parametrize(
    "crafted", ["landkreis-harburg", "landkreis-osnabrueck", "landkreis-cuxhaven", "gibt-es-nicht"]
)
def test_a_crafted_form_hands_on_to_nobody_else(
    merle: User, request_: CountyRequest, crafted: str
) -> None:
    """Neither to who asks, nor back to oneself, nor to a county that takes no part."""
    response = logged_in(merle).post(
        url("hand-on", request_), {"to": crafted, "reason": "Bitte sehr."}
    )
    assert response.status_code == 422
    request_.refresh_from_db()
    assert (request_.state, CountyRequest.objects.count()) == ("open", 1)


def test_another_countys_request_is_not_there(
    harburg: User, osnabrueck: User, request_: CountyRequest
) -> None:
    petra = person_of(organisation(PLOEN), COORDINATOR)
    for person in (petra, harburg, care.moderator()):
        client = logged_in(person)
        for name in ("take", "hand-on", "decline"):
            data = {"to": "kreis-ploen", "reason": "Fremd."}
            assert client.post(url(name, request_), data).status_code == 404
        assert "Wer haftet" not in page(person)
    staff = logged_in(osnabrueck)
    assert [staff.post(url(name, request_), {"reason": "Ich."}).status_code
            for name in ("take", "hand-on", "decline")] == [403, 403, 403]  # fmt: skip
    request_.refresh_from_db()
    assert request_.state == "open"


def test_a_replayed_form_changes_nothing(merle: User, request_: CountyRequest) -> None:
    organisation(PLOEN)
    client = logged_in(merle)
    data = {"to": "kreis-ploen", "reason": "Die wissen es."}
    client.post(url("hand-on", request_), data)
    assert client.post(url("hand-on", request_), data).status_code == 422
    late = client.post(url("decline", request_), {"reason": "Doch nicht."}, follow=True)
    assert "Jemand war schneller" in late.content.decode()
    assert list(CountyRequest.objects.values_list("state", flat=True)) == ["handed_on", "open"]


def test_who_has_nothing_to_answer_is_told_so(harburg: User) -> None:
    assert "Niemand wartet auf Ihren Landkreis" in page(harburg)
    assert Client().get(LIST)["Location"] == f"/konto/login/?next={LIST}"


def test_an_internal_question_shows_to_no_county(merle: User, request_: CountyRequest) -> None:
    Question.objects.update(visibility="county")
    assert "Wer haftet" not in page(merle)
    assert logged_in(merle).post(url("take", request_)).status_code == 404


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_takes_the_same_queries_for_many_requests(
    harburg: User, merle: User, number: int, django_assert_num_queries: Any
) -> None:
    county, ploen = organisation(OSNABRUECK), organisation(PLOEN)
    petra = person_of(ploen, COORDINATOR)
    for _n in range(number):
        first = asked(harburg, ploen)
        hand_on(petra, request_of(first, ploen), county)
        take(merle, request_of(asked(harburg, county), county))
        decline(merle, request_of(asked(harburg, county), county))
    client = logged_in(merle)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)


# --- Asking further -----------------------------------------------------------------------------


def test_the_asker_asks_further_on_an_unanswered_question(
    harburg: User, merle: User, osnabrueck: User
) -> None:
    record(merle, platform="facebook", since=date(2009, 5, 1))
    question = ask(harburg, channels=platforms("facebook"))
    route = reverse("forum:question-route", args=[question.pk])
    assert f'href="{route}"' in page(harburg, question.get_absolute_url())
    assert route not in page(osnabrueck, question.get_absolute_url())
    assert logged_in(osnabrueck).get(route).status_code == 403
    assert "seit 2009 auf Facebook" in page(harburg, route)
    client = logged_in(harburg)
    assert client.post(route, {}).status_code == 422
    own = client.post(route, {"addressed_to": ["landkreis-harburg"]})
    assert own.status_code == 422
    done = client.post(route, {"addressed_to": ["landkreis-osnabrueck"]}, follow=True)
    assert "1 weiterer Landkreis ist gefragt." in done.content.decode()
    assert [one.organisation.name for one in question.requests.all()] == ["Osnabrück"]
    answer(osnabrueck, question)
    assert "Wen noch fragen?" not in page(harburg, question.get_absolute_url())
    client.post(route, {"addressed_to": ["kreis-ploen"]})
    assert question.requests.count() == 1


def test_not_everybody_is_asked_by_name_at_once(harburg: User, question: Question) -> None:
    slugs = list(
        Organisation.objects.filter(land="03", kind="county")
        .exclude(ags__in=[HARBURG, OSNABRUECK]).values_list("slug", flat=True)[: MOST_AT_ONCE + 1]
    )  # fmt: skip
    Organisation.objects.filter(slug__in=slugs).update(status="member")
    route = reverse("forum:question-route", args=[question.pk])
    response = logged_in(harburg).post(route, {"addressed_to": slugs})
    assert response.status_code == 422
    assert "Bitte wählen Sie höchstens 5 Landkreise." in response.content.decode()
    assert question.requests.count() == 1


def test_an_internal_question_is_nobody_elses(harburg: User, ploen: User) -> None:
    question = ask(harburg, visibility="county")
    route = reverse("forum:question-route", args=[question.pk])
    assert logged_in(ploen).get(route).status_code == 404
    response = logged_in(harburg).post(route, {"addressed_to": ["kreis-ploen"]})
    assert response.status_code == 422
    assert CountyRequest.objects.count() == 0


# --- Moderators ---------------------------------------------------------------------------------


def test_moderators_find_what_no_county_answers(merle: User, request_: CountyRequest) -> None:
    mona = care.moderator()
    assert "Keine Frage liegt bei der Moderation" in page(mona)
    now = timezone.now()
    CountyRequest.objects.update(state="expired", went_on_at=now, left_at=now)
    shown = page(mona)
    assert "Wer haftet für Kommentare?" in shown
    assert "zuletzt gefragt: Landkreis Osnabrück" in shown
    route = reverse("forum:question-route", args=[request_.question.pk])
    organisation(PLOEN)
    logged_in(mona).post(route, {"addressed_to": ["kreis-ploen"]})
    assert "Keine Frage liegt bei der Moderation" in page(mona)
    assert "Keine Frage liegt" not in page(merle, f"{LIST}?ansicht=moderation")
