"""Load the example content part by part; a loaded part stays as people have changed it since."""

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from portal.channels.actions import Draft, Figure, record_channel, record_figures
from portal.channels.models import ChannelFigure
from portal.channels.values import month_start_of
from portal.demo import story
from portal.demo.answering import load_answering
from portal.demo.asking import load_confidential_questions
from portal.demo.attached import load_files
from portal.demo.care import load_care
from portal.demo.checklists import load_working_copies
from portal.demo.deflection import load_deflection
from portal.demo.editorial import load_submissions
from portal.demo.joining import load_applications, load_joining
from portal.demo.models import LoadedPart
from portal.demo.onboarding import load_onboarding
from portal.demo.press import load_press_releases
from portal.demo.profiles import load_profiles
from portal.demo.provenance import load_articles
from portal.demo.reading import load_reading
from portal.demo.requests import load_requests
from portal.demo.searches import load_searches
from portal.demo.searching import load_best_bets
from portal.demo.trails import load_trails
from portal.demo.upkeep import load_upkeep
from portal.demo.writing import load_drafts
from portal.importing.actions import Options, Watcher, import_content, sources_of
from portal.importing.lookup import Lookup
from portal.importing.problems import Problem
from portal.members.actions import (
    create_administrator,
    create_person,
    join_organisation,
    set_status,
)
from portal.members.models import Organisation, User
from portal.members.queries import leaders_of
from portal.notifications.actions import follow_topics
from portal.pages.actions import fill_plain_page
from portal.taxonomy.models import Platform, Topic


class BadExample(Exception):
    """The example content itself is wrong; says where."""


Load = Callable[[], None]


def missing_parts() -> list[tuple[str, Load]]:
    """Return what is not loaded yet, by name, in the order in which it builds on each other."""
    loaded = set(LoadedPart.objects.values_list("name", flat=True))
    return [(name, load) for name, load in _parts() if name not in loaded]


def any_part_loaded() -> bool:
    """Whether an earlier run got anywhere."""
    return LoadedPart.objects.exists()


def load_part(name: str, load: Load) -> None:
    """Load one part and remember it."""
    load()
    LoadedPart.objects.create(name=name)


def _parts() -> list[tuple[str, Load]]:
    people = [("people", _load_people), ("organisations", _load_organisations)]
    content = [(path.name, _loader(path)) for path in story.content_files()]
    of_people = [
        ("applications", load_applications),
        ("memberships", _load_memberships),
        ("channels", _load_channels),
        ("profiles", load_profiles),
        ("joining", load_joining),
        ("topics", _load_topics),
    ]
    # Mentors are found by what their counties wrote: that comes first.
    paths = ("onboarding", load_onboarding)
    said = ("answering", load_answering)
    hidden, attached = ("confidential", load_confidential_questions), ("attached", load_files)
    care, requests = ("care", load_care), ("requests", load_requests)
    texts, made = ("pages", _load_site_texts), ("provenance", load_articles)
    written, on_their_way = ("writing", load_drafts), ("editorial", load_submissions)
    kept_up, read = ("upkeep", load_upkeep), ("reading", load_reading)
    press, worked = ("press", load_press_releases), ("checklists", load_working_copies)
    looked, found = ("deflection", load_deflection), ("best_bets", load_best_bets)
    kept, ordered = ("searches", load_searches), ("trails", load_trails)
    of_pages = [made, written, on_their_way, kept_up, read, press, worked, found, kept, ordered]
    return [
        *people,
        *of_people,
        texts,
        *content,
        said,
        hidden,
        attached,
        paths,
        care,
        requests,
        *of_pages,
        looked,
    ]


def _loader(path: Path) -> Load:
    return lambda: _load_content(path)


@transaction.atomic
def _load_people() -> None:
    """Make the accounts; where one exists, it stays as it is."""
    first, *others = story.people()
    administrator = _existing(first.email) or create_administrator(
        email=first.email, name=first.name, password=story.PASSWORD
    )
    for person in others:
        if not _existing(person.email):
            create_person(
                actor=administrator,
                email=person.email,
                name=person.name,
                password=story.PASSWORD,
                platform_role=person.platform_role,
            )


@transaction.atomic
def _load_organisations() -> None:
    administrator, lookup = _administrator(), Lookup()
    for participant in story.participants():
        set_status(
            actor=administrator,
            organisation=lookup.organisation(participant.organisation, "organisation"),
            status=participant.status,
            on=participant.member_since or timezone.localdate(),
        )


@transaction.atomic
def _load_memberships() -> None:
    administrator, lookup = _administrator(), Lookup()
    for person in story.people():
        for role in person.roles:
            organisation = lookup.organisation(role.organisation, "memberships")
            join_organisation(
                actor=administrator,
                person=User.objects.get(email=person.email),
                organisation=organisation,
                role=role.role,
                now=_joined_on(organisation),
            )


@transaction.atomic
def _load_topics() -> None:
    """Let people follow what their work is about."""
    for person in story.people():
        follow_topics(
            actor=User.objects.get(email=person.email),
            topics=Topic.objects.filter(slug__in=person.follows),
            now=timezone.now(),
        )


def _joined_on(organisation: Organisation) -> datetime:
    """In the story people have been there as long as their county."""
    since = organisation.member_since or timezone.localdate()
    return timezone.make_aware(datetime.combine(since, time(12)))


@transaction.atomic
def _load_channels() -> None:
    lookup = Lookup()
    for told in story.channels():
        organisation = lookup.organisation(told.organisation, "organisation")
        keeper = leaders_of(organisation)[0]
        months = {
            name: month_start_of(told.fields[name])
            for name in ("since", "until") & told.fields.keys()
        }
        channel = record_channel(
            actor=keeper,
            organisation=organisation,
            draft=Draft(
                platform=Platform.objects.get(slug=told.platform), **(told.fields | months)
            ),
            now=timezone.now(),
        )
        figures = [
            Figure(on=day, kind=ChannelFigure.Kind.FOLLOWERS, value=number)
            for day, number in told.followers.items()
        ]
        record_figures(actor=keeper, channel=channel, figures=figures, now=timezone.now())


@transaction.atomic
def _load_site_texts() -> None:
    """Fill imprint, privacy and the like; a page somebody has worked on stays."""
    for text in story.legal_texts():
        fill_plain_page(slug=text.slug, title=text.title, body=text.body)


def _load_content(path: Path) -> None:
    problems: list[Problem] = []
    import_content(sources_of([str(path)]), Options(), Watcher(problems.append), timezone.now())
    if problems:
        raise BadExample("\n".join(map(str, problems)))


def _administrator() -> User:
    return User.objects.get(email=next(story.people()).email)


def _existing(email: str) -> User | None:
    return User.objects.filter(email=email).first()
