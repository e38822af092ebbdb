"""What stands in the plain text of a press release, as German counties write them.

It is a proposal: whoever brings the text in sees what was recognised, and corrects it, before it
becomes a draft. What is not recognised stays in the text; nothing is lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from portal.kernel.text import clean_line, clean_text

LONGEST_TEXT = 50_000
LONGEST_TITLE = 255
LONGEST_SUMMARY = 400
_LONGEST_LINE = 200
# So many lines from the end it is looked for, so that no text takes long.
_LONGEST_CONTACT = 40

_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "dezember",
)  # fmt: skip
_DAY = r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2}\.|[A-Za-zä]{3,9}\.?)\s?(?P<year>\d{4})"
_TIME = r"(?:\D{1,12}(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?Uhr)?"
_EMBARGO = re.compile(rf"^\W{{0,6}}sperrfrist\b[^\d]{{0,40}}{_DAY}{_TIME}", re.IGNORECASE)
_EMBARGO_LINE = re.compile(r"^\W{0,6}sperrfrist\b", re.IGNORECASE)
_DATELINE = re.compile(
    rf"^\(?(?P<place>[A-ZÄÖÜ][\w .()/-]{{1,60}}?),\s(?:den\s)?{_DAY}\)?\s*[.:–—-]?\s*(?P<rest>.*)$"
)
_LABEL = re.compile(
    r"^\W{0,3}(presse(mitteilung|information|meldung)|medieninformation)\b.{0,60}$", re.IGNORECASE
)
_CONTACT = re.compile(
    r"^\W{0,3}(presse-?\s?kontakt|medienkontakt|kontakt|ansprech(partner(in)?|person)|"
    r"(für )?rückfragen|weitere informationen)\b[^:]{0,40}:?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:tel(?:efon)?|fon)\b\.?:?\s*(?P<number>[+(\d][\d ()/–-]{4,30}\d)", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_BESIDE = re.compile(r"^(tele)?fax\b|^(www\.|https?://)|^(internet|web)\b", re.IGNORECASE)
_LIST = re.compile(r"^([-*•]|\d{1,2}\.)\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A press release as it was understood; `body` is Markdown."""

    title: str = ""
    summary: str = ""
    place: str = ""
    released_on: date | None = None
    embargo_until: datetime | None = None
    body: str = ""
    contact_unit: str = ""
    contact_phone: str = ""
    contact_email: str = ""


def read_release(text: str) -> Release:
    """Recognise title, place and day, embargo, lead, text and contact."""
    lines = [line.strip() for line in clean_text(text).splitlines()]
    lines, embargo = _without_embargo(lines)
    lines, contact = _without_contact(lines)
    title, rest = _title(lines)
    place, day, rest = _dateline(rest)
    paragraphs = list(_paragraphs(rest))
    lead = paragraphs[0] if paragraphs and len(paragraphs[0]) <= LONGEST_SUMMARY else ""
    is_lead = bool(lead) and len(paragraphs) > 1 and not _LIST.match(lead)
    return Release(
        title=title,
        summary=clean_line(lead) if is_lead else "",
        place=place,
        released_on=day,
        embargo_until=embargo,
        body="\n\n".join(paragraphs[1:] if is_lead else paragraphs),
        **contact,
    )


def _without_embargo(lines: Sequence[str]) -> tuple[list[str], datetime | None]:
    for number, line in enumerate(lines):
        if not _EMBARGO_LINE.match(line):
            continue
        until = _moment(_EMBARGO.match(line))
        # Without a day, or with one that does not exist, the line stays for people to read.
        if until or "kein" in line.lower():
            return [*lines[:number], *lines[number + 1 :]], until
    return list(lines), None


def _moment(found: re.Match[str] | None) -> datetime | None:
    day = _day(found)
    if found is None or day is None:
        return None
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        return None
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _month(word: str) -> int:
    """Return the number of a month; 0, which no date has, for a word that is none."""
    if word[0].isdigit():
        return int(word.rstrip("."))
    named = (n for n, name in enumerate(_MONTHS, 1) if name.startswith(word.lower().rstrip(".")))
    return next(named, 0)


def _without_contact(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take the last block that says whom to ask, if it says how."""
    for number in range(len(lines) - 1, max(0, len(lines) - _LONGEST_CONTACT), -1):
        found = _CONTACT.match(lines[number])
        if found is None:
            continue
        block = [found["rest"], *lines[number + 1 :]]
        contact = _contact(block)
        if contact["contact_phone"] or contact["contact_email"]:
            return list(lines[:number]), contact
    return list(lines), {}


def _contact(block: Sequence[str]) -> dict[str, str]:
    whole = "\n".join(block)
    phone, email = _PHONE.search(whole), _EMAIL.search(whole)
    words = (line.strip(" ,;") for line in block)
    unit = [
        word for word in words
        if word and not (_PHONE.search(word) or _EMAIL.search(word) or _BESIDE.match(word))
    ]  # fmt: skip
    return {
        "contact_unit": ", ".join(unit)[:_LONGEST_LINE].strip(" ,"),
        "contact_phone": phone["number"].strip() if phone else "",
        "contact_email": email[0] if email else "",
    }


def _title(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return the first line that is more than the name of the kind of text, and what follows."""
    for number, line in enumerate(lines):
        if line and not _LABEL.match(line):
            return clean_line(line)[:LONGEST_TITLE], list(lines[number + 1 :])
    return "", []


def _dateline(lines: Sequence[str]) -> tuple[str, date | None, list[str]]:
    """Return place and day from the first line of the text, on its own or before the lead."""
    for number, line in enumerate(lines):
        if not line:
            continue
        found = _DATELINE.match(line[:_LONGEST_LINE])
        day = _day(found)
        if found is None or day is None:
            break
        rest = found["rest"] + line[_LONGEST_LINE:]
        return clean_line(found["place"]), day, [*([rest] if rest else []), *lines[number + 1 :]]
    return "", None, list(lines)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield paragraphs whose lines, broken for the eye, are one; lists keep theirs."""
    gathered: list[str] = []
    for line in [*lines, ""]:
        if line:
            gathered.append(line.replace("• ", "- ", 1) if line.startswith("• ") else line)
        elif gathered:
            is_list = sum(bool(_LIST.match(one)) for one in gathered) > 1
            yield ("\n" if is_list else " ").join(gathered)
            gathered = []
