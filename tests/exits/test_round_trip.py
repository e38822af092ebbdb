"""What is packed here and imported there is the same: in numbers, and field by field."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from casestudies.models import CaseStudy
from forum.models import Answer, Question
from portal.channels.evidence import is_unchanged
from portal.channels.models import Channel, ChannelSnapshot
from portal.exits.models import ImportedPackage
from portal.members.estates import all_kinds
from portal.members.models import Membership, Organisation, User
from tests.exits.packages import changed, entries_of, imported, packed, rows_of
from tests.factories.exits import empty_instance, two_counties

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves files open to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*:pytest.PytestUnraisableExceptionWarning"
    ),
]


def comparable(path: Path) -> dict[str, Any]:
    """Return the rows of a package without the numbers that every instance gives anew."""
    entries, rows = entries_of(path), rows_of(path)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in entries.items()}
    files = {
        f"{kind} {row['number']}": digests[row["file"]]
        for kind in ("picture", "download")
        for row in rows[kind]
    }
    return {
        kind: [_plain(row, files, digests) for row in found] for kind, found in rows.items()
    }  # fmt: skip


def _plain(value: Any, files: dict[str, str], digests: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_plain(one, files, digests) for one in value]
    if isinstance(value, str):
        link = re.compile(r'linktype="document" id="(\d+)"')
        return link.sub(lambda found: files[f"download {found[1]}"], value)
    if not isinstance(value, dict):
        return value
    value = {name: _plain(one, files, digests) for name, one in value.items()}
    value |= {name: None for name in ("id", "number") if name in value}
    if "file" in value:
        value["file"] = digests[value["file"]]
    if isinstance(value.get("image"), int):
        value["image"] = files[f"picture {value['image']}"]
    if "download" in value:
        value["download"] = files[f"download {value['download']}"]
    return value


def test_everything_comes_back_field_by_field(tmp_path: Path, client) -> None:
    own, _other = two_counties()
    before = packed(own.organisation, tmp_path / "before.zip")
    there, manifest = comparable(before), json.loads(entries_of(before)["manifest.json"])
    assert [kind for kind, rows in there.items() if not rows] == []
    assert manifest["counts"] == {kind: len(rows) for kind, rows in there.items()}

    empty_instance()
    said = imported(before)

    county = Organisation.objects.get(ags="03459")
    after = packed(county, tmp_path / "after.zip")
    here = comparable(after)
    for kind, rows in there.items():
        assert here[kind] == rows, kind
    assert json.loads(entries_of(after)["manifest.json"])["counts"] == manifest["counts"]
    counted = {kind.name: kind.count(county) for kind in all_kinds() if kind.count}
    assert counted == {kind: manifest["counts"][kind] for kind in counted}
    for kind in all_kinds():
        assert f"{kind.label}\t{manifest['counts'][kind.name]}" in said
    look_at_people(county)
    look_at_pages()
    look_at_posts()
    assert all(is_unchanged(one) for one in ChannelSnapshot.objects.all())
    found = client.get("/api/v1/search?q=Eigenw%C3%B6rt&kind=channel&page_size=50").json()["hits"]
    assert {hit["key"] for hit in found} == set(Channel.objects.values_list("key", flat=True))


def look_at_people(county: Organisation) -> None:
    people = {one.user.name: one for one in Membership.objects.filter(organisation=county)}
    assert {name: one.role for name, one in people.items()} == {
        "Karla Eigenwört": "coordinator",
        "Stefan Eigenwört": "staff",
    }
    assert [one.user.has_usable_password() for one in people.values()] == [False, False]
    former = User.objects.get(name="Gesa Eigenwört")
    assert (former.is_active, former.memberships.count()) == (False, 0)
    assert former.email.endswith("@kreiswissen.invalid")


def look_at_pages() -> None:
    page = CaseStudy.objects.get()
    assert (page.live, page.has_unpublished_changes) == (True, True)
    assert page.title == "Fassung 1 Eigenwört"
    assert page.get_latest_revision_as_object().title == "Entwurf Eigenwört"
    assert page.live_revision.as_object().title == page.title
    # What readers see points at the files as they are numbered here.
    assert '<img src="/bild/' in page.html["body"]
    assert page.body[1].value["image"].title == "Rathaus Eigenwört"


def look_at_posts() -> None:
    own = Question.objects.get(title__startswith="Wie plant", is_context=False)
    accepted = own.answers.get(is_accepted=True)
    assert (accepted.is_context, accepted.organisation.ags) == (True, "03353")
    context = Question.objects.get(title="Kontext Fremdwörttitel")
    assert context.is_context
    assert (context.title, context.visibility) == ("Kontext Fremdwörttitel", "members")
    assert list(Answer.objects.filter(question=context).values_list("is_accepted", flat=True)) == [
        True
    ]
    assert context not in Question.objects.unanswered()


def test_repeating_an_import_changes_nothing(tmp_path: Path) -> None:
    own, _other = two_counties()
    package = packed(own.organisation, tmp_path / "a.zip")
    empty_instance()
    imported(package)
    first = ImportedPackage.objects.get()
    numbers = [User.objects.count(), Question.objects.count(), CaseStudy.objects.count()]
    assert "Nichts wurde geändert" in imported(package)
    assert ImportedPackage.objects.get() == first
    again = [User.objects.count(), Question.objects.count(), CaseStudy.objects.count()]
    assert again == numbers
    # Another package of the same county is not mixed with it.
    changed(package, lambda entries: entries.update({"README.md": b"anders"}))
    with pytest.raises(CommandError, match="anderes Paket"):
        imported(package)


def test_a_dry_run_leaves_nothing_behind(tmp_path: Path, settings) -> None:
    own, _other = two_counties()
    package = packed(own.organisation, tmp_path / "a.zip")
    empty_instance()
    assert "nichts geschrieben" in imported(package, "--dry-run")
    assert (User.objects.count(), Question.objects.count(), ImportedPackage.objects.count()) == (
        0, 0, 0,
    )  # fmt: skip
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert list((settings.DATA_DIR / "exits").iterdir()) == []


def test_two_counties_move_one_after_the_other(tmp_path: Path) -> None:
    """What the first one's package knew by its title only becomes whole with the second one's."""
    own, other = two_counties()
    packages = [
        packed(one.organisation, tmp_path / f"{one.organisation.ags}.zip") for one in (own, other)
    ]
    texts = sorted(Question.objects.values_list("title", "body", "answers_count", "is_solved"))
    answers = sorted(Answer.objects.values_list("key", "body", "is_accepted"))
    empty_instance()
    for package in packages:
        imported(package)
    assert (
        sorted(Question.objects.values_list("title", "body", "answers_count", "is_solved")),
        sorted(Answer.objects.values_list("key", "body", "is_accepted")),
        Question.objects.filter(is_context=True).count(),
        Answer.objects.filter(is_context=True).count(),
    ) == (texts, answers, 0, 0)


def test_the_same_things_make_the_same_bytes(tmp_path: Path) -> None:
    own, _other = two_counties()
    now = timezone.now()
    one = packed(own.organisation, tmp_path / "one.zip", now)
    two = packed(own.organisation, tmp_path / "two.zip", now)
    assert one.read_bytes() == two.read_bytes()
    later = entries_of(packed(own.organisation, tmp_path / "later.zip", now + timedelta(days=9)))
    first = entries_of(one)
    differing = [name for name in first if first[name] != later[name]]
    assert differing == ["manifest.json"]
    manifests = [json.loads(entries["manifest.json"]) for entries in (first, later)]
    assert manifests[0] == manifests[1] | {"made_at": manifests[0]["made_at"]}


def test_files_lost_before_are_named_and_do_not_stop_it(tmp_path: Path, settings) -> None:
    own, _other = two_counties()
    for path in Path(settings.MEDIA_ROOT).rglob("*.p*"):
        path.unlink()
    package = packed(own.organisation, tmp_path / "a.zip")
    manifest = json.loads(entries_of(package)["manifest.json"])
    assert (manifest["counts"]["picture"], manifest["counts"]["download"]) == (0, 0)
    lost = {line.split()[0] for line in manifest["missing"]}
    assert lost == {"picture", "download", "channel_snapshot"}
    assert manifest["missing"][0] in entries_of(package)["inhalt.html"].decode()
    empty_instance()
    assert f"verloren, bevor das Paket entstand: {manifest['missing'][0]}" in imported(package)
    page = CaseStudy.objects.get()
    assert (page.body[1].value["image"], page.attachments.count()) == (None, 0)
