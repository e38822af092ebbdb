"""Organisations that take part as documents of the search.

One document serves all readers, so what a profile shows to members only is not in it; nor are
people (docs/decisions/0004).
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Profile
from portal.members.audiences import PUBLIC, Reader
from portal.members.content import Visibility
from portal.members.counties import LAENDER
from portal.members.models import ACTIVE_STATUSES, Organisation
from search.boosts import Because, Mark
from search.port import Document
from search.registry import Searchable, TitleHit

KIND = "organisation"
# The day of the official list: what is known of a county that has said nothing about itself.
LIST_OF = date(2018, 12, 31)


def _taking_part() -> QuerySet[Organisation]:
    return Organisation.objects.filter(status__in=sorted(ACTIVE_STATUSES))


def documents(keys: Collection[str]) -> dict[str, Document]:
    """Describe organisations by their slug, in three queries; those that left are not there.

    Names of topics are not among the words, or profiles came before experience where a topic is
    typed: they are facets.
    """
    found = _taking_part().filter(slug__in=keys).select_related("profile")
    found = found.prefetch_related("profile__topics", "profile__platforms")
    return {one.slug: _document(one) for one in found}


def _document(organisation: Organisation) -> Document:
    profile: Profile | None = getattr(organisation, "profile", None)
    offers = profile if profile and profile.offers_visibility == Visibility.PUBLIC else None
    topics = list(offers.topics.all()) if offers else []
    platforms = list(offers.platforms.all()) if offers else []
    return Document(
        reference=organisation.reference,
        title=organisation.display_name,
        body="\n".join(filter(None, _texts(organisation, profile))),
        url=organisation.get_absolute_url(),
        audience=frozenset({PUBLIC}),
        organisation=organisation.slug,
        organisation_name=organisation.display_name,
        topics=tuple(topic.slug for topic in topics),
        channels=tuple(platform.slug for platform in platforms),
        published_at=_as_of(organisation, profile),
        marks=(Mark(Because.PROFILE),),
    )


def _texts(organisation: Organisation, profile: Profile | None) -> Iterator[str]:
    if profile and profile.about_visibility == Visibility.PUBLIC:
        yield profile.about_text
    yield LAENDER.get(organisation.land, "")


def _as_of(organisation: Organisation, profile: Profile | None) -> datetime:
    if profile:
        return profile.edited_at
    return timezone.make_aware(datetime.combine(organisation.member_since or LIST_OF, time(12)))


def keys() -> Iterator[str]:
    """Return the slug of everybody who takes part, in a stable order."""
    return _taking_part().order_by("pk").values_list("slug", flat=True).iterator()


def visible(_reader: Reader) -> QuerySet[Organisation]:
    """Return who takes part, which is public; `key` is what the search calls them by."""
    return _taking_part().annotate(key=F("slug"))


def find_by_title(reader: Reader, text: str, limit: int) -> list[TitleHit]:
    """Find organisations by name while the search engine is away."""
    named = Q()
    for word in text.split()[:5]:
        named &= Q(display_name__icontains=word)
    found = visible(reader).filter(named)[:limit]
    return [TitleHit(one.slug, one.display_name, one.get_absolute_url()) for one in found]


SEARCHABLE = Searchable(
    kind=KIND,
    label=_("Profile"),
    documents=documents,
    keys=keys,
    visible=visible,
    find_by_title=find_by_title,
)
