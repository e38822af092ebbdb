"""Whom to ask: evidence of every kind, only what the reader may see, in constant queries."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions.acceptance import accept_answer
from forum.models import Answer, CountyRequest, Question
from forum.queries.routing import Wanted, suggestions, suggestions_about
from forum.rules.routing import CAPACITY
from portal.members.experience import Subject
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from search import vocabulary
from search.synonyms.living import thesaurus
from search.vocabulary import Vocabulary
from tests.contracts.engines import embedded
from tests.factories.casestudies import case_study
from tests.factories.channels import record
from tests.factories.directory import platforms, topics
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.requests import asked

COORDINATOR, Status = Membership.Role.COORDINATOR, Organisation.Status
LAW = Subject(topics=frozenset({"recht"}))
FACEBOOK = Subject(channels=frozenset({"facebook"}))


@pytest.fixture(autouse=True)
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine behind the search, empty, and its words read anew."""
    words = Vocabulary()
    monkeypatch.setattr(vocabulary, "vocabulary", words)
    monkeypatch.setattr("search.service.vocabulary", words)
    with embedded(tmp_path) as made:
        for place in ("reactions", "service", "rebuild"):
            monkeypatch.setattr(f"search.{place}.engine", lambda: made)
        yield


@pytest.fixture
def merle(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), COORDINATOR, name="Merle Koordination")


def found(reader: User, subject: Subject = LAW, text: str = "", **fields: Any) -> dict[str, tuple]:
    """Return the reasons for each county suggested."""
    wanted = Wanted(text, subject, **fields)
    return {
        one.name.removeprefix("Landkreis "): one.reasons
        for one in suggestions(reader, wanted, timezone.now())
    }


def test_every_kind_of_evidence_is_told(harburg: User, merle: User) -> None:
    county = organisation(OSNABRUECK)
    for title in ("Recht eins", "Recht zwei"):
        case_study(county, title=title, topics=topics("recht"), published_at=timezone.now())
    record(merle, platform="facebook", since=date(2009, 5, 1))
    question = ask(harburg, title="Wer haftet für Kommentare?", topics=topics("recht"))
    accept_answer(actor=harburg, answer=answer(merle, question), now=timezone.now())
    deliver_pending(timezone.now())
    both = Subject(LAW.topics, FACEBOOK.channels)
    assert found(harburg, both, "Haftung für Kommentare") == {
        "Osnabrück": (
            "2 Fallbeispiele", "1 angenommene Antwort", "seit 2009 auf Facebook",
            "1 ähnlicher Beitrag",
        )
    }  # fmt: skip
    assert found(harburg, Subject(), "Haftung für Kommentare") == {
        "Osnabrück": ("1 ähnlicher Beitrag",)
    }
    assert found(harburg, Subject()) == {}
    assert found(harburg, Subject(topics=frozenset({"personal"}))) == {}


def test_only_what_the_reader_may_see_speaks(harburg: User, merle: User, osnabrueck: User) -> None:
    """Who gets suggestions would otherwise learn that something is there."""
    county, law = organisation(OSNABRUECK), {"topics": topics("recht")}
    case_study(county, title="Geheime Haftung", visibility="county", **law)
    case_study(county, title="Entwurf zur Haftung", publish=False, **law)
    internal = ask(merle, title="Interne Haftung", visibility="county", **law)
    accept_answer(actor=merle, answer=answer(osnabrueck, internal), now=timezone.now())
    deliver_pending(timezone.now())
    assert found(harburg, LAW, "Haftung") == {}
    reasons = found(merle, LAW, "Haftung")["Osnabrück"]
    assert reasons[:2] == ("1 Fallbeispiel", "1 angenommene Antwort")


@pytest.mark.parametrize(
    "status", [Status.GUEST, Status.SUSPENDED, Status.FORMER, Status.APPLICANT, Status.NONE]
)
def test_only_members_are_suggested(harburg: User, merle: User, status: str) -> None:
    record(merle, platform="facebook")
    assert list(found(harburg, FACEBOOK)) == ["Osnabrück"]
    organisation(OSNABRUECK, status)
    assert found(harburg, FACEBOOK) == {}


def test_ones_own_county_and_one_without_a_coordinator_are_not(harburg: User, merle: User) -> None:
    record(merle, platform="facebook")
    excluded = frozenset({organisation(OSNABRUECK).pk})
    assert found(harburg, FACEBOOK, excluded=excluded) == {}
    User.objects.filter(pk=merle.pk).update(is_active=False)
    assert found(harburg, FACEBOOK) == {}


def test_what_is_recent_counts_more(harburg: User, merle: User) -> None:
    petra, now = person_of(organisation(PLOEN), COORDINATOR), timezone.now()
    for author, years in ((merle, 6), (petra, 1)):
        question = ask(harburg, topics=topics("recht"))
        given = answer(author, question)
        accept_answer(actor=harburg, answer=given, now=now)
        Answer.objects.filter(pk=given.pk).update(answered_at=now - timedelta(days=365 * years))
    assert list(found(harburg)) == ["Kreis Plön", "Osnabrück"]


def test_no_county_drowns(harburg: User, merle: User) -> None:
    """Requests that wait, and those of a month, lower a county and at last leave it out."""
    petra, county = person_of(organisation(PLOEN), COORDINATOR), organisation(OSNABRUECK)
    record(merle, platform="facebook", since=date(2012, 1, 1))
    record(petra, platform="facebook", since=date(2020, 1, 1))
    assert list(found(harburg, FACEBOOK)) == ["Osnabrück", "Kreis Plön"]
    for _request in range(CAPACITY):
        asked(harburg, county)
    assert list(found(harburg, FACEBOOK)) == ["Kreis Plön"]
    CountyRequest.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert list(found(harburg, FACEBOOK)) == ["Kreis Plön"], "they still wait"
    CountyRequest.objects.update(state="expired")
    assert list(found(harburg, FACEBOOK)) == ["Osnabrück", "Kreis Plön"]
    CountyRequest.objects.update(asked_at=timezone.now())
    assert list(found(harburg, FACEBOOK)) == ["Kreis Plön"], "it was asked a lot lately"
    CountyRequest.objects.update(state="withdrawn")
    assert list(found(harburg, FACEBOOK)) == ["Osnabrück", "Kreis Plön"]


def test_a_question_suggests_neither_asker_nor_asked_nor_itself(
    harburg: User, harburg_coordinator: User, merle: User
) -> None:
    petra = person_of(organisation(PLOEN), COORDINATOR)
    for keeper in (harburg_coordinator, merle, petra):
        record(keeper, platform="facebook")
    question = asked(harburg, organisation(OSNABRUECK), channels=platforms("facebook"))
    deliver_pending(timezone.now())
    names = [one.name for one in suggestions_about(harburg, question, timezone.now())]
    assert names == ["Kreis Plön"]
    Question.objects.filter(pk=question.pk).update(visibility="county")
    question.refresh_from_db()
    assert suggestions_about(harburg, question, timezone.now()) == []


@pytest.mark.parametrize("number", [1, 10])
def test_evidence_takes_the_same_queries_for_many_things(
    harburg: User, merle: User, number: int
) -> None:
    law, now = topics("recht"), timezone.now()
    for n in range(number):
        case_study(organisation(OSNABRUECK), title=f"Haftung {n}", topics=law, published_at=now)
        record(merle, platform="facebook", address=f"https://social.example.org/@{n}")
        question = ask(harburg, title=f"Haftung {n}", topics=law)
        accept_answer(actor=harburg, answer=answer(merle, question), now=now)
        asked(merle, organisation(HARBURG))
    deliver_pending(timezone.now())
    reader = User.objects.get(pk=harburg.pk)
    wanted = Wanted("Haftung", Subject(LAW.topics, FACEBOOK.channels))
    # Read now and then by every process, not by every search.
    vocabulary.vocabulary.of(frozenset({"public"}))
    thesaurus.now()
    with CaptureQueriesContext(connection) as queries:
        suggestions(reader, wanted, now)
    assert len(queries) == 10
