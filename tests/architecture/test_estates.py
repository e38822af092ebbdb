"""Whatever belongs to an organisation goes along when it leaves, or it is said here why not."""

import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from django.apps import apps

from portal.config.wiring import ESTATES
from portal.exits.format import FileEntry, Manifest
from portal.members.estates import Kind, OrganisationRef, PersonRef, Row, Word
from portal.members.models import Organisation

DOCS = Path(__file__).resolve().parents[2] / "docs" / "exit-package.md"
TEXT = DOCS.read_text(encoding="utf-8")

STAYS = {
    "members.IdentityProvider": "a log-in holds a secret and an address of this instance; it is "
    "set up anew, by an administrator",
    "forum.OfficialDraft": "what was released goes along as an answer; the way there names people "
    "of this instance",
    "forum.CountyRequest": "a part of another county's question; what was answered goes along",
    "forum.AffectedCounty": "a part of another county's question",
    "forum.Mention": "names a county in somebody's text",
    "forum.Veil": "who asked confidentially is in no package: whoever opens it would know",
    "forum.WorkingNote": "holds for 48 hours",
    "forum.GivenUpQuestion": "counts how suggestions work on this instance",
    "forum.Following": "somebody else's wish to hear of the county",
    "provenance.BlockSource": "says of which posts of this instance a page is made; the page "
    "itself goes along",
    "editorial.Submission": "the way to a page names people of this instance; the page itself "
    "goes along, drafts included",
    "readers.Version": "what a page said when it was published; the versions of the page itself go "
    "along",
    "checklists.WorkingCopy": "mostly other counties' words, which no package holds; it can be "
    "printed",
    "joining.JoinRequest": "written by people who are not the organisation's, and deleted soon",
    "joining.ApplicationVote": "a part of another county's application",
    "exits.ExitPackage": "the packages themselves",
    "exits.ImportedPackage": "where the organisation came from, as this instance knows it",
}
KINDS = [kind for estate in ESTATES for kind in estate.kinds]


def points_at_organisations() -> Iterator[str]:
    """Name every table with a field that points at organisations, tables of M2M included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is Organisation:
                yield model._meta.label


def test_every_table_of_an_organisation_is_in_an_estate_or_stays_for_a_reason() -> None:
    carried = {table for kind in KINDS for table in kind.tables}
    assert sorted(set(points_at_organisations()) - carried) == sorted(STAYS)
    assert carried.isdisjoint(STAYS)


def test_every_table_carried_exists() -> None:
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert {table for kind in KINDS for table in kind.tables} - known == set()


def test_kinds_and_apps_are_named_once() -> None:
    names, apps_named = [kind.name for kind in KINDS], [estate.app for estate in ESTATES]
    assert (len(names), len(apps_named)) == (len(set(names)), len(set(apps_named)))
    # Places in the package: plain names.
    assert [name for name in names if not re.fullmatch(r"[a-z_]{1,40}", name)] == []


def test_the_organisation_comes_first_and_its_people_second() -> None:
    assert [kind.name for kind in KINDS[:3]] == ["organisation", "person", "former_person"]


def parts_of(record: type) -> Iterator[type]:
    """Yield the records within a record."""
    for field in record.model_fields.values():
        yield from records_in(field.annotation)


def records_in(annotation: Any) -> Iterator[type]:
    """Yield the records a field may hold."""
    if get_origin(annotation) in {list, dict, types.UnionType}:
        for part in get_args(annotation):
            yield from records_in(part)
    elif isinstance(annotation, type) and issubclass(annotation, Row | FileEntry):
        yield annotation


def described(heading: str) -> list[str]:
    """Return the fields a section of the description lists, in order."""
    section = re.search(
        rf"^###+ {re.escape(heading)}$(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL
    )
    assert section, f"docs/exit-package.md has no section {heading!r}"
    return re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_is_described(kind: Kind) -> None:
    assert described(f"`{kind.name}.jsonl`") == list(kind.record.model_fields)


def _all_parts() -> dict[str, type]:
    found: dict[str, type] = {}
    waiting = [kind.record for kind in KINDS]
    while waiting:
        for part in parts_of(waiting.pop()):
            if part.__name__ not in found:
                found[part.__name__] = part
                waiting.append(part)
    return found


PARTS = _all_parts() | {"Manifest": Manifest, "FileEntry": FileEntry}


def test_parts_are_found() -> None:
    assert {PersonRef, OrganisationRef, Word} < set(PARTS.values())


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_part_is_described(name: str) -> None:
    assert described(f"{name}") == list(PARTS[name].model_fields)
