"""From admission to the first useful answer: per county, and over all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from forum.actions.acceptance import accept_answer
from portal.joining.models import MembershipApplication
from portal.joining.rules.states import State
from portal.members.models import Organisation, User
from portal.onboarding.queries.figures import figures
from tests.factories.forum import answer, ask
from tests.factories.onboarding import county_of

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def admitted(who: User, at: datetime = SINCE) -> None:
    MembershipApplication.objects.create(
        organisation=county_of(who), state=State.APPROVED, status_before="none", decided_at=at
    )


def helped(asker: User, by: User, days: int) -> None:
    accept_answer(actor=asker, answer=answer(by, ask(asker)), now=SINCE + timedelta(days=days))


def days() -> dict[str, int | None]:
    return {one.organisation.name: one.days for one in figures().counties}


def test_the_first_accepted_answer_of_another_county_counts(karla, stefan, olaf, vera) -> None:
    for who in (karla, olaf, vera):
        admitted(who)
    helped(karla, stefan, 1)  # a colleague's answer is none from outside
    helped(karla, olaf, 12)
    helped(karla, vera, 5)
    helped(olaf, vera, -3)  # before it was admitted
    helped(olaf, vera, 20)
    answer(karla, ask(vera))  # not accepted
    assert days() == {"Harburg": 5, "Osnabrück": 20, "Vechta": None}
    assert figures().median_days == 12.5


def test_where_the_group_did_not_decide_here_the_first_day_counts(karla, olaf) -> None:
    Organisation.objects.filter(pk=county_of(karla).pk).update(member_since=date(2026, 3, 1))
    helped(karla, olaf, 5)
    helped(olaf, karla, 5)
    assert days() == {"Harburg": 6, "Osnabrück": None}


def test_no_answer_no_median() -> None:
    assert (figures().median_days, figures().counties) == (None, [])


def test_moderators_see_chart_and_table(karla, olaf, vera, mona) -> None:
    for who in (karla, olaf, vera):
        admitted(who)
    helped(karla, olaf, 5)
    helped(olaf, karla, 40)
    client = Client()
    client.force_login(mona)
    response = client.get("/einstieg/moderation/")
    assert dict(response.context["columns"]) == {
        "bis 7 Tage": 1, "bis 14 Tage": 0, "bis 30 Tage": 0, "bis 90 Tage": 1, "bis 365 Tage": 0,
        "über 365 Tage": 0, "noch keine nützliche Antwort": 1,
    }  # fmt: skip
    assert [bar.value for bar in response.context["chart"].bars] == list("1001001")
    assert "Median: 22,5 Tage, bei 2 Landkreisen." in response.content.decode()
