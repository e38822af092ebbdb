"""What is offered while somebody types: what she may see now, and nothing else."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from forum.actions.drafts import save_draft
from forum.models import NEW_QUESTION, Question
from portal.members.models import Organisation, User
from portal.taxonomy.models import Topic
from search import suggest_views
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable
from search.suggest import suggestions
from tests.factories import confidential
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.forum import ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of

Deliver = Callable[[], int]
ADDRESS = "/suche/vorschlaege/"
NOBODY = AnonymousUser()

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "de"})


def titles(reader: User | AnonymousUser, text: str) -> list[str]:
    return [one.title for one in suggestions(reader, text)]


def test_titles_of_all_kinds_are_offered(harburg: User, deliver: Deliver) -> None:
    case_study(organisation(OSNABRUECK), title="Elternabend im Netz")
    guideline(organisation(OSNABRUECK), title="Abende planen")
    news(organisation(OSNABRUECK), title="Ein Abend beginnt")
    ask(harburg, title="Wer kennt Abende?", visibility="public")
    ask(harburg, title="Ganz anderes", body="Abend", visibility="public")
    deliver()
    assert sorted(titles(NOBODY, "abe")) == [
        "Abende planen",
        "Ein Abend beginnt",
        "Elternabend im Netz",
        "Wer kennt Abende?",
    ]


def test_everybody_is_offered_what_she_may_read(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    ask(harburg, title="Zauberwort offen", visibility="public")
    ask(harburg, title="Zauberwort intern", visibility="members")
    ask(harburg, title="Zauberwort geheim", visibility="county")
    deliver()
    offered = {name: sorted(titles(reader, "zaub")) for name, reader in (
        ("nobody", NOBODY), ("harburg", harburg), ("osnabrueck", osnabrueck),
    )}  # fmt: skip
    assert offered == {
        "nobody": ["Zauberwort offen"],
        "osnabrueck": ["Zauberwort intern", "Zauberwort offen"],
        "harburg": ["Zauberwort geheim", "Zauberwort intern", "Zauberwort offen"],
    }


def test_what_was_withdrawn_while_the_index_is_late_is_not_offered(
    harburg: User, osnabrueck: User, deliver: Deliver
) -> None:
    gone = ask(harburg, title="Zauberwort geheim", visibility="public")
    ask(harburg, title="Zauberwort offen", visibility="public")
    deliver()
    Question.objects.filter(pk=gone.pk).update(visibility="county")
    assert (titles(NOBODY, "zaub"), titles(osnabrueck, "zaub")) == (
        ["Zauberwort offen"],
        ["Zauberwort offen"],
    )
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    ask(harburg, title="Zauberwort intern", visibility="members")
    deliver()
    assert titles(User.objects.get(pk=osnabrueck.pk), "zaub") == ["Zauberwort offen"]


def test_a_draft_is_offered_to_nobody(harburg: User, deliver: Deliver) -> None:
    page = case_study(organisation(HARBURG), title="Zauberwort im Entwurf")
    page.unpublish()
    fields = {"title": ["Zauberwort begonnen"], "body": ["Text"]}
    now = page.first_published_at
    save_draft(actor=harburg, place=NEW_QUESTION, fields=fields, key="", now=now)
    ask(harburg, title="Zauberwort gefragt", visibility="public")
    deliver()
    assert titles(harburg, "zaub") == ["Zauberwort gefragt"]


def test_a_county_that_asks_confidentially_is_not_betrayed(deliver: Deliver) -> None:
    counties = [organisation(ags) for ags in confidential.MEMBERS]
    asker = person_of(counties[0])
    confidential.ask(asker, title="Zauberwort vertraulich", visibility="members")
    deliver()
    colleague = person_of(counties[2], name="Hanna Beispiel")
    (offered,) = suggestions(colleague, "zaub")
    assert (offered.title, offered.organisation_name) == (
        "Zauberwort vertraulich",
        confidential.NAME,
    )
    assert counties[0].slug not in offered.url
    assert confidential.NAME not in titles(colleague, "ein landkreis aus")


def test_counties_and_topics_lead_to_their_pages(engine: EmbeddedEngine, visitor: Client) -> None:
    Topic.objects.create(slug="krise", name="Krisen und Katastrophen")
    caches["kept"].clear()
    assert [(one.title, one.url) for one in suggestions(NOBODY, "kata")] == [
        ("Krisen und Katastrophen", "/suche/?topic=krise")
    ]
    assert titles(NOBODY, "osna") == ["Osnabrück (kreisfreie Stadt)", "Landkreis Osnabrück"]
    organisation(OSNABRUECK)
    caches["kept"].clear()
    assert titles(NOBODY, "osna") == ["Landkreis Osnabrück", "Osnabrück (kreisfreie Stadt)"]
    assert titles(NOBODY, "landkreis osnab") == ["Landkreis Osnabrück"]
    assert titles(NOBODY, "kreisfreie stadt") == []
    (county,) = suggestions(NOBODY, "plön")
    assert visitor.get(county.url).status_code == 200


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("text", ["", " ", "o", "  o ", "!", "?!#", "\x00", "🙂🙂", "½"])
def test_nothing_is_offered_before_the_second_letter(text: str) -> None:
    assert suggestions(NOBODY, text) == []


def test_without_the_engine_names_are_left(
    harburg: User, engine: EmbeddedEngine, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(harburg, title="Osnabrück fragen", visibility="public")
    deliver()

    def fail(*_arguments: object) -> None:
        raise EngineUnavailable("gone")

    monkeypatch.setattr(engine, "suggest", fail)
    assert titles(NOBODY, "osnab") == ["Osnabrück (kreisfreie Stadt)", "Landkreis Osnabrück"]


def test_options_are_html_that_nothing_typed_gets_into(
    harburg: User, deliver: Deliver, visitor: Client
) -> None:
    ask(harburg, title="Zauberwort <script>alert(1)</script>", visibility="public")
    deliver()
    answer = visitor.get(ADDRESS, {"q": "zaub"})
    text = answer.content.decode()
    assert "Zauberwort &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'role="option" data-url="/fragen/' in text
    assert "Frage · Landkreis Harburg" in text
    assert answer["Cache-Control"] == "private, no-store"
    assert visitor.get(ADDRESS, {"q": '"><zzz>'}).content.strip() == b""
    assert visitor.post(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    "typed",
    ["a" * 100_000, "wort " * 20_000, "(((", "*:*", "audience:members", "\\", "%00", "AND OR",
     "\u202eabc", "[a-z]{1,99}", "zaub*", "-zaub", '"zaub'],
    ids=range(13),
)  # fmt: skip
def test_any_text_is_answered(harburg: User, deliver: Deliver, visitor: Client, typed: str) -> None:
    ask(harburg, title="Zauberwort intern", visibility="members")
    deliver()
    answer = visitor.get(ADDRESS, {"q": typed})
    assert (answer.status_code, b"Zauberwort" in answer.content) == (200, False)


@pytest.mark.usefixtures("engine")
def test_whoever_asks_too_often_waits(
    harburg: User, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest_views, "REQUESTS_PER_MINUTE", 2)
    answers = [visitor.get(ADDRESS, {"q": "osna"}).status_code for _time in range(3)]
    visitor.force_login(harburg)
    assert [*answers, visitor.get(ADDRESS, {"q": "osna"}).status_code] == [200, 200, 429, 200]


@pytest.mark.parametrize("number", [1, 10])
def test_suggestions_take_the_same_queries(
    harburg: User,
    deliver: Deliver,
    visitor: Client,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(number):
        ask(harburg, title=f"Zauberwort {n}", visibility="public")
        case_study(organisation(OSNABRUECK), title=f"Zauberwort in Fall {n}")
    deliver()
    visitor.get(ADDRESS, {"q": "zaub"})
    with django_assert_num_queries(2):
        visitor.get(ADDRESS, {"q": "zaub"})
    visitor.force_login(harburg)
    with django_assert_num_queries(5):
        visitor.get(ADDRESS, {"q": "zaub"})
