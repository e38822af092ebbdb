"""Threads of another forum become questions with answers and comments, and nobody's harm."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from forum.models import Answer, Comment, Question
from portal.importing.forums import Post, Thread, Writer, as_markdown, line_of, people_of
from portal.importing.sources import Unreadable

PEOPLE = {"anna": Writer("03353", "Anna Alt"), "ole": Writer("03459")}


def post(number: int, person: str = "ole", **fields: Any) -> Post:
    return Post(**({"number": number, "person": person, "body": f"Text {number}"} | fields))


def line(*posts: Post) -> dict[str, Any]:
    return line_of(Thread(key="f-1", title="Wie?", posts=posts, tags=("moderation",)), PEOPLE)


def test_the_first_post_asks_and_replies_to_it_answer() -> None:
    made = line(post(1, "Anna"), post(2), post(3, reply_to=1, accepted=True))
    assert (made["kind"], made["organisation"], made["author"]) == ("question", "03353", "Anna Alt")
    assert [(one["body"], one["accepted"]) for one in made["answers"]] == [
        ("Text 2", False),
        ("Text 3", True),
    ]
    assert "author" not in made["answers"][0]


def test_replies_to_answers_are_comments_however_deep() -> None:
    made = line(post(1, "anna"), post(2), post(3, "anna", reply_to=2), post(4, reply_to=3))
    (answer,) = made["answers"]
    assert [one["body"] for one in answer["comments"]] == ["Text 3", "Text 4"]


def test_what_is_too_long_or_helped_is_no_comment() -> None:
    long = post(3, reply_to=2, body="x" * 2_001)
    made = line(post(1), post(2), long, post(4, reply_to=2, accepted=True))
    assert [len(one["body"]) for one in made["answers"]] == [6, 2_001, 6]


def test_a_person_nobody_knows_stops_her_thread_and_a_star_stands_for_all() -> None:
    with pytest.raises(Unreadable, match="fremd"):
        line(post(1, "fremd"))
    people = people_of([["Name", "Kreis"], ["*", "03459"], [""], ["Anna", "03353", "a@b.example"]])
    assert people == {"*": Writer("03459"), "anna": Writer("03353", "a@b.example")}
    thread = Thread(key="f", title="Wie?", posts=(post(1, "fremd"),))
    assert line_of(thread, people)["organisation"] == "03459"


def test_a_row_without_an_organisation_is_named() -> None:
    with pytest.raises(Unreadable) as refused:
        people_of([["Name", "Kreis"], ["anna"]])
    assert refused.value.line == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('[quote="anna, post:1, topic:5"]\nAlt\n[/quote]\nNeu', "> Alt\n\nNeu"),
        ("[quote]Alt[/quote]\nNeu", "> Alt\n\nNeu"),
        ("![Bild|690x388](upload://abc.png)", "(Datei nicht übernommen: Bild)"),
        ("![](upload://abc.png)", "(Datei nicht übernommen)"),
        ("Ein **Text**.", "Ein **Text**."),
        ("[quote]\nohne Ende", "> ohne Ende"),
    ],
)
def test_what_only_the_old_forum_understands_becomes_markdown(written: str, read: str) -> None:
    assert as_markdown(written) == read


def topic(**fields: Any) -> dict[str, Any]:
    posts = [
        {"post_number": 1, "username": "anna", "raw": "Wie geht das?",
         "created_at": "2024-01-31T10:00:00.000Z"},
        {"post_number": 2, "username": "ole", "raw": "So.", "accepted_answer": True},
        {"post_number": 3, "username": "system", "raw": "geschlossen", "post_type": 3},
        {"post_number": 4, "username": "anna", "raw": "Geheim", "deleted_at": "2024-02-01"},
        {"post_number": 5, "username": "anna", "raw": "Danke!", "reply_to_post_number": 2},
    ]  # fmt: skip
    return {"id": 7, "title": "Frage  sieben", "tags": ["moderation", "sonstwas"],
            "post_stream": {"posts": posts}} | fields  # fmt: skip


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "leute.csv"
    path.write_text("Name;Kreis;Person\nanna;03353;Anna Alt\nole;03459;\n", encoding="utf-8")
    return path


def convert(path: Path, people: Path) -> tuple[str, str]:
    """Run the command; return what it printed and the sentence with which it failed."""
    out, target = io.StringIO(), str(path.parent / "fragen.jsonl")
    try:
        call_command("convert_forum", str(path), people=str(people), out=target, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


@pytest.mark.django_db
def test_a_topic_of_discourse_is_imported(tmp_path: Path, people: Path) -> None:
    export = tmp_path / "topic.json"
    export.write_text(json.dumps([topic()]), encoding="utf-8")
    out, failed = convert(export, people)
    assert failed == ""
    assert "„sonstwas“ ist hier kein Thema" in out
    call_command("import_content", str(tmp_path / "fragen.jsonl"), stdout=io.StringIO())
    question = Question.objects.get()
    assert (question.title, question.organisation.ags) == ("Frage sieben", "03353")
    assert question.author_name == "Anna Alt"
    assert question.asked_at.isoformat() == "2024-01-31T10:00:00+00:00"
    answer = Answer.objects.get()
    assert (answer.body, answer.is_accepted, answer.organisation.ags) == ("So.", True, "03459")
    assert [one.body for one in Comment.objects.all()] == ["Danke!"]
    assert [one.slug for one in question.topics.all()] == ["moderation"]


@pytest.mark.django_db
def test_a_table_of_posts_is_imported_twice_and_is_there_once(tmp_path: Path, people: Path) -> None:
    export, out = tmp_path / "forum.csv", io.StringIO()
    csv.writer(out, delimiter=";").writerows([
        ["Frage", "Nummer", "Antwort auf", "Titel", "Text", "Person", "Datum", "angenommen"],
        ["a", "2", "1", "", "Mehrere\nZeilen; mit Zeichen", "ole", "2024-02-01", "ja"],
        ["a", "1", "", "Erste Frage", "Wie?", "Anna", "2024-01-31", ""],
    ])  # fmt: skip
    export.write_text(out.getvalue(), encoding="utf-8-sig")
    for _time in range(2):
        assert convert(export, people)[1] == ""
        call_command("import_content", str(tmp_path / "fragen.jsonl"), stdout=io.StringIO())
    assert [one.title for one in Question.objects.all()] == ["Erste Frage"]
    assert [(one.body, one.is_accepted) for one in Answer.objects.all()] == [
        ("Mehrere\nZeilen; mit Zeichen", True)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", "{", "Die Datei ist nicht lesbar."),
        ("a.json", "[" * 100_000, "Die Datei ist nicht lesbar."),
        ("a.json", "[1]", "Das ist kein Thema aus Discourse"),
        ("a.json", '{"post_stream": {"posts": [{"post_number": 1}]}}', "include_raw"),
        ("a.json", '{"post_stream": {"posts": []}}', "enthält keinen Beitrag"),
        ("a.csv", "Frage;Nummer\n1;1\n", "Spalten fehlen in der ersten Zeile: body, person."),
        ("a.csv", "", "Spalten fehlen"),
    ],
    ids=["half", "deep", "number", "cooked", "empty", "columns", "nothing"],
)
def test_what_cannot_be_read_is_said_plainly(
    tmp_path: Path, people: Path, name: str, content: str, reason: str
) -> None:
    export = tmp_path / name
    export.write_text(content, encoding="utf-8")
    out, failed = convert(export, people)
    assert reason in out
    assert failed == "1 Thema wurde nicht umgewandelt."


@pytest.mark.django_db
def test_a_missing_file_is_no_trace(tmp_path: Path, people: Path) -> None:
    assert "No such file" in convert(tmp_path / "gibtsnicht.json", people)[1]
    assert convert(people, tmp_path / "nix.csv")[1].startswith("--people: No such file")
