"""Reads for the list, for a county's page and a person's. All start from what a reader may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from casestudies.models import CaseStudy, Guideline
from forum.models import Answer
from forum.queries.questions import visible_answers
from forum.rules import may_name_people
from portal.channels.queries import running_platforms
from portal.directory.filters import Entry, sort_key
from portal.directory.models import Consent, PersonProfile, Profile, ProfileEvent
from portal.members.audiences import Reader
from portal.members.models import ACTIVE_STATUSES, LEADING, Membership, Organisation, User
from portal.members.queries import organisations
from portal.taxonomy.models import Platform, Topic

MOST_SHOWN = 5
_ACTIVE = sorted(ACTIVE_STATUSES)
_ANSWER = ("is_accepted", "answered_at", "question__title", "question__slug")
_LISTED = ("slug", "name", "type_label", "display_name", "kind", "ags", "land", "population")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPerson:
    """A person as members see her: her name, and the fields she agreed to."""

    name: str
    role: str
    url: str
    organisation: Organisation
    function: str = ""
    email: str = ""
    phone: str = ""
    languages: str = ""
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """With what an organisation can help."""

    topics: list[Topic]
    platforms: list[Platform]

    def __bool__(self) -> bool:
        return bool(self.topics or self.platforms)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The newest pages of a kind, and whether there are more."""

    things: list[CaseStudy] | list[Guideline]
    more: bool


def entries(reader: Reader) -> list[Entry]:
    """Return all who have to do with the working group, by name, as the reader may know; 4 queries.

    There are 400 counties and a few partners, so they are narrowed and counted in memory.
    """
    known = organisations(reader).exclude(shown_status=Organisation.Status.NONE).only(*_LISTED)
    platforms, topics = _names(running_platforms(reader)), _topics(reader)
    return [
        Entry(
            slug=one.slug,
            name=one.display_name,
            kind=one.kind,
            ags=one.ags,
            land=one.land,
            population=one.population,
            status=one.shown_status,
            since=one.shown_since,
            platforms=platforms[one.pk],
            topics=topics[one.pk],
        )
        for one in sorted(known, key=lambda one: (sort_key(one.name), one.type_label))
    ]


def _topics(reader: Reader) -> Mapping[int, dict[str, str]]:
    """Return what organisations wrote about, and what they say they can help with."""
    written = CaseStudy.objects.visible_to(reader)
    offered = Profile.objects.offering_to(reader).filter(organisation__status__in=_ACTIVE)
    return _names([*_topics_named(written), *_topics_named(offered)])


def _topics_named(rows: QuerySet[Any]) -> Iterable[tuple[int, str, str]]:
    named = rows.order_by().filter(topics__isnull=False)
    return named.values_list("organisation_id", "topics__slug", "topics__name").distinct()


def _names(rows: Iterable[tuple[int, str, str]]) -> Mapping[int, dict[str, str]]:
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for organisation_id, slug, name in sorted(rows, key=lambda row: sort_key(row[2])):
        names[organisation_id][slug] = name
    return names


def profile_of(organisation: Organisation) -> Profile | None:
    """Return what an organisation says about itself, while it takes part."""
    if organisation.status not in ACTIVE_STATUSES:
        return None
    return Profile.objects.filter(organisation=organisation).first()


def offers_of(profile: Profile | None, reader: Reader) -> Offers:
    """Return with what an organisation can help, as far as the reader may see it."""
    if profile is None or not profile.shows_offers_to(reader):
        return Offers([], [])
    return Offers(list(profile.topics.all()), list(profile.platforms.all()))


def case_studies_of(reader: Reader, organisation: Organisation) -> Shelf:
    """Return an organisation's newest case studies the reader may see."""
    return _newest_pages(CaseStudy, reader, organisation)


def guidelines_of(reader: Reader, organisation: Organisation) -> Shelf:
    """Return an organisation's newest guidelines the reader may see."""
    return _newest_pages(Guideline, reader, organisation)


def _newest_pages(
    model: type[CaseStudy] | type[Guideline], reader: Reader, organisation: Organisation
) -> Shelf:
    pages = model.objects.visible_to(reader).filter(organisation=organisation)
    return _shelf(pages.order_by("-published_at", "-pk").only("title", "slug", "published_at"))


def answers_of(reader: Reader, organisation: Organisation) -> QuerySet[Answer]:
    """Return an organisation's answers the reader may see: those that helped come first."""
    answers = visible_answers(reader).filter(organisation=organisation).select_related(None)
    shown = answers.select_related("question").only(*_ANSWER)
    return shown.order_by("-is_accepted", "-answered_at", "-pk")


def _shelf(rows: QuerySet[Any]) -> Shelf:
    things = list(rows[: MOST_SHOWN + 1])
    return Shelf(things[:MOST_SHOWN], more=len(things) > MOST_SHOWN)


def people_of(reader: Reader, organisation: Organisation) -> list[ShownPerson]:
    """Return who leads the organisation, and who agreed to be shown; for members only."""
    if not may_name_people(reader):
        return []
    agreed = Exists(Consent.objects.filter(profile__membership=OuterRef("pk")))
    rows = _memberships().filter(Q(role__in=LEADING) | Q(agreed), organisation=organisation)
    return [_shown(one) for one in rows.order_by("role", "user__name", "pk")]


def person_called(reader: Reader, key: str) -> ShownPerson | None:
    """Return who has this page: she acts for an organisation, and agreed to show something."""
    if not may_name_people(reader):
        return None
    agreed = Exists(Consent.objects.filter(profile__membership=OuterRef("pk")))
    found = _memberships().filter(agreed, profile__key=key).first()
    return _shown(found) if found else None


def _memberships() -> QuerySet[Membership]:
    """Return who acts now for organisations that take part."""
    return (
        Membership.objects.filter(user__is_active=True, organisation__status__in=_ACTIVE)
        .select_related("user", "organisation", "profile")
        .prefetch_related("profile__consents", "profile__topics")
    )


def _shown(membership: Membership) -> ShownPerson:
    """Leave out what she did not agree to; without any consent she has no page."""
    profile: PersonProfile | None = getattr(membership, "profile", None)
    agreed = {one.field for one in profile.consents.all()} if profile else set()
    fields = {name: getattr(profile, name) for name in agreed - {Consent.Field.TOPICS}}
    if profile and Consent.Field.TOPICS in agreed:
        fields["topics"] = tuple(profile.topics.all())
    return ShownPerson(
        name=membership.user.name,
        role=membership.get_role_display(),
        url=profile.get_absolute_url() if profile and agreed else "",
        organisation=membership.organisation,
        **fields,
    )


def own_membership(person: User, slug: str) -> Membership | None:
    """Return a person's own acting for an organisation, while that takes part."""
    mine = person.memberships.filter(organisation__status__in=_ACTIVE, organisation__slug=slug)
    return mine.select_related("organisation").first()


def own_profile(membership: Membership) -> PersonProfile | None:
    """Return what a person entered about her work for an organisation."""
    profiles = PersonProfile.objects.filter(membership=membership)
    return profiles.prefetch_related("topics", "consents").first()


def events_of(organisation: Organisation, number: int = 20) -> QuerySet[ProfileEvent]:
    """Return the latest changes of an organisation's profile."""
    return ProfileEvent.objects.filter(organisation=organisation).select_related("actor")[:number]
