"""Press releases as plain text: what is recognised, and that nothing is lost."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.pages.reading import LONGEST_TEXT, Release, read_release

BERLIN = ZoneInfo("Europe/Berlin")
WHOLE = """PRESSEMITTEILUNG Nr. 12/2011
Sperrfrist: 14.03.2011, 10:00 Uhr

Harburg zu Gast in Osnabrück

Osnabrück, 12.03.2011

Vier Stunden lang ging es um soziale Medien
in der Verwaltung.

Der Landkreis berichtete von seinen Erfahrungen.

- Chancen
- Hürden

Pressekontakt:
Landkreis Osnabrück, Pressestelle
Telefon: 0541 501-0
Fax: 0541 501-1
E-Mail: presse@landkreis.example
www.landkreis.example
"""


def test_a_whole_release_is_understood() -> None:
    assert read_release(WHOLE) == Release(
        title="Harburg zu Gast in Osnabrück",
        summary="Vier Stunden lang ging es um soziale Medien in der Verwaltung.",
        place="Osnabrück",
        released_on=date(2011, 3, 12),
        embargo_until=datetime(2011, 3, 14, 10, tzinfo=BERLIN),
        body="Der Landkreis berichtete von seinen Erfahrungen.\n\n- Chancen\n- Hürden",
        contact_unit="Landkreis Osnabrück, Pressestelle",
        contact_phone="0541 501-0",
        contact_email="presse@landkreis.example",
    )


@pytest.mark.parametrize(
    ("line", "place", "day", "lead"),
    [
        ("Osnabrück, 12.03.2011", "Osnabrück", date(2011, 3, 12), "Es begann."),
        ("Winsen (Luhe), 5. Mai 2019 – Es", "Winsen (Luhe)", date(2019, 5, 5), "Es Es begann."),
        ("(Bad Iburg, den 1. Dez. 2020)", "Bad Iburg", date(2020, 12, 1), "Es begann."),
        ("Osnabrück, 12. März 2011. Es", "Osnabrück", date(2011, 3, 12), "Es Es begann."),
        ("Osnabrück, 31.02.2011", "", None, "Osnabrück, 31.02.2011 Es begann."),
        ("Am 12.03.2011 war es soweit:", "", None, "Am 12.03.2011 war es soweit: Es begann."),
    ],
)
def test_datelines(line: str, place: str, day: date | None, lead: str | None) -> None:
    read = read_release(f"Titel\n\n{line}\nEs begann.\n\nEs ging weiter.")
    if lead is not None:
        assert (read.place, read.released_on, read.summary) == (place, day, lead)
    assert "Es begann." in read.summary + read.body


@pytest.mark.parametrize(
    ("line", "until", "stays"),
    [
        ("Sperrfrist: 14.03.2011, 10:00 Uhr", datetime(2011, 3, 14, 10, tzinfo=BERLIN), False),
        ("SPERRFRIST bis 14. März 2011 um 9 Uhr", datetime(2011, 3, 14, 9, tzinfo=BERLIN), False),
        ("+++ Sperrfrist: Montag, 14.03.2011 +++", datetime(2011, 3, 14, tzinfo=BERLIN), False),
        ("Sperrfrist: keine", None, False),
        ("Sperrfrist: Beginn der Sitzung", None, True),
        ("Sperrfrist: 14.13.2011, 10:00 Uhr", None, True),
        ("Sperrfrist: 14.03.2011, 25:00 Uhr", None, True),
    ],
)
def test_embargoes(line: str, until: datetime | None, stays) -> None:
    read = read_release(f"Titel\n{line}\n\nErster Absatz.\n\nZweiter Absatz.")
    assert read.embargo_until == until
    assert (line in read.summary + read.body) is stays


@pytest.mark.parametrize(
    ("block", "unit", "phone", "email"),
    [
        ("Ansprechperson: Pressestelle\nTel. 04171 / 693-0", "Pressestelle", "04171 / 693-0", ""),
        ("Kontakt\npresse@kreis.example", "", "", "presse@kreis.example"),
        ("Rückfragen beantwortet:\nAmt 10\nFon: +49 541 1", "Amt 10", "+49 541 1", ""),
        ("Kontakt halten wir auch künftig.", None, None, None),
    ],
)
def test_contacts(block: str, unit: str | None, phone: str, email: str) -> None:
    read = read_release(f"Titel\n\nErster Absatz.\n\nZweiter Absatz.\n\n{block}")
    if unit is None:
        assert block in read.body
        assert (read.contact_unit, read.contact_phone, read.contact_email) == ("", "", "")
    else:
        assert (read.contact_unit, read.contact_phone, read.contact_email) == (unit, phone, email)


def test_a_long_first_paragraph_is_no_lead_and_a_single_one_is_the_text() -> None:
    long = "Satz. " * 100
    read = read_release(f"Titel\n\n{long}\n\nEnde.")
    assert (read.summary, read.body) == ("", f"{long.strip()}\n\nEnde.")
    assert read_release("Titel\n\nNur das.").body == "Nur das."
    assert read_release("  \n").title == ""


@pytest.mark.parametrize("text", ["Tel: " + "1 " * 25_000, "a@" + "a." * 25_000, "(" * 50_000,
                                  "Sperrfrist " * 4_000, "Kontakt\n" * 6_000])  # fmt: skip
def test_hostile_texts_are_read(text: str) -> None:
    assert isinstance(read_release(text[:LONGEST_TEXT]), Release)
