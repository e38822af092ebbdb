"""What the list is narrowed to, and what the numbers beside the filters say."""

from datetime import date
from typing import Any

import pytest

from portal.directory.filters import Choice, Entry


def entry(slug: str, **fields: Any) -> Entry:
    values = {
        "name": slug.title(), "kind": "county", "ags": "03459", "land": "03", "population": 150_000,
        "status": "member", "since": date(2019, 5, 1), "platforms": {}, "topics": {},
    }  # fmt: skip
    return Entry(slug=slug, **(values | fields))


ENTRIES = [
    entry("a", platforms={"x": "X"}, topics={"recht": "Recht"}),
    entry("b", land="05", population=99_999, since=date(2021, 1, 1), platforms={"x": "X"}),
    entry("c", land="05", population=500_000, topics={"recht": "Recht", "bild": "Bild"}),
    entry("d", kind="academic_partner", ags="", land="", population=None),
    entry("e", status="guest", since=None, population=100_000),
]


def slugs(**asked: list[str]) -> str:
    return "".join(one.slug for one in Choice(ENTRIES, asked).entries)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "abcde"),
        ({"land": ["05"]}, "bc"),
        ({"land": ["03", "05"]}, "abce"),
        ({"groesse": ["bis-100000"]}, "b"),
        ({"groesse": ["ab-100000", "ab-500000"]}, "ace"),
        ({"plattform": ["x"], "land": ["05"]}, "b"),
        ({"thema": ["bild", "recht"]}, "ac"),
        ({"seit": ["2019"]}, "acd"),
        ({"art": ["academic_partner"]}, "d"),
        ({"stand": ["guest"]}, "e"),
        ({"land": ["05"], "stand": ["guest"]}, ""),
        ({"land": ["99", "'; --", "\x00"], "unsinn": ["1"]}, "abcde"),
        ({"stand": ["applicant"]}, "abcde"),
    ],
)
def test_values_widen_and_filters_narrow(asked: dict[str, list[str]], found: str) -> None:
    assert slugs(**asked) == found


def counts(asked: dict[str, list[str]]) -> dict[str, dict[str, int]]:
    return {
        str(group.label): {str(option.label): option.count for option in group.options}
        for group in Choice(ENTRIES, asked).groups
    }


def test_each_filter_counts_within_the_others() -> None:
    counted = counts({"land": ["05"]})
    assert counted["Land"] == {"Niedersachsen": 2, "Nordrhein-Westfalen": 2}
    assert counted["Hat Erfahrung mit"] == {"Bild": 1, "Recht": 1}
    assert counted["Einwohnerzahl"] == {"unter 100.000": 1, "500.000 und mehr": 1}
    assert "Art" not in counted


def test_a_number_is_what_one_finds() -> None:
    for asked in ({}, {"land": ["05"]}, {"thema": ["recht"], "art": ["county"]}):
        choice = Choice(ENTRIES, asked)
        for group in choice.groups:
            for option in group.options:
                if not option.selected and not group.chosen:
                    name, value = option.url.rsplit("&", 1)[-1].lstrip("?").split("=")
                    assert len(slugs(**(asked | {name: [value]}))) == option.count


def test_addresses_choose_and_take_back() -> None:
    choice = Choice(ENTRIES, {"land": ["05"], "thema": ["recht"]})
    assert [(str(one.label), one.url) for one in choice.active] == [
        ("Nordrhein-Westfalen", "?thema=recht"),
        ("Recht", "?land=05"),
    ]
    urls = {str(one.label): one.url for group in choice.groups for one in group.options}
    assert urls["Niedersachsen"] == "?land=05&thema=recht&land=03"


def test_the_newest_year_comes_first() -> None:
    groups = {str(group.label): group for group in Choice(ENTRIES, {}).groups}
    assert [one.label for one in groups["Mitglied seit"].options] == ["2021", "2019"]
