"""What is not answered in time goes on: once, to the next county, at last to the moderators."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from forum.actions.requests import go_on_after
from forum.jobs import go_on_with_requests
from forum.models import CountyRequest, Question
from forum.queries.requests import requests_left
from forum.request_mails import mail_county_asked, mail_question_left, mail_request_news
from portal.config.wiring import TIMETABLE
from portal.kernel.content import Reference
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories import care
from tests.factories.channels import record
from tests.factories.directory import platforms
from tests.factories.forum import answer, ask
from tests.factories.members import OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.requests import asked, decline, hand_on, late, request_of, take

COORDINATOR = Membership.Role.COORDINATOR
# Emsland, Vechta, Diepholz, Stade.
FURTHER = ("03454", "03460", "03251", "03359")


def on_facebook(asker: User, *counties: Organisation) -> Question:
    """Put a question about Facebook to counties."""
    return asked(asker, *counties, channels=platforms("facebook"))


@pytest.fixture
def merle(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), COORDINATOR, name="Merle Koordination")


@pytest.fixture
def question(harburg: User, merle: User) -> Question:
    return on_facebook(harburg, organisation(OSNABRUECK))


@pytest.fixture
def further(db: None) -> list[Organisation]:
    """Counties on Facebook, the longest first: in this order they are suggested."""
    counties = [organisation(ags) for ags in FURTHER]
    for year, county in enumerate(counties, 2018):
        keeper = person_of(county, COORDINATOR)
        record(keeper, platform="facebook", since=date(year, 1, 1))
    return counties


def chain(question: Question) -> list[tuple[str, str]]:
    rows = question.requests.order_by("pk").values_list("organisation__name", "state")
    return list(rows)


def facts() -> list[str]:
    rows = Entry.objects.filter(kind="county_request").order_by("pk")
    return list(rows.values_list("fact", flat=True))


def test_it_is_in_the_timetable() -> None:
    assert [job.run for job in TIMETABLE if job.name == "go_on_with_requests"] == [
        go_on_with_requests
    ]


def test_nothing_happens_before_the_day(question: Question, further: list[Organisation]) -> None:
    assert go_on_with_requests(timezone.now() + timedelta(days=6, hours=23)) == 0
    assert chain(question) == [("Osnabrück", "open")]


def test_it_goes_on_once_however_often_the_job_runs(
    question: Question, further: list[Organisation]
) -> None:
    now = late()
    assert [go_on_with_requests(now) for _run in range(3)] == [1, 0, 0]
    assert chain(question) == [("Osnabrück", "expired"), ("Emsland", "open")]
    assert {one.name for one in question.addressed_to.all()} == {"Osnabrück", "Emsland"}
    assert CountyRequest.objects.get(state="open").due_at == now + timedelta(days=7)


def test_after_three_more_counties_it_is_the_moderators(
    question: Question, further: list[Organisation]
) -> None:
    mona = care.moderator()
    for week in range(1, 8):
        go_on_with_requests(late(8 * week))
    assert chain(question) == [
        ("Osnabrück", "expired"), ("Emsland", "expired"), ("Vechta", "expired"),
        ("Diepholz", "expired"),
    ]  # fmt: skip
    (left,) = requests_left(mona)
    assert left.organisation.name == "Diepholz"
    assert facts().count("CountyRequestLeft") == 2, "one delivery for each of its two mails"
    assert facts().count("CountyRequestWentOn") == 3


def test_without_anybody_to_ask_it_is_the_moderators_at_once(question: Question) -> None:
    go_on_with_requests(late())
    assert chain(question) == [("Osnabrück", "expired")]
    assert [one.organisation.name for one in requests_left(care.moderator())] == ["Osnabrück"]


def test_what_was_declined_goes_on_soon(
    merle: User, question: Question, further: list[Organisation]
) -> None:
    decline(merle, request_of(question, organisation(OSNABRUECK)))
    assert go_on_with_requests(timezone.now()) == 1
    assert go_on_with_requests(timezone.now()) == 0
    assert chain(question) == [("Osnabrück", "declined"), ("Emsland", "open")]


def test_what_was_handed_on_waits_for_the_other_county(
    merle: User, question: Question, further: list[Organisation]
) -> None:
    hand_on(merle, request_of(question, organisation(OSNABRUECK)), organisation(PLOEN))
    assert go_on_with_requests(timezone.now()) == 0
    assert go_on_with_requests(late()) == 1
    assert chain(question) == [
        ("Osnabrück", "handed_on"), ("Plön", "expired"), ("Emsland", "open"),
    ]  # fmt: skip


def test_several_asked_at_once_go_on_as_one(harburg: User, further: list[Organisation]) -> None:
    question = on_facebook(harburg, organisation(OSNABRUECK), organisation(PLOEN))
    assert go_on_with_requests(late()) == 2
    assert chain(question) == [
        ("Osnabrück", "expired"), ("Plön", "expired"), ("Emsland", "open"),
    ]  # fmt: skip


def test_nobody_else_is_asked_where_somebody_takes_care_or_answers(
    harburg: User, merle: User, ploen: User, question: Question, further: list[Organisation]
) -> None:
    taken = on_facebook(harburg, organisation(OSNABRUECK), organisation(PLOEN))
    go_on_time = timezone.now() + timedelta(days=7, hours=1)
    CountyRequest.objects.filter(question=taken, organisation=organisation(OSNABRUECK)).update(
        due_at=go_on_time + timedelta(days=3)
    )
    answer(ploen, question)
    closed = on_facebook(harburg, organisation(OSNABRUECK))
    care.close(care.moderator(), closed)
    go_on_with_requests(go_on_time)
    assert chain(taken) == [("Osnabrück", "open"), ("Plön", "expired")]
    assert chain(question) == chain(closed) == [("Osnabrück", "expired")]
    assert list(requests_left(care.moderator(name="Mona Zweite"))) == []


def test_who_took_it_has_the_time_again_and_no_more(
    merle: User, question: Question, further: list[Organisation]
) -> None:
    take(merle, request_of(question, organisation(OSNABRUECK)))
    go_on_with_requests(late(6))
    assert chain(question) == [("Osnabrück", "taken")]
    go_on_with_requests(late(8))
    assert chain(question) == [("Osnabrück", "expired"), ("Emsland", "open")]


def test_a_late_answer_counts_for_who_gave_it(
    osnabrueck: User, question: Question, further: list[Organisation]
) -> None:
    go_on_with_requests(late())
    answer(osnabrueck, question)
    assert chain(question) == [("Osnabrück", "answered"), ("Emsland", "open")]
    go_on_with_requests(late(20))
    assert chain(question) == [("Osnabrück", "answered"), ("Emsland", "expired")]


class Killed(Exception):
    """The worker dies here."""


def test_killed_in_the_middle_it_begins_again(
    harburg: User, merle: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Expired and not gone on is a state nobody ever sees."""
    question = on_facebook(harburg, organisation(OSNABRUECK))
    record(person_of(organisation(PLOEN), COORDINATOR), platform="facebook")

    def die(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr("forum.actions.requests._address", die)
        with pytest.raises(Killed):
            go_on_with_requests(late())
    assert chain(question) == [("Osnabrück", "open")]
    assert "CountyRequestExpired" not in facts()
    go_on_with_requests(late())
    assert chain(question) == [("Osnabrück", "expired"), ("Plön", "open")]


def test_two_workers_with_the_same_list_ask_one_county(
    question: Question, further: list[Organisation]
) -> None:
    request = request_of(question, organisation(OSNABRUECK))
    now = late()
    outcomes = [
        go_on_after(request=request, next_counties=counties, now=now)
        for counties in (further[:1], further[1:])
    ]
    assert outcomes == [True, False]
    assert chain(question) == [("Osnabrück", "expired"), ("Emsland", "open")]


@pytest.mark.parametrize("status", [Organisation.Status.SUSPENDED, Organisation.Status.FORMER])
def test_who_left_meanwhile_is_passed_over(
    question: Question, further: list[Organisation], status: str
) -> None:
    further[0] = organisation(FURTHER[0], status)
    go_on_with_requests(late())
    assert chain(question) == [("Osnabrück", "expired"), ("Vechta", "open")]


# --- Mails --------------------------------------------------------------------------------------


def sent(mailoutbox: list, reaction: object, reference: Reference) -> list[str]:
    """Deliver twice, and return to whom mails went."""
    before = len(mailoutbox)
    for _delivery in range(2):
        assert reaction([reference]) == {}
    return [to for mail in mailoutbox[before:] for to in mail.to]


def test_the_countys_leaders_are_told_once(
    merle: User, osnabrueck: User, question: Question, mailoutbox
) -> None:
    request = request_of(question, organisation(OSNABRUECK))
    (to,) = sent(mailoutbox, mail_county_asked, request.reference)
    assert merle.email in to
    (mail,) = mailoutbox
    html = mail.alternatives[0][0]
    for text in (mail.body, html):
        assert question.title in text
        assert "/fragen/anfragen/" in text
        assert "Harburg" not in text
        assert "Hanna" not in text
    assert "List-Unsubscribe" in mail.extra_headers


def test_no_mail_about_what_does_not_wait_or_may_not_be_read(
    harburg: User, merle: User, question: Question, mailoutbox
) -> None:
    request = request_of(question, organisation(OSNABRUECK))
    Question.objects.update(visibility="county")
    assert sent(mailoutbox, mail_county_asked, request.reference) == []
    Question.objects.update(visibility="members")
    act = care.close(care.moderator(), question)
    assert sent(mailoutbox, mail_county_asked, request.reference) == []
    care.undo(care.moderator(name="Mona Zweite"), act)
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    assert sent(mailoutbox, mail_county_asked, request.reference) == []
    organisation(OSNABRUECK)
    take(merle, request)
    assert sent(mailoutbox, mail_county_asked, request.reference) == []


def test_the_asker_reads_who_declined_why_and_who_is_asked_now(
    harburg: User, merle: User, question: Question, further: list[Organisation], mailoutbox
) -> None:
    request = request_of(question, organisation(OSNABRUECK))
    decline(merle, request, "Wir nutzen <b>das</b> & anderes nicht.")
    (to,) = sent(mailoutbox, mail_request_news, request.reference)
    assert harburg.email in to
    first = mailoutbox[-1]
    assert "Landkreis Osnabrück kann Ihre Frage nicht beantworten." in first.body
    assert "Wir nutzen <b>das</b> & anderes nicht." in first.body
    assert "&lt;b&gt;das&lt;/b&gt; &amp; anderes" in first.alternatives[0][0]
    assert "Merle" not in first.body
    go_on_with_requests(timezone.now())
    assert len(sent(mailoutbox, mail_request_news, request.reference)) == 1
    assert "Jetzt ist gefragt: Landkreis Emsland." in mailoutbox[-1].body


def test_moderators_are_told_what_is_left(harburg: User, question: Question, mailoutbox) -> None:
    mona = care.moderator()
    go_on_with_requests(late())
    request = request_of(question, organisation(OSNABRUECK))
    (to,) = sent(mailoutbox, mail_question_left, request.reference)
    assert mona.email in to
    assert "/fragen/anfragen/frage/" in mailoutbox[-1].body
    assert len(sent(mailoutbox, mail_request_news, request.reference)) == 1
    assert "Die Moderation kümmert sich jetzt darum." in mailoutbox[-1].body


def test_no_time_is_asked_for_what_asks_all(harburg: User) -> None:
    question = ask(harburg)
    now: datetime = late(100)
    assert go_on_with_requests(now) == 0
    assert chain(question) == []
