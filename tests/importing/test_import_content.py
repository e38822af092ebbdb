"""The import as a person meets it: good lines are in, bad ones named, nothing is doubled."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.models import CaseStudy, Guideline
from forum.models import Answer, Comment, Question
from portal.importing import actions
from portal.outbox.models import Entry
from portal.pages.models import NewsPage
from tests.factories.members import person
from tests.importing.conftest import news, question

pytestmark = pytest.mark.django_db

LONG = "x" * 50_001
BAD = [
    (news(kind=...), "kind: fehlt. Bekannte Arten: case_study, guideline, news, question."),
    (news(kind="poll"), "kind: „poll“ ist unbekannt."),
    (news(kind=["news"]), "kind: „['news']“ ist unbekannt."),
    (news(key=...), "key: fehlt."),
    (news(key=None), "key: fehlt."),
    (news(key=" "), "key: darf nicht leer sein."),
    (news(key="x" * 121), "key: ist zu lang: 121 Zeichen, höchstens 120."),
    (news(title=...), "title: fehlt."),
    (news(title=12), "title: muss Text in Anführungszeichen sein."),
    (news(title="\u200b"), "title: darf nicht leer sein."),
    (news(title="x" * 201), "title: ist zu lang: 201 Zeichen, höchstens 200."),
    (news(title="a\x00b"), "title: enthält NUL-Bytes; die Datei ist wahrscheinlich beschädigt."),
    (news(body=...), "body: fehlt."),
    (news(body=""), "body: darf nicht leer sein."),
    (news(body=LONG), "body: ist zu lang: 50001 Zeichen, höchstens 50000."),
    (news(body={"a": 1}), "body: muss Text in Anführungszeichen sein."),
    (news(organisation=...), "organisation: fehlt."),
    (news(organisation=3459), "organisation: muss Text in Anführungszeichen sein."),
    (
        news(organisation="3459"),
        "organisation: Die Organisation „3459“ ist unbekannt. "
        'Meinten Sie: "03459" (Landkreis Osnabrück)?',
    ),
    (news(organisation="03459000"), 'Meinten Sie: "03459" (Landkreis Osnabrück)?'),
    (news(organisation="99999"), "Ein AGS hat fünf Ziffern, zum Beispiel „03459“."),
    (
        news(organisation="Landkreis Osnabrück"),
        "organisation: Die Organisation „Landkreis Osnabrück“ ist unbekannt. "
        "Meinten Sie: landkreis-osnabrueck (03459)",
    ),
    (news(organisation="Atlantis"), "organisation: Die Organisation „Atlantis“ ist unbekannt."),
    (news(topics="datenschuz"), "topics: Das Thema „datenschuz“ ist unbekannt. Meinten Sie: daten"),
    (news(topics=[1]), "topics.1: muss Text in Anführungszeichen sein."),
    (news(topics={"a": 1}), "topics: muss eine Liste in eckigen Klammern sein."),
    (news(channels=["Fazebook"]), "channels: Der Kanal „Fazebook“ ist unbekannt. Meinten Sie: fac"),
    (news(channels=["?"]), "Meinten Sie: app, bluesky, facebook, flickr, instagram, linkedin,"),
    (news(visibility="geheim"), "visibility: muss eines von diesen sein: 'public', 'members', 'c"),
    (news(published_at="gestern"), "published_at: „gestern“ ist kein Datum wie 2024-01-31 oder"),
    (news(published_at="2024-02-30"), "published_at: „2024-02-30“ ist kein Datum wie"),
    (news(published_at="0024-02-03"), "published_at: „0024-02-03“ ist kein Datum wie"),
    (news(published_at="9999-12-31"), "published_at: liegt in der Zukunft"),
    (news(published_at="2024-01-31T25:00"), "published_at: „2024-01-31T25:00“ ist kein Datum wie"),
    (news(published_at=20240131), "published_at: muss Text in Anführungszeichen sein."),
    (question(answers="keine"), "answers: muss eine Liste in eckigen Klammern sein."),
    (question(answers=["ja"]), "answers.1: muss ein Objekt mit benannten Feldern in geschweiften"),
    (question(answers=[{"organisation": "03459"}]), "answers.1.body: fehlt."),
    (
        question(
            answers=[{"organisation": "03459", "body": "x"}, {"organisation": "?", "body": "y"}]
        ),
        "answers.2.organisation: Die Organisation „?“ ist unbekannt.",
    ),
    (
        question(answers=[{"organisation": "03459", "body": "x", "accepted": "ja"}]),
        "answers.1.accepted: muss true (ja) oder false (nein) sein.",
    ),
    (
        question(answers=[{"organisation": "03459", "body": "x", "comments": [{"body": "y"}]}]),
        "answers.1.comments.1.organisation: fehlt.",
    ),
    (question(author="nie@mand.example"), "author: Niemand hat ein Konto mit der Adresse „nie@man"),
    (question(addressed_to=["03459", "x"]), "addressed_to: Die Organisation „x“ ist unbekannt."),
    (news(kind="case_study", body=...), "body: fehlt: Es gibt überhaupt keinen Text."),
    (news(kind="case_study", effort_hours=-1), "effort_hours: darf nicht kleiner als 0 sein."),
    (news(kind="case_study", effort_hours="12"), "effort_hours: muss eine ganze Zahl ohne Anfüh"),
    (news(kind="case_study", effort_hours=1.5), "effort_hours: muss eine ganze Zahl ohne Anfüh"),
    (
        news(kind="case_study", key_figures=[{"label": "Fans", "value": "viele"}]),
        "key_figures.1.value: ",
    ),
    (
        news(kind="case_study", period_start="2024-05", period_end="2023-05"),
        "period_end: ",
    ),
    (news(kind="guideline", body=..., steps=[]), "body: fehlt: Es gibt überhaupt keinen Text."),
    (news(kind="guideline", steps=[{"body": "x"}]), "steps.1.title: fehlt."),
]


@pytest.mark.parametrize(("line", "reason"), BAD, ids=[reason[:40] for _line, reason in BAD])
def test_a_bad_line_is_named_and_its_neighbours_are_in(run, line, reason) -> None:
    said = run(news(key="davor"), line, news(key="danach"))
    bad = [one for one in said.lines if one.startswith("kreis.jsonl:2: ")]
    assert any(reason in one for one in bad), said.out
    assert said.failed == "1 Zeile wurde nicht eingelesen, eingelesen: 2."
    assert set(NewsPage.objects.values_list("key", flat=True)) == {"davor", "danach"}
    assert Question.objects.count() + CaseStudy.objects.count() + Guideline.objects.count() == 0


def test_all_reasons_of_a_line_are_told_at_once(run) -> None:
    said = run(news(title=1, visibility="x"), news(organisation="x", channels=["y", "z"]))
    assert [line.split(":")[1:3] for line in said.lines if line.startswith("kreis")] == [
        ["1", " title"], ["1", " visibility"], ["2", " organisation"],
        ["2", " channels"], ["2", " channels"],
    ]  # fmt: skip
    assert said.failed == "2 Zeilen wurden nicht eingelesen, eingelesen: 0."


def test_a_piece_of_news_comes_with_all_it_says(run) -> None:
    said = run(
        news(
            key="PM 12/2024",
            title=" Neue\u202e Seite ",
            body="Ein *Text*.<script>",
            topics=["datenschutz", "Recht und Impressum"],
            channels=["Facebook", "mastodon"],
            visibility="public",
            published_at="2024-03-01",
        )
    )
    assert (said.failed, said.lines[-1]) == ("", "Alles Eingelesene ist auffindbar.")
    page = NewsPage.objects.get(key="PM 12/2024")
    assert (page.title, page.visibility, page.live) == ("Neue Seite", "public", True)
    assert page.organisation.slug == "landkreis-osnabrueck"
    assert page.published_at == datetime(2024, 3, 1, 11, 0, tzinfo=UTC)
    assert {topic.slug for topic in page.topics.all()} == {"datenschutz", "recht"}
    assert {channel.slug for channel in page.channels.all()} == {"facebook", "mastodon"}
    assert "<script" not in str(page.html)


def test_a_question_comes_with_answers_and_people(run) -> None:
    maren = person("Maren")
    said = run(
        question(
            author=maren.email,
            addressed_to=["03353", "hochschule-osnabrueck"],
            published_at="2024-03-01T10:00+01:00",
            answers=[
                {
                    "organisation": "03353",
                    "body": "So.",
                    "accepted": True,
                    "author": "Jette",
                    "comments": [{"organisation": "03459", "body": "Danke!"}],
                },
                {"organisation": "hochschule-osnabrueck", "body": "Anders."},
            ],
        )
    )
    assert said.failed == ""
    asked = Question.objects.get(key="f1")
    assert (asked.author, asked.author_name, asked.is_solved) == (maren, "", True)
    assert (asked.visibility, asked.addressed_to_all, asked.answers_count) == ("members", False, 2)
    assert set(asked.addressed_to.values_list("ags", flat=True)) == {"03353", ""}
    assert asked.asked_at == datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
    assert list(Answer.objects.values_list("organisation__ags", "author_name", "is_accepted")) == [
        ("03353", "Jette", True), ("", "", False),
    ]  # fmt: skip
    assert Comment.objects.get().body == "Danke!"


def test_who_is_asked_may_be_all(run) -> None:
    run(
        question(key="a", addressed_to="all"), question(key="b"), question(key="c", addressed_to=[])
    )
    assert set(Question.objects.values_list("addressed_to_all", flat=True)) == {True}


def test_a_case_study_keeps_its_figures(run) -> None:
    run(
        news(
            kind="case_study",
            body=...,
            starting_point="Vorher.",
            period_start="2010-06",
            period_end="2011-12-24",
            effort_hours=120,
            effort_euros=0,
            key_figures=[{"label": "Fans", "value": 12.5, "unit": "Tsd.", "year": 2011}],
        )
    )
    study = CaseStudy.objects.get()
    assert (str(study.period_start), str(study.period_end)) == ("2010-06-01", "2011-12-01")
    assert (study.effort_hours, study.effort_euros) == (120, 0)
    figure = study.key_figures.get()
    assert (figure.label, figure.value, figure.unit) == ("Fans", Decimal("12.5"), "Tsd.")


def test_a_guideline_keeps_its_steps(run) -> None:
    run(news(kind="guideline", body=..., steps=[{"title": "Anfangen"}, {"title": "Aufhören"}]))
    assert list(Guideline.objects.get().steps.values_list("title", flat=True)) == [
        "Anfangen", "Aufhören",
    ]  # fmt: skip


def test_the_same_key_again_updates(run) -> None:
    run(news(), question(answers=[{"organisation": "03353", "body": "So."}]))
    address = NewsPage.objects.get().get_absolute_url()
    said = run(news(title="Anders"), question(answers=[{"organisation": "03353", "body": "Doch."}]))
    assert said.lines[1:3] == ["Meldung\t0\t1", "Frage\t0\t1"]
    page = NewsPage.objects.get()
    assert (page.title, page.get_absolute_url()) == ("Anders", address)
    assert [answer.body for answer in Answer.objects.all()] == ["Doch."]


def test_the_same_key_twice_in_one_run_is_a_mistake(run) -> None:
    said = run(news(title="Eins"), news(title="Zwei"), question(key="n1"))
    assert "kreis.jsonl:2: key: „n1“ stand schon da: kreis.jsonl:1." in said.lines
    assert NewsPage.objects.get().title == "Eins"
    assert Question.objects.count() == 1


def test_a_dry_run_says_the_same_and_writes_nothing(run) -> None:
    lines = (news(), news(key="n2", title=1), question(), news(kind="case_study"))
    tried = run(*lines, options=("--dry-run",))
    assert (NewsPage.objects.count(), Question.objects.count(), Entry.objects.count()) == (0, 0, 0)
    done = run(*lines)
    assert tried.failed == done.failed == "1 Zeile wurde nicht eingelesen, eingelesen: 3."
    assert tried.lines[:-1] == done.lines[:-1]
    assert tried.lines[-1] == "Probelauf: Es wurde nichts geschrieben."


def test_unknown_fields_are_hints_given_once_per_file(run) -> None:
    said = run(
        *(news(key=str(number), farbe="rot") for number in range(3)),
        question(answers=[{"organisation": "03353", "body": "x", "note": 1}]),
    )
    hints = [line for line in said.lines if "Hinweis" in line]
    assert hints == [
        "kreis.jsonl:1: Hinweis: farbe: Dieses Feld ist unbekannt und wurde ausgelassen "
        "(3-mal in dieser Datei).",
        "kreis.jsonl:4: Hinweis: answers.note: Dieses Feld ist unbekannt und wurde ausgelassen.",
    ]
    assert said.failed == ""


def test_a_press_release_becomes_a_draft_nobody_finds(run, tmp_path) -> None:
    (tmp_path / "pm-1.txt").write_text("Neue Seite\n\nDer Landkreis …", encoding="utf-8")
    said = run(str(tmp_path), options=("--organisation", "03353", "--visibility", "public"))
    assert said.failed == ""
    page = NewsPage.objects.get()
    assert (page.key, page.title, page.live) == ("pm-1", "Neue Seite", False)
    assert (page.organisation.ags, page.visibility) == ("03353", "public")
    assert Entry.objects.count() == 0


def test_a_press_release_needs_an_organisation(run, tmp_path) -> None:
    (tmp_path / "pm-1.txt").write_text("Neue Seite", encoding="utf-8")
    assert "pm-1.txt:1: organisation: fehlt." in run(str(tmp_path)).lines
    said = run(str(tmp_path), options=("--organisation", "3353"))
    assert said.failed.startswith("--organisation: Die Organisation „3353“ ist unbekannt. Meinten")


def test_markdown_is_read_with_the_line_of_the_wrong_field(run, tmp_path) -> None:
    head = "---\nkind: guideline\nkey: {0}\ntitle: Anfangen\norganisation: {0}\n---\n# Eins\n"
    (tmp_path / "gut.md").write_text(head.format("03353"), encoding="utf-8")
    (tmp_path / "schlecht.md").write_text(head.format("nirgends"), encoding="utf-8")
    said = run(str(tmp_path))
    assert Guideline.objects.get().organisation.ags == "03353"
    assert any(line.startswith("schlecht.md:5: organisation: ") for line in said.lines)


def test_a_fault_of_ours_costs_one_line(run, monkeypatch) -> None:
    def break_down(*_args: object, **_options: object) -> None:
        raise RuntimeError("kaputt")

    monkeypatch.setattr("portal.importing.writers.import_question", break_down)
    said = run(news(), question(), news(key="n2"))
    assert (
        "kreis.jsonl:2: kann wegen eines Fehlers in Kreiswissen nicht gespeichert werden "
        "(RuntimeError)."
    ) in said.lines
    assert NewsPage.objects.count() == 2


def test_control_characters_do_not_reach_the_terminal(run) -> None:
    said = run(news(organisation="\x1b[31mrot\u202e"))
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out


def test_nothing_to_import_is_an_error(tmp_path) -> None:
    with pytest.raises(CommandError, match="1 Zeile wurde nicht eingelesen, eingelesen: 0"):
        call_command("import_content", str(tmp_path / "fehlt.jsonl"))


def queries_for(run, kind: str, count: int) -> int:
    lines = [
        news(kind=kind, key=f"{kind}-{count}-{n}", title=f"T {count} {n}") for n in range(count)
    ]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        run(*lines, options=("--dry-run",))
    return len(captured)


@pytest.mark.parametrize("kind", ["news", "case_study", "guideline", "question"])
def test_every_line_costs_the_same(run, kind, monkeypatch) -> None:
    """300 lines cost what 300 single ones cost: nothing is loaded again and again."""
    queries_for(run, kind, 1)
    one, few, many = (queries_for(run, kind, count) for count in (1, 6, 36))
    per_line = (few - one) / 5
    assert per_line <= 70
    assert (many - few) / 30 == per_line


def test_batches_are_transactions_of_their_own(run, monkeypatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    said = run(*(news(key=str(number)) for number in range(5)))
    assert said.failed == ""
    assert NewsPage.objects.count() == 5


def test_what_is_imported_is_found_when_the_command_ends(run, client) -> None:
    lines = [
        news(key=str(number), title="Zwiebelfisch", visibility="public") for number in range(3)
    ]
    said = run(*lines, news(key="intern", title="Zwiebelfisch", visibility="county"))
    assert said.lines[-1] == "Alles Eingelesene ist auffindbar."
    assert Entry.objects.filter(delivered_at=None).count() == 0
    found = client.get("/api/v1/search?q=Zwiebelfisch&page_size=50").json()
    assert {hit["key"] for hit in found["hits"]} == {"0", "1", "2"}
