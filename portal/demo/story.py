"""The example content as files: who takes part, and what they wrote."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter

CONTENT = Path(__file__).parent / "content"
ORGANISATIONS = CONTENT / "organisations.jsonl"
PEOPLE = CONTENT / "people.jsonl"
CHANNELS = CONTENT / "channels.jsonl"
ONBOARDING = CONTENT / "onboarding.jsonl"
ANSWERING = CONTENT / "answering.jsonl"
CONFIDENTIAL = CONTENT / "confidential.jsonl"
ATTACHED = CONTENT / "attached.json"
CARE = CONTENT / "care.jsonl"
REQUESTS = CONTENT / "requests.jsonl"
PROVENANCE = CONTENT / "provenance.jsonl"
WRITING = CONTENT / "writing.jsonl"
EDITORIAL = CONTENT / "editorial.jsonl"
UPKEEP = CONTENT / "upkeep.jsonl"
REPLICATION = CONTENT / "replication.jsonl"
PRESS = CONTENT / "press.jsonl"
CHECKLISTS = CONTENT / "checklists.jsonl"
SEARCHES = CONTENT / "searches.jsonl"
TRAILS = CONTENT / "trails.jsonl"
LEGAL = CONTENT / "legal"
PROFILES = CONTENT / "profiles.jsonl"
JOINING = CONTENT / "joining"
NOT_IMPORTED = {
    ORGANISATIONS, PEOPLE, CHANNELS, PROFILES, ONBOARDING, CARE, ANSWERING, CONFIDENTIAL,
    REQUESTS, PROVENANCE, WRITING, EDITORIAL, UPKEEP, REPLICATION, PRESS, CHECKLISTS, TRAILS,
    SEARCHES,
}  # fmt: skip

# Printed with the accounts: example accounts are no secret, and exist where DEMO is on only.
PASSWORD = "kreiswissen-beispiel"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation of the story and where it stands with the working group."""

    organisation: str
    status: str
    member_since: date | None


@dataclass(frozen=True, slots=True)
class Role:
    """A person's acting for an organisation."""

    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """What a person enters about herself, and which fields of it members may see."""

    function: str
    phone: str
    languages: str
    topics: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the story."""

    email: str
    name: str
    platform_role: str
    roles: tuple[Role, ...]
    profile: OwnProfile
    follows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisteredChannel:
    """A channel of the story; `fields` as in the register, `followers` by day."""

    organisation: str
    platform: str
    fields: dict[str, Any]
    followers: dict[date, int]


@dataclass(frozen=True, slots=True)
class WrittenApplication:
    """A county of the story that would like to join; `asked`: what the moderators ask back."""

    organisation: str
    name: str
    email: str
    unit: str
    channels: tuple[str, ...]
    why: str
    asked: str


@dataclass(frozen=True, slots=True)
class SiteText:
    """A page of the site itself: its address, title and Markdown."""

    slug: str
    title: str
    body: str


def participants() -> Iterator[Participant]:
    """Read who takes part."""
    for line in _lines(ORGANISATIONS):
        since = line.get("member_since")
        yield Participant(
            line["organisation"], line["status"], date.fromisoformat(since) if since else None
        )


def people() -> Iterator[Person]:
    """Read the people; the first one is an administrator, who makes all the others' accounts."""
    for line in _lines(PEOPLE):
        yield Person(
            line["email"],
            line["name"],
            line.get("platform_role", ""),
            tuple(Role(role["organisation"], role["role"]) for role in line.get("memberships", ())),
            OwnProfile(
                line.get("about", ""),
                line.get("phone", ""),
                line.get("languages", ""),
                tuple(line.get("topics", ())),
                tuple(line.get("shown", ())),
            ),
            tuple(line.get("follows", ())),
        )


def channels() -> Iterator[RegisteredChannel]:
    """Read which county runs which channel."""
    for line in _lines(CHANNELS):
        counted = line.pop("followers", {})
        yield RegisteredChannel(
            line.pop("organisation"),
            line.pop("platform"),
            line,
            {date.fromisoformat(day): number for day, number in counted.items()},
        )


def applications() -> Iterator[WrittenApplication]:
    """Read which counties would like to join."""
    for line in _lines(JOINING / "applications.jsonl"):
        channels, asked = tuple(line.pop("channels")), line.pop("asked", "")
        yield WrittenApplication(**line, channels=channels, asked=asked)


def profiles() -> Iterator[dict[str, Any]]:
    """Read what organisations say about themselves, as in their form; topics by slug."""
    return _lines(PROFILES)


def mail_domains() -> Iterator[dict[str, str]]:
    """Read which mail domains coordinators have noted."""
    yield from _lines(JOINING / "domains.jsonl")


def join_requests() -> Iterator[dict[str, str]]:
    """Read who asks to join which county."""
    yield from _lines(JOINING / "requests.jsonl")


def confidential_questions() -> Iterator[dict[str, Any]]:
    """Read what is asked without a county's name, with an answer and a comment of the asker's."""
    yield from _lines(CONFIDENTIAL)


def content_files() -> list[Path]:
    """Return the files for the importer, in the order in which they are read."""
    files = [path for path in CONTENT.iterdir() if path.suffix in {".jsonl", ".md"}]
    return sorted(path for path in files if path not in NOT_IMPORTED)


def onboarding() -> Iterator[dict[str, Any]]:
    """Read who offers to be a mentor, and how far Harburg is; `what` says which of these."""
    yield from _lines(ONBOARDING)


def care() -> Iterator[dict[str, Any]]:
    """Read what the moderators did in the forum; `what` says which act."""
    yield from _lines(CARE)


def county_requests() -> Iterator[dict[str, Any]]:
    """Read whom counties asked by name, and what became of it; `act` says which."""
    yield from _lines(REQUESTS)


def legal_texts() -> Iterator[SiteText]:
    """Read the pages of the site itself; a file is named like its page's address."""
    for path in sorted(LEGAL.glob("*.md")):
        text = frontmatter.load(path)
        yield SiteText(path.stem, str(text["title"]), text.content)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
