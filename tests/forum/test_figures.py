"""How soon counties are answered: the counting, who reads it, and from which questions."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Answer, Question
from forum.rules.figures import (
    DAY,
    Asked,
    Share,
    answered_within,
    by_quarter,
    figures_of,
    waiting_by_age,
)
from portal.members.models import Organisation, User
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, PLOEN, administrator, organisation, person_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGE = "/fragen/zahlen/"


def asked(
    days_ago: float, after: float | None = None, *, solved: bool = False, waits: bool | None = None
) -> Asked:
    """A question asked so many days ago, answered so many days later."""
    at = NOW - timedelta(days=days_ago)
    answered_at = None if after is None else at + timedelta(days=after)
    return Asked(1, 1, at, answered_at, solved, after is None if waits is None else waits)


def test_shares_leave_out_what_is_too_young_to_tell() -> None:
    rows = [asked(0.5), asked(2, 0.9), asked(2, 1.5), asked(10), asked(10, 9)]
    assert answered_within(DAY, rows, NOW) == Share(1, 4)
    assert answered_within(timedelta(days=3), rows, NOW) == Share(0, 2)


def test_an_end_belongs_to_its_span() -> None:
    assert answered_within(DAY, [asked(1, 1)], NOW) == Share(1, 1)


def test_figures_count_and_the_median_is_that_of_the_answered() -> None:
    found = figures_of([asked(9, 1), asked(9, 2, solved=True), asked(9, 6), asked(9)], NOW)
    assert (found.asked, found.solved, found.waiting) == (4, Share(1, 4), 1)
    assert (found.median, found.median_hours, found.median_days) == (timedelta(days=2), 48, 2)


def test_nothing_has_no_share_and_no_median() -> None:
    found = figures_of([], NOW)
    assert (found.in_a_day.percent, found.median, found.median_hours) == (None, None, None)


def test_who_waits_is_counted_by_age() -> None:
    rows = [asked(0.5), asked(1), asked(2), asked(5), asked(20), asked(100), asked(900)]
    closed = asked(5, waits=False)
    assert waiting_by_age([*rows, closed, asked(5, 1)], NOW) == [2, 1, 1, 1, 1, 1]


def test_quarters_come_in_order_and_in_local_time() -> None:
    new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    rows = [asked(0), replace(asked(0), asked_at=new_year)]
    assert [(key, len(group)) for key, group in by_quarter(rows).items()] == [
        ((2026, 1), 1),
        ((2026, 4), 1),
    ]


def page(person: User, **parameters: object) -> str:
    client = Client(headers={"accept-language": "de"})
    client.force_login(person)
    return client.get(PAGE, parameters).content.decode()


def export(person: User, ending: str = "csv") -> list[dict[str, str]]:
    client = Client(headers={"accept-language": "de"})
    client.force_login(person)
    text = client.get(f"{PAGE}tabelle.{ending}").content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def shift(question: Question, days: float, answered_after: float = 0) -> None:
    """Move a question, and its answers, into the past."""
    at = timezone.now() - timedelta(days=days)
    Question.objects.filter(pk=question.pk).update(asked_at=at)
    answers = Answer.objects.filter(question=question)
    answers.update(answered_at=at + timedelta(days=answered_after))


def test_a_coordinator_reads_her_county_and_a_moderator_all(
    harburg: User, harburg_coordinator: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg, title="Beantwortet")
    answer(osnabrueck, question)
    shift(question, 10, answered_after=0.5)
    ask(ploen, title="Offen")
    everything = [row["Name"] for row in export(administrator())]
    hers = export(harburg_coordinator)
    assert everything == ["Landkreis Harburg", "Kreis Plön"]
    assert [row["Name"] for row in hers] == ["Landkreis Harburg"]
    assert hers[0]["Innerhalb eines Tages beantwortet"] == "1"
    assert hers[0]["Stunden bis zur ersten Antwort (Median)"] == "12"


def test_no_county_answers_itself(harburg: User, harburg_coordinator: User) -> None:
    question = ask(harburg)
    answer(harburg, question)
    shift(question, 10, answered_after=0.5)
    assert export(harburg_coordinator)[0]["Innerhalb eines Tages beantwortet"] == "0"


def test_who_was_asked_by_name_is_measured_by_her_own_answer(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    named = Organisation.objects.get(ags=PLOEN)
    question = ask(harburg, addressed_to=(named,))
    answer(osnabrueck, question)
    shift(question, 10, answered_after=0.5)
    row = page(administrator()).split("Kreis Plön</th>")[1].split("</tr>")[0]
    assert "<td>1</td><td>0 %" in row
    answer(ploen, question)
    shift(question, 10, answered_after=0.5)
    row = page(administrator()).split("Kreis Plön</th>")[1].split("</tr>")[0]
    assert "<td>1</td><td>100 %" in row


def test_internal_questions_of_others_are_in_no_figure(
    harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    ask(osnabrueck, title="Nur für uns", visibility="county")
    text = page(administrator())
    assert "Landkreis Osnabrück" not in text
    assert "Keine Fragen in diesem Zeitraum" in text
    assert "Keine Fragen in diesem Zeitraum" in page(harburg_coordinator)


def test_staff_and_the_public_do_not_read_figures(harburg: User) -> None:
    client = Client()
    assert client.get(PAGE)["Location"].startswith("/konto/login/")
    client.force_login(harburg)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}tabelle.csv").status_code == 403


def test_a_suspended_countys_coordinator_does_not_read_figures(harburg_coordinator: User) -> None:
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    client = Client()
    client.force_login(harburg_coordinator)
    assert client.get(PAGE).status_code == 403


def test_no_person_is_named(harburg: User, osnabrueck: User) -> None:
    answer(osnabrueck, ask(harburg))
    text = page(administrator())
    assert ("Hanna" in text, "Olaf" in text, "Landkreis Harburg" in text) == (False, False, True)


def test_a_period_leaves_out_what_came_before(harburg: User, harburg_coordinator: User) -> None:
    shift(ask(harburg), 400)
    assert "Keine Fragen in diesem Zeitraum" in page(harburg_coordinator)
    assert "Landkreis Harburg" in page(harburg_coordinator, monate=0)
    assert "Keine Fragen in diesem Zeitraum" in page(harburg_coordinator, monate="-1 OR 1=1")


@pytest.mark.parametrize("ending", ["pdf", "csv.exe", "html"])
def test_other_endings_are_no_pages(harburg_coordinator: User, ending: str) -> None:
    client = Client()
    client.force_login(harburg_coordinator)
    assert client.get(f"{PAGE}tabelle.{ending}").status_code == 404


@pytest.mark.parametrize("number", [1, 10])
def test_figures_take_the_same_queries(
    harburg: User, harburg_coordinator: User, osnabrueck: User, number: int
) -> None:
    named = person_of(organisation(PLOEN)).memberships.get().organisation
    for _nth in range(number):
        answer(osnabrueck, ask(harburg, addressed_to=(named,)))
    client = Client()
    client.force_login(harburg_coordinator)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).status_code == 200
    assert len(queries) == 8
