"""Whatever is in a file: it is read, or its problem is named with file and line."""

from pathlib import Path

import pytest

from portal.importing import sources
from portal.importing.problems import Problem
from portal.importing.sources import MAX_LINE_BYTES, Raw, Source, find_sources, read


def reading(path: Path, content: bytes) -> list[Raw | Problem]:
    path.write_bytes(content)
    (source,) = find_sources([str(path)])
    assert isinstance(source, Source)
    return list(read(source))


def problem(path: Path, content: bytes) -> tuple[int, str]:
    (found,) = [one for one in reading(path, content) if isinstance(one, Problem)]
    return found.place.line, found.reason


def values(path: Path, content: bytes) -> list[dict[str, object]]:
    return [dict(raw.values) for raw in reading(path, content) if isinstance(raw, Raw)]


JSON_PROBLEMS = [
    (b"{", 1, "Dies ist kein gültiges JSON: ein Feldname in doppelten Anführungszeichen fehlt"),
    (b'{"a": 1}\n{"a" 1}', 2, "Dies ist kein gültiges JSON: ein Doppelpunkt fehlt (Zeichen 6)."),
    (b'{"a": 1 "b": 2}', 1, "Dies ist kein gültiges JSON: ein Komma fehlt (Zeichen 9)."),
    (b'{"a": 1} 2', 1, "etwas hinter dem Ende des Objekts"),
    (b"[1]", 1, "Eine Zeile muss ein JSON-Objekt sein: {…}."),
    (b'"text"', 1, "Eine Zeile muss ein JSON-Objekt sein: {…}."),
    (b'{"a": NaN}', 1, "NaN und Infinity sind in JSON keine Zahlen."),
    (b'{"a": 1, "a": 2}', 1, "Das Feld „a“ steht zweimal da."),
    (b'{"a": "\xff"}', 1, "Dies ist kein UTF-8 (Byte 8). Bitte speichern Sie die Datei als UTF-8."),
    (b'{"a": "\x00"}', 1, "Dies enthält NUL-Bytes; die Datei ist wahrscheinlich beschädigt."),
    (b'{"a": ' + b"[" * 100_000, 1, "zu tief verschachtelt"),
    (b'{"a": ' + b"9" * 10_000 + b"}", 1, "zu große Zahl"),
    (b"\xff\xfe{\x00}\x00", 1, "Die Datei ist in UTF-16 gespeichert. Bitte speichern Sie sie als"),
]


@pytest.mark.parametrize(("content", "line", "reason"), JSON_PROBLEMS)
def test_a_bad_line_is_named(tmp_path, content, line, reason) -> None:
    found = problem(tmp_path / "a.jsonl", content)
    assert found[0] == line
    assert reason in found[1]


def test_good_lines_survive_their_neighbours(tmp_path) -> None:
    content = b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \nkaputt\n{"a": 2}'
    assert values(tmp_path / "a.jsonl", content) == [{"a": 1}, {"a": 2}]


def test_an_endless_line_is_passed_over_without_being_held(tmp_path) -> None:
    content = b'{"a": "' + b"x" * (3 * MAX_LINE_BYTES) + b'"}\n{"a": 2}\n'
    path = tmp_path / "a.jsonl"
    assert problem(path, content) == (1, "Das ist länger als 1 MB.")
    assert values(path, content) == [{"a": 2}]


def test_an_empty_file_gives_a_hint(tmp_path) -> None:
    (hint,) = reading(tmp_path / "a.jsonl", b"\n\n")
    assert isinstance(hint, Problem)
    assert (hint.is_hint, hint.reason) == (True, "Die Datei ist leer.")


MARKDOWN = b"""---
kind: news
key: eins
organisation: 03353
published_at: 2024-03-01
accepted: yes
number: 12
share: 12.5
topics: [a, b]
---

# Text
"""


def test_front_matter_keeps_keys_and_dates_as_text(tmp_path) -> None:
    """03353 would be an octal number, 2024-03-01 a date."""
    (raw,) = reading(tmp_path / "a.md", MARKDOWN)
    assert isinstance(raw, Raw)
    assert raw.values == {
        "kind": "news", "key": "eins", "organisation": "03353", "published_at": "2024-03-01",
        "accepted": True, "number": 12, "share": 12.5, "topics": ["a", "b"], "body": "# Text",
    }  # fmt: skip
    assert (raw.lines["organisation"], raw.lines["body"]) == (4, 11)


MARKDOWN_PROBLEMS = [
    (b"Text", 1, "Der Kopf (Front Matter) fehlt: Felder zwischen zwei Zeilen „---“."),
    (b"---\nkind: news\n", 1, "Der Kopf (Front Matter) hat kein Ende: eine Zeile „---“."),
    (b"---\nkind: news\ntitle: [\nkey: a\n---\n", 5, "Der Kopf (Front Matter) ist kein gültiges"),
    (b"---\nkind: news\n  title: a: b\n---\n", 3, "Der Kopf (Front Matter) ist kein gültiges"),
    (b"---\n- a\n---\n", 1, "Der Kopf (Front Matter) muss aus Feldern bestehen: „Name: Wert“."),
    (b"---\na: &x [1]\nb: *x\n---\n", 3, "Verweise (*) sind im YAML nicht erlaubt."),
    (b"---\na: 1\na: 2\n---\n", 1, "Das Feld „a“ steht zweimal da."),
    (b"---\nbody: x\n---\n", 1, "Der Text steht unter dem Kopf"),
    (b"---\na: !!python/object/apply:os.system [id]\n---\n", 2, "kein gültiges YAML"),
    (b"---\na: " + b"[" * 20_000 + b"\n---\n", 1, "kein gültiges YAML"),
    (b"---\nx: \xff\n---\n", 1, "Dies ist kein UTF-8 (Byte 8)."),
    (b"x" * (MAX_LINE_BYTES + 1), 1, "Das ist länger als 1 MB."),
]


@pytest.mark.parametrize(("content", "line", "reason"), MARKDOWN_PROBLEMS)
def test_a_broken_head_is_named(tmp_path, content, line, reason) -> None:
    found = problem(tmp_path / "a.md", content)
    assert reason in found[1]
    assert found[0] == line


def test_a_press_release_has_its_title_in_the_first_line(tmp_path) -> None:
    path = tmp_path / "pm-12.txt"
    (raw,) = reading(path, "Neue Seite\n\nDer Landkreis …\n".encode())
    assert isinstance(raw, Raw)
    assert raw.is_press_release
    assert raw.values == {
        "kind": "news", "key": "pm-12", "title": "Neue Seite", "body": "Der Landkreis …",
    }  # fmt: skip
    assert problem(path, b" \n ") == (1, "Die Datei ist leer.")


def test_folders_are_walked_in_order_and_others_files_named_once(tmp_path) -> None:
    for name in ("b/2.md", "a/1.jsonl", "a/bild.png", "c.txt", ".git/x.md", "a/.versteckt.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = list(find_sources([str(tmp_path)]))
    names = [str(Path(one.name).relative_to(tmp_path)) for one in found if isinstance(one, Source)]
    assert names == ["c.txt", "a/1.jsonl", "b/2.md"]
    (hint,) = [one for one in found if isinstance(one, Problem)]
    assert (hint.is_hint, hint.reason) == (True, "1 Datei anderer Art wurde übergangen.")


def test_what_is_no_source_is_a_problem(tmp_path) -> None:
    (tmp_path / "leer").mkdir()
    (tmp_path / "a.docx").write_bytes(b"PK")
    reasons = [
        next(iter(find_sources([str(tmp_path / name)]))).reason
        for name in ("fehlt.jsonl", "leer", "a.docx")
    ]
    assert reasons == [
        "Eine solche Datei oder einen solchen Ordner gibt es nicht.",
        "Hier ist nichts einzulesen: keine Datei .jsonl, .md oder .txt.",
        "Diese Art von Datei kann nicht eingelesen werden: nur .jsonl, .md und .txt.",
    ]


def test_a_huge_file_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 10)
    (tmp_path / "a.jsonl").write_bytes(b"x" * 11)
    (found,) = find_sources([str(tmp_path / "a.jsonl")])
    assert isinstance(found, Problem)
    assert found.reason == "Die Datei ist größer als 1 GB. Bitte teilen Sie sie auf."
