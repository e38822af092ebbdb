"""The start page: what is new for this reader, ways on, and no more queries with more content."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy, CaseStudyIndex
from forum.models import Question
from portal.members.models import Membership, Organisation, User
from portal.pages.models import NewsIndex, NewsPage

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def counties() -> tuple[Organisation, Organisation]:
    """Osnabrück and Harburg are members; nobody else is."""
    osnabrueck = Organisation.objects.get(display_name="Landkreis Osnabrück")
    harburg = Organisation.objects.get(display_name="Landkreis Harburg")
    Organisation.objects.update(status=Organisation.Status.NONE)
    Organisation.objects.filter(pk__in=[osnabrueck.pk, harburg.pk]).update(
        status=Organisation.Status.MEMBER
    )
    return osnabrueck, harburg


def member_of(county: Organisation) -> Client:
    user = User.objects.create_user("jana@example.org", name="Jana Petersen")
    Membership.objects.create(user=user, organisation=county)
    client = Client()
    client.force_login(user)
    return client


def ask(title: str, county: Organisation, visibility: str = "public", **fields: object) -> Question:
    return Question.objects.create(
        title=title,
        slug="frage",
        body="?",
        organisation=county,
        visibility=visibility,
        asked_at=NOW,
        **fields,
    )


def publish(
    model: type[CaseStudy] | type[NewsPage],
    title: str,
    county: Organisation,
    visibility: str = "public",
) -> None:
    index = CaseStudyIndex if model is CaseStudy else NewsIndex
    page = model(title=title, organisation=county, visibility=visibility, published_at=NOW)
    index.objects.get().add_child(instance=page)


def fill(county: Organisation, number: int) -> None:
    for n in range(number):
        publish(CaseStudy, f"Fall {n}", county)
        publish(NewsPage, f"Meldung {n}", county)
        ask(f"Frage {n}", county)


def home(client: Client) -> str:
    response = client.get(reverse("home"))
    assert response.status_code == 200
    return response.content.decode()


def test_public_reader_sees_public_content_only(counties: tuple[Organisation, ...]) -> None:
    osnabrueck, _harburg = counties
    for visibility in ("public", "members", "county"):
        publish(CaseStudy, f"Fall {visibility}", osnabrueck, visibility)
        publish(NewsPage, f"Meldung {visibility}", osnabrueck, visibility)
        ask(f"Frage {visibility}", osnabrueck, visibility)
    html = home(Client())
    for kind in ("Fall", "Meldung", "Frage"):
        assert f"{kind} public" in html
        assert f"{kind} members" not in html
        assert f"{kind} county" not in html


def test_member_sees_what_members_see_and_asks(counties: tuple[Organisation, ...]) -> None:
    osnabrueck, harburg = counties
    for visibility in ("members", "county"):
        ask(f"Frage {visibility}", osnabrueck, visibility)
    html = home(member_of(harburg))
    assert "Frage members" in html
    assert "Frage county" not in html
    assert reverse("forum:question-ask") in html


def test_public_reader_is_not_offered_to_ask(counties: tuple[Organisation, ...]) -> None:
    assert reverse("forum:question-ask") not in home(Client())


def test_drafts_and_newer_drafts_stay_out(counties: tuple[Organisation, ...]) -> None:
    index = CaseStudyIndex.objects.get()
    index.add_child(
        instance=CaseStudy(
            title="Entwurf", organisation=counties[0], visibility="public", live=False
        )
    )
    assert "Entwurf" not in home(Client())


def test_open_questions_for_the_county_are_counted(counties: tuple[Organisation, ...]) -> None:
    osnabrueck, harburg = counties
    ask("An alle", osnabrueck)
    ask("Gelöst", osnabrueck, answers_count=1, is_solved=True)
    ask("Eigene", harburg)
    only_others = ask("An andere", osnabrueck, addressed_to_all=False)
    only_others.addressed_to.add(osnabrueck)
    assert "1 offene Frage für Ihren Landkreis." in home(member_of(harburg))


def test_topics_lead_to_the_search_and_counties_to_their_pages(
    counties: tuple[Organisation, ...],
) -> None:
    osnabrueck, _harburg = counties
    html = home(Client())
    search = reverse("search:results")
    assert f'href="{osnabrueck.get_absolute_url()}">Landkreis Osnabrück</a>' in html
    assert html.count('class="kw-tag" href="/kreise/') == 2
    assert f"{search}?topic=" in html


@pytest.mark.parametrize("number", [1, 10])
def test_public_page_takes_four_queries(
    counties: tuple[Organisation, ...], number: int, django_assert_num_queries
) -> None:
    fill(counties[0], number)
    home(Client())
    with django_assert_num_queries(4):
        home(Client())


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize(("days", "queries"), [(500, 9), (1, 15)])
def test_member_page_takes_nine_queries_and_six_more_on_the_way_in(
    counties: tuple[Organisation, ...], number: int, days: int, queries: int,
    django_assert_num_queries,
) -> None:  # fmt: skip
    fill(counties[0], number)
    client = member_of(counties[1])
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=days))
    home(client)
    with django_assert_num_queries(queries):
        home(client)


def test_the_newest_come_first_and_older_ones_wait_in_the_list(
    counties: tuple[Organisation, ...],
) -> None:
    for day in range(6):
        ask(f"Frage {day}", counties[0])
        Question.objects.filter(title=f"Frage {day}").update(asked_at=NOW + timedelta(days=day))
    html = home(Client())
    assert [day for day in range(6) if f"Frage {day}" in html] == [2, 3, 4, 5]
    assert html.index("Frage 5") < html.index("Frage 2")


def test_only_reading_is_answered() -> None:
    assert Client().post(reverse("home")).status_code == 405
