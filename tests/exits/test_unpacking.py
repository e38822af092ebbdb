"""Packages that were damaged, forged or made to harm: refused as a whole, nothing stays."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError

from forum.models import Question
from portal.channels.models import ChannelSnapshot
from portal.exits.models import ImportedPackage
from portal.exits.unpacking import staging
from portal.members.models import Organisation, User
from tests.exits.packages import changed, entries_of, imported, packed, written
from tests.factories.exits import County, empty_instance
from tests.factories.members import HARBURG

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package on an instance that is empty by now."""
    own, other = County(), County(HARBURG, "Fremdwört")
    own.ask(other)
    own.register()
    path = packed(own.organisation, tmp_path / "paket.zip")
    empty_instance()
    return path


def refused(path: Path, reason: str, settings) -> None:
    """Nothing of the package is there afterwards, in the database or on the disk."""
    with pytest.raises(CommandError, match=reason):
        imported(path)
    counts = [model.objects.count() for model in (User, Question, ChannelSnapshot, ImportedPackage)]
    assert counts == [0, 0, 0, 0]
    assert Organisation.objects.exclude(status="none").count() == 0
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert list((settings.DATA_DIR / "exits").iterdir()) == []


def test_a_truncated_file(package: Path, settings) -> None:
    content = package.read_bytes()
    for length in (0, 100, len(content) // 2, len(content) - 10):
        package.write_bytes(content[:length])
        refused(package, "keine unbeschädigte ZIP-Datei", settings)


def test_a_flipped_byte(package: Path, settings) -> None:
    with zipfile.ZipFile(package) as archive:
        info = archive.getinfo("question.jsonl")
    content = bytearray(package.read_bytes())
    content[info.header_offset + 200] ^= 0xFF
    package.write_bytes(bytes(content))
    refused(package, "Prüfsumme|unbeschädigte", settings)


def test_a_changed_file(package: Path, settings) -> None:
    entries = entries_of(package)
    entries["question.jsonl"] = entries["question.jsonl"].replace(b"Intern", b"intern")
    refused(written(package, entries), "Prüfsumme von question.jsonl", settings)


def test_a_longer_file(package: Path, settings) -> None:
    entries = entries_of(package)
    entries["README.md"] += b"\n"
    refused(written(package, entries), "Prüfsumme von README.md", settings)


@pytest.mark.parametrize("missing", ["manifest.json", "question.jsonl", "README.md"])
def test_a_missing_file(missing: str, package: Path, settings) -> None:
    entries = entries_of(package)
    del entries[missing]
    refused(written(package, entries), "kein Manifest|Manifest und Dateien", settings)


def manifest_with(package: Path, **values: object) -> Path:
    entries = entries_of(package)
    manifest = json.loads(entries["manifest.json"]) | values
    entries["manifest.json"] = json.dumps(manifest).encode()
    return written(package, entries)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"version": 2}, "Version 2 des Formats; dieses Kreiswissen liest 1"),
        ({"format": "zip"}, "ungültig, bei „format“"),
        ({"more": 1}, "ungültig, bei „more“"),
        ({"counts": {}}, "andere Arten"),
        ({"made_at": "gestern"}, "ungültig, bei „made_at“"),
    ],
)
def test_another_manifest(values, reason, package: Path, settings) -> None:
    refused(manifest_with(package, **values), reason, settings)


def test_a_wrong_count(package: Path, settings) -> None:
    counts = json.loads(entries_of(package)["manifest.json"])["counts"]
    refused(
        manifest_with(package, counts=counts | {"question": 3}),
        "question: Laut Paket sind es 3, hier sind es 2",
        settings,
    )


NAMES = [
    "../boese.txt", "/etc/boese", "files/../../boese.txt", "files/picture/../../boese",
    "files\\picture\\1.png", "C:boese", "files/picture/1.png/", "anhang.txt", "files/x.png",
    "question.jsonl\x00.txt", "files/picture/1.verylong",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_does_not_belong_there(name: str, package: Path, settings, tmp_path) -> None:
    def add(entries: dict[str, bytes]) -> None:
        entries[name] = b"x"

    changed(package, add)
    refused(package, "nicht hineingehört|keine Datei ist|zweimal", settings)
    assert list(tmp_path.rglob("boese*")) == []


def test_a_link(package: Path, settings) -> None:
    entries = entries_of(package)
    with zipfile.ZipFile(package, "w") as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            kind = stat.S_IFLNK if name == "README.md" else stat.S_IFREG
            info.external_attr = (kind | 0o644) << 16
            archive.writestr(info, b"/etc/passwd" if name == "README.md" else content)
    refused(package, "keine Datei ist: README.md", settings)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["README.md", "readme.md"])
def test_a_name_that_stands_twice(name: str, package: Path, settings) -> None:
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(name, b"anders")
    refused(package, "zweimal|nicht hineingehört", settings)


def test_a_bomb(package: Path, settings, monkeypatch) -> None:
    def bomb(entries: dict[str, bytes]) -> None:
        entries["README.md"] = b"\0" * 5 * 1024 * 1024

    monkeypatch.setattr(staging, "SMALL", 4 * 1024 * 1024)
    refused(changed(package, bomb), "entpackt viel zu groß", settings)
    monkeypatch.setattr(staging, "MOST_RATIO", 10**6)
    monkeypatch.setattr(staging, "MOST_BYTES", 4 * 1024 * 1024)
    refused(package, "entpackt zu groß", settings)
    monkeypatch.setattr(staging, "MOST_BYTES", 8 * 1024**3)
    monkeypatch.setattr(staging, "_free_bytes", lambda: 1024 * 1024)
    refused(package, "entpackt zu groß", settings)
    monkeypatch.setattr(staging, "MOST_FILES", 10)
    refused(package, "zu viele Dateien", settings)


def test_an_archive_that_lies_about_sizes(package: Path, settings) -> None:
    """The directory says one byte, the stream holds five megabytes."""
    entries = entries_of(package)
    entries["README.md"] = b"\0" * 5 * 1024 * 1024
    written(package, entries)
    content = package.read_bytes()
    real, said = (5 * 1024 * 1024).to_bytes(4, "little"), (1).to_bytes(4, "little")
    package.write_bytes(content.replace(real, said))
    refused(package, "Prüfsumme von README.md|unbeschädigte", settings)


def row_changed(kind: str, change: Callable[[dict], object]) -> Callable[[dict], None]:
    def rewrite(entries: dict[str, bytes]) -> None:
        rows = [json.loads(line) for line in entries[f"{kind}.jsonl"].splitlines()]
        change(rows[0])
        entries[f"{kind}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    return rewrite


ROWS = {
    "an unknown field": ("question", lambda row: row.update(is_staff=True), "Extra inputs"),
    "no number": ("channel", lambda row: row.update(version="x"), "version"),
    "too long": ("question", lambda row: row.update(title="x" * 300), "question.jsonl:1:"),
    "an unknown state": ("channel", lambda row: row.update(state="x"), "channel.jsonl:1:"),
    "somebody unknown": ("question", lambda row: row.update(author={"id": "p0", "name": "X"}),
                         "nennt jemanden"),
    "a mixed name": ("person", lambda row: row.update(name="M\u0430ren"), "heißen"),
    "a file outside": ("channel_snapshot", lambda row: row.update(image="../../kreiswissen.zip"),
                       "fehlt eine Datei"),
    "a forged snapshot": ("channel_snapshot", lambda row: row.update(text="nie gesagt"),
                          "Prüfsumme weicht ab"),
    "a platform role": ("person", lambda row: row.update(platform_role="administrator"), "Extra"),
    "an unknown status": ("organisation", lambda row: row.update(status="king"), "nicht bekannt"),
    "no https": ("channel", lambda row: row.update(address="javascript:alert(1)"),
                 "IntegrityError"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_forged_row(name: str, package: Path, settings) -> None:
    kind, change, reason = ROWS[name]
    refused(changed(package, row_changed(kind, change)), reason, settings)


def test_a_picture_that_is_none(package: Path, settings) -> None:
    def replace(entries: dict[str, bytes]) -> None:
        (name,) = [name for name in entries if name.startswith("files/")]
        entries[name] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"

    refused(changed(package, replace), "Bild ist nicht lesbar", settings)


def test_a_script_in_a_text_is_disarmed(package: Path) -> None:
    script = "<script>alert(1)</script> [x](javascript:alert(1))"
    changed(package, row_changed("question", lambda row: row.update(body=script)))
    imported(package)
    html = "".join(Question.objects.values_list("body_html", flat=True))
    assert ("<script" in html, 'href="javascript' in html) == (False, False)


def test_a_county_that_owns_things_here_is_left_alone(package: Path) -> None:
    County().ask(County(HARBURG, "Anders"))
    before = sorted(Question.objects.values_list("title", flat=True))
    with pytest.raises(CommandError, match="Laut Paket"):
        imported(package)
    assert sorted(Question.objects.values_list("title", flat=True)) == before


def test_no_file_and_no_zip(tmp_path: Path, settings) -> None:
    text = tmp_path / "brief.txt"
    text.write_text("Guten Tag")
    for path in (text, tmp_path / "gibtesnicht.zip"):
        with pytest.raises(CommandError):
            imported(path)
