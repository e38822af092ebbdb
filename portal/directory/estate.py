"""What an organisation says about itself; what its people agreed to show ends with them."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portal.directory.actions import write_about
from portal.directory.models import Profile, ProfileEvent
from portal.kernel.batches import in_batches
from portal.members.estates import Arrival, Departure, Estate, Kind, PersonRef, Row, Text, Word
from portal.members.estates.arrival import check_fields
from portal.members.estates.rows import values_of
from portal.members.models import Organisation
from portal.taxonomy.imports import words_for
from portal.taxonomy.models import Platform, Topic


class ProfileChangeRow(Row):
    """When the profile was changed, and by whom."""

    at: datetime
    actor: PersonRef | None


class ProfileRow(Row):
    """The profile as it is now."""

    about: Text
    about_visibility: str
    homepage: str
    topics: list[Word]
    platforms: list[Word]
    offers_visibility: str
    edited_at: datetime
    changes: list[ProfileChangeRow]


_PLAIN = ("about", "about_visibility", "homepage", "offers_visibility", "edited_at")


def _profiles(departure: Departure) -> Iterator[ProfileRow]:
    profiles = Profile.objects.filter(organisation=departure.organisation)
    for one in in_batches(profiles.prefetch_related("topics", "platforms")):
        yield ProfileRow(
            topics=[Word(slug=word.slug, name=word.name) for word in one.topics.all()],
            platforms=[Word(slug=word.slug, name=word.name) for word in one.platforms.all()],
            changes=[*_changes(departure)],
            **values_of(one, _PLAIN),
        )


def _changes(departure: Departure) -> Iterator[ProfileChangeRow]:
    events = ProfileEvent.objects.filter(organisation=departure.organisation)
    for one in in_batches(events.select_related("actor")):
        yield ProfileChangeRow(at=one.at, actor=departure.person(one.actor))


def _take_profile(row: ProfileRow, arrival: Arrival) -> int:
    profile = Profile(organisation=arrival.organisation, **values_of(row, _PLAIN))
    write_about(profile, row.about)
    check_fields(profile)
    profile.save(force_insert=True)
    profile.topics.set(words_for(Topic, row.topics))
    profile.platforms.set(words_for(Platform, row.platforms))
    ProfileEvent.objects.bulk_create(
        ProfileEvent(organisation=arrival.organisation, at=one.at, actor=arrival.person(one.actor))
        for one in row.changes
    )
    return profile.pk


def _people(organisation: Organisation) -> set[int]:
    actors = ProfileEvent.objects.filter(organisation=organisation, actor__isnull=False)
    own = actors.filter(actor__memberships__organisation=organisation)
    return {pk for pk in own.values_list("actor", flat=True) if pk is not None}


DIRECTORY = Estate(
    app="directory",
    people=_people,
    kinds=(
        Kind(
            name="profile",
            label=_("Profile"),
            record=ProfileRow,
            tables=("directory.Profile", "directory.ProfileEvent"),
            rows=_profiles,
            take_in=_take_profile,
            line=lambda row: row.homepage or f"{row.edited_at:%d.%m.%Y}",
            count=lambda organisation: Profile.objects.filter(organisation=organisation).count(),
        ),
    ),
)
