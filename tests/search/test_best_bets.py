"""Pages recommended for a search: matched by stems, shown to those who may read them."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from casestudies.models import CaseStudy
from forum.models import Question
from portal.kernel.content import Reference
from portal.members.audiences import tokens_of
from portal.members.models import Membership, User
from search.best_bets.actions import end_recommendation, recommend
from search.best_bets.bets import MOST_BETS, Bet
from search.best_bets.models import BestBet
from search.best_bets.rules import asked_by, may_be_recommended
from search.best_bets.shown import with_best_bets
from search.curators import Unusable
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable, Query
from search.service import search
from tests.factories.casestudies import case_study, guideline
from tests.factories.forum import ask
from tests.factories.members import OSNABRUECK, administrator, organisation, person, person_of

Deliver = Callable[[], int]
TODAY = date(2026, 5, 1)
LIST, ADD = reverse("search_best_bets:index"), reverse("search_best_bets:add")


@pytest.fixture
def moderator(db: None) -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


def browser(reader: User | None = None) -> Client:
    client = Client(headers={"accept-language": "de"})
    if reader:
        client.force_login(reader)
    return client


def pinned(
    actor: User, page: Reference, queries: str = "Shitstorm, Umgang mit Empörung", **more: object
) -> BestBet:
    bet = Bet(queries, page.kind, page.key, **more)  # type: ignore[arg-type]
    return recommend(actor=actor, best_bet=BestBet(), bet=bet, now=timezone.now())


def shown(reader: User | AnonymousUser, text: str = "Shitstorm", **more: object) -> list[str]:
    query = Query(text=text, audience=tokens_of(reader), **more)  # type: ignore[arg-type]
    return [one.title for one in with_best_bets(reader, search(reader, query))[1]]


# --- Rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["shitstorms umgang", "Umgang mit dem Shitstorm", "SHITSTORM, UMGANG?"]
)
def test_order_endings_and_question_words_do_not_matter(typed: str) -> None:
    assert asked_by(typed) == asked_by("Umgang Shitstorm")


@pytest.mark.parametrize("typed", ["Umgang", "Umgang Shitstorm Kreis", ""])
def test_all_other_words_do(typed: str) -> None:
    assert asked_by(typed) != asked_by("Umgang Shitstorm")


@pytest.mark.parametrize(
    ("bet", "reason"),
    [
        (Bet("", "question", "1"), "für welche Suche"),
        (Bet("🙂", "question", "1"), "keine Buchstaben"),
        (Bet("a" * 401, "question", "1"), "zu viele Suchen"),
        (Bet(",".join("abcdefghijk"), "question", "1"), "zu viele Suchen"),
        (Bet("Dialoge führen", "question", "1"), "schon empfohlen"),
        (Bet("Amt", "question", "9"), "schon 3 Seiten"),
        (Bet("Neu", "question", "1", "", TODAY - timedelta(days=1)), "vorbei"),
    ],
)
def test_what_cannot_be_recommended_is_refused_with_a_reason(bet: Bet, reason: str) -> None:
    others = [Bet("Dialog führen", "question", "1")]
    others += [Bet("Amt", "question", str(number)) for number in (2, 3, 4)]
    verdict = may_be_recommended(bet, others, TODAY)
    assert not verdict
    assert reason in str(verdict.reason)


def test_recommendations_have_an_end() -> None:
    full = [Bet(f"wort{number}", "question", "1") for number in range(MOST_BETS)]
    assert "500" in str(may_be_recommended(Bet("neu", "question", "1"), full, TODAY).reason)
    assert may_be_recommended(Bet("neu", "question", "1", "", TODAY), full[1:], TODAY)


# --- What readers see ----------------------------------------------------------------------------


def test_a_page_stands_above_the_hits_and_not_among_them(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    first = ask(harburg, title="Was tun im Shitstorm?", visibility="public")
    ask(harburg, title="Shitstorm überstanden", visibility="public")
    deliver()
    pinned(moderator, first.reference, note="Arbeitskreis: <b>bewährt</b>")
    page = browser().get("/suche/", {"q": "Shitstorms"}).content.decode()
    assert "Empfohlen" in page
    assert "Arbeitskreis: &lt;b&gt;bewährt&lt;/b&gt;" in page
    assert page.count("Was tun im") == 1
    assert page.index("Was tun im") < page.index("überstanden")
    assert "2 Ergebnisse" in page
    answer = browser().get("/api/v1/search", {"q": "Shitstorm"}).json()
    assert [hit["title"] for hit in answer["hits"]] == ["Shitstorm überstanden"]
    assert (answer["total"], answer["recommended"]) == (2, [{
        "kind": "question", "key": first.key, "title": "Was tun im Shitstorm?",
        "url": first.get_absolute_url(), "organisation": first.organisation.slug,
        "note": "Arbeitskreis: <b>bewährt</b>",
    }])  # fmt: skip


def test_it_is_shown_where_nothing_else_is_found(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    question = ask(harburg, title="Ruhe bewahren", visibility="public")
    deliver()
    pinned(moderator, question.reference, "Blubb")
    page = browser().get("/suche/", {"q": "Blubb"}).content.decode()
    assert "Ruhe bewahren" in page
    assert "1 Ergebnis für „Blubb“" in page
    assert "nichts gefunden" not in page


@pytest.mark.usefixtures("engine")
def test_only_who_may_read_it_is_shown_it(moderator: User, harburg: User, osnabrueck: User) -> None:
    inside = case_study(organisation(OSNABRUECK), title="Nur für Mitglieder", visibility="members")
    pinned(moderator, inside.reference)
    assert shown(harburg) == shown(moderator) == ["Nur für Mitglieder"]
    assert shown(AnonymousUser()) == []
    for address in ("/suche/?q=Shitstorm", "/api/v1/search?q=Shitstorm"):
        answer = browser().get(address).content.decode()
        assert "Nur für Mitglieder" not in answer
        assert "Empfohlen" not in answer
    assert browser().get("/api/v1/search?q=Shitstorm").json()["recommended"] == []
    # Withdrawn to its county: at once, the index is not asked.
    CaseStudy.objects.filter(pk=inside.pk).update(visibility="county")
    assert (shown(harburg), shown(moderator), shown(osnabrueck)) == ([], [], ["Nur für Mitglieder"])
    # Unpublished: nobody.
    CaseStudy.objects.filter(pk=inside.pk).update(live=False)
    assert shown(osnabrueck) == []
    CaseStudy.objects.get(pk=inside.pk).delete()
    assert shown(osnabrueck) == []


@pytest.mark.usefixtures("engine")
def test_it_ends_on_its_day_and_where_the_search_is_narrowed(
    moderator: User, harburg: User
) -> None:
    question = ask(harburg, title="Ruhe bewahren", visibility="public")
    row = pinned(moderator, question.reference, until=timezone.localdate())
    assert shown(harburg) == ["Ruhe bewahren"]
    assert shown(harburg, page=2) == shown(harburg, kinds=("question",)) == []
    assert shown(harburg, "") == shown(harburg, "Shitstorm im Amt") == []
    ended = row.bet._replace(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Unusable):
        recommend(actor=moderator, best_bet=row, bet=ended, now=timezone.now())
    later = timezone.now() + timedelta(days=1)
    with pytest.raises(Unusable):
        recommend(actor=moderator, best_bet=row, bet=row.bet, now=later)
    end_recommendation(actor=moderator, best_bet=row)
    assert shown(harburg) == []


def test_it_is_shown_while_the_engine_is_away(
    moderator: User, harburg: User, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask(harburg, title="Ruhe bewahren", visibility="public")
    pinned(moderator, question.reference)

    def fail(*_arguments: object) -> None:
        raise EngineUnavailable("gone")

    monkeypatch.setattr(engine, "search", fail)
    page = browser().get("/suche/", {"q": "Shitstorm"}).content.decode()
    assert "Ruhe bewahren" in page
    assert "Suche ist eingeschränkt" in page


def test_the_feed_names_hits_and_recommends_nothing(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    hit = ask(harburg, title="Shitstorm überstanden", visibility="public")
    other = ask(harburg, title="Ruhe bewahren", visibility="public")
    deliver()
    pinned(moderator, hit.reference)
    pinned(moderator, other.reference)
    feed = browser().get("/suche/feed/", {"q": "Shitstorm"}).content.decode()
    assert "Shitstorm überstanden" in feed
    assert "Ruhe bewahren" not in feed


def test_the_page_costs_as_many_queries_for_three_as_for_one(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    pages = [guideline(organisation(OSNABRUECK), title=f"Leitfaden {n}") for n in range(3)]
    ask(harburg, title="Shitstorm überstanden", visibility="public")
    deliver()
    client, counted = browser(), []
    for page in [None, *pages]:
        if page:
            pinned(moderator, page.reference, "Shitstorm")
        client.get("/suche/", {"q": "Shitstorm"})
        with CaptureQueriesContext(connection) as context:
            client.get("/suche/", {"q": "Shitstorm"})
        counted.append(len(context))
    without, *others = counted
    assert without <= 4
    assert len(set(others)) == 1
    assert others[0] - without <= 8


# --- What curators do ----------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_recommending_is_in_the_log(moderator: User, harburg: User) -> None:
    question = ask(harburg, title="Ruhe bewahren", visibility="public")
    row = pinned(moderator, question.reference, " Shitstorm ;Empörung ")
    assert row.queries == "Shitstorm, Empörung"
    recommend(
        actor=moderator, best_bet=row, bet=row.bet._replace(queries="Lage"), now=timezone.now()
    )
    assert (shown(harburg), shown(harburg, "Lage")) == ([], ["Ruhe bewahren"])
    end_recommendation(actor=moderator, best_bet=row)
    log = ModelLogEntry.objects.filter(user=moderator).order_by("pk")
    assert list(log.values_list("action", "label")) == [
        ("wagtail.create", "Shitstorm, Empörung"),
        ("wagtail.edit", "Lage"),
        ("wagtail.delete", "Lage"),
    ]


def test_only_curators_recommend_and_only_what_they_may_read(
    moderator: User, harburg: User
) -> None:
    own = ask(harburg, title="Ruhe bewahren", visibility="county")
    open_one = ask(harburg, title="Offen", visibility="public")
    lead = person_of(organisation(), Membership.Role.COORDINATOR)
    row = pinned(moderator, open_one.reference)
    with pytest.raises(PermissionDenied):
        pinned(lead, open_one.reference, "Anderes")
    with pytest.raises(PermissionDenied):
        end_recommendation(actor=lead, best_bet=row)
    for reference in (own.reference, Reference("question", "nichts"), Reference("unsinn", "1")):
        with pytest.raises(Unusable):
            pinned(moderator, reference, "Anderes")
    edit = reverse("search_best_bets:edit", args=[row.pk])
    delete = reverse("search_best_bets:delete", args=[row.pk])
    for address in (LIST, ADD, edit, delete, f"{LIST}?export=csv"):
        assert browser(lead).get(address).status_code == 403
        assert browser(lead).post(address).status_code == 403
        assert browser().get(address).headers["Location"].startswith("/konto/login/")
    assert BestBet.objects.get().queries == row.queries


# --- The pages in the CMS ------------------------------------------------------------------------


def test_a_page_is_found_chosen_and_recommended(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    question = ask(harburg, title="Ruhe bewahren", visibility="public")
    secret = ask(harburg, title="Ruhe geheim", visibility="county")
    ask(harburg, title="Shitstorm überstanden", visibility="public")
    deliver()
    client = browser(moderator)
    form = {"queries": "Shitstorm", "probe": "Ruhe", "note": "Bewährt", "until": ""}
    page = client.post(ADD, form | {"try": "1"}).content.decode()
    assert f'value="question:{question.key}"' in page
    assert "Ruhe geheim" not in page
    assert "„Shitstorm“ findet 1" in page
    assert "Shitstorm überstanden" in page
    assert not BestBet.objects.exists()
    for chosen in (secret.reference, "unsinn", "question:", "", "question:\0"):
        assert client.post(ADD, form | {"page": str(chosen)}).status_code == 200
    assert not BestBet.objects.exists()
    kept = client.post(ADD, form | {"page": str(question.reference)})
    assert kept.headers["Location"] == LIST
    row = BestBet.objects.get()
    assert row.bet == Bet("Shitstorm", "question", question.key, "Bewährt")
    assert "Ruhe bewahren" in client.get(LIST).content.decode()
    edit = reverse("search_best_bets:edit", args=[row.pk])
    page = client.get(edit).content.decode()
    assert "Was die Suche jetzt findet" in page
    assert "Ruhe bewahren (Frage, " in page
    twice = client.post(ADD, form | {"page": str(question.reference)}).content.decode()
    assert "Diese Seite wird für „Shitstorm“ schon empfohlen." in twice
    client.post(reverse("search_best_bets:delete", args=[row.pk]))
    assert not BestBet.objects.exists()


@pytest.mark.usefixtures("engine")
def test_other_curators_do_not_learn_what_is_hidden_from_them(
    moderator: User, harburg: User
) -> None:
    page = case_study(organisation(OSNABRUECK), title="Geheimplan", key="geheimer-schluessel")
    row = pinned(moderator, page.reference)
    ask(harburg, title="Offen", visibility="public")
    assert "Geheimplan" in browser(moderator).get(LIST).content.decode()
    CaseStudy.objects.filter(pk=page.pk).update(visibility="county")
    edit = reverse("search_best_bets:edit", args=[row.pk])
    for curator in (moderator, administrator()):
        for address in (LIST, edit, f"{LIST}?export=csv"):
            answer = browser(curator).get(address).content.decode()
            assert "Shitstorm" in answer
            assert "Geheimplan" not in answer
            assert "geheimer-schluessel" not in answer


@pytest.mark.usefixtures("engine")
def test_the_list_costs_as_many_queries_for_ten_as_for_one(moderator: User, harburg: User) -> None:
    client, counted = browser(moderator), []
    for number in (1, 9):
        for n in range(number):
            question = ask(harburg, title=f"Frage {number} {n}", visibility="public")
            pinned(moderator, question.reference, f"Suche {number} {n}", note="=1+1")
        client.get(LIST)
        with CaptureQueriesContext(connection) as context:
            page = client.get(LIST).content.decode()
        counted.append(len(context))
        assert f"Frage {number} 0" in page
    assert counted[0] == counted[1]
    taken = client.get(LIST, {"export": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(taken), delimiter=";"))
    assert len(rows) == 11
    assert rows[1] == ["Suche 1 0", "Frage 1 0", "'=1+1", ""]
    assert Question.objects.count() == 10
