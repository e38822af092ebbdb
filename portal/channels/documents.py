"""A channel as a document of the search.

One document serves all who may see the channel; so what is for members only in a public channel
is not in it.
"""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.channels.models import KIND, Channel, Hideable
from portal.channels.queries import visible_channels
from portal.members.audiences import Reader
from search.boosts import Because, Mark
from search.port import Document
from search.registry import Searchable, TitleHit

_HIDEABLE_TEXTS = (
    Hideable.UNIT, Hideable.SERVICE_HOURS, Hideable.ACCESSIBILITY, Hideable.LESSONS,
)  # fmt: skip


def documents(keys: Collection[str]) -> dict[str, Document]:
    """Describe channels by key, in one query."""
    channels = Channel.objects.filter(key__in=keys).select_related("organisation", "platform")
    return {channel.key: _document(channel) for channel in channels}


def _document(channel: Channel) -> Document:
    return Document(
        reference=channel.reference,
        title=str(channel),
        body="\n".join(_texts(channel)),
        url=channel.get_absolute_url(),
        audience=channel.audience,
        organisation=channel.organisation.slug,
        organisation_name=channel.organisation.display_name,
        channels=(channel.platform.slug,),
        published_at=channel.recorded_at,
        marks=(Mark(Because.REGISTER),),
    )


def _texts(channel: Channel) -> Iterator[str]:
    yield channel.name
    yield channel.languages
    for field in _HIDEABLE_TEXTS:
        if field not in channel.members_only_fields:
            yield getattr(channel, field)


def keys() -> Iterator[str]:
    """Return the key of every channel, in a stable order."""
    return Channel.objects.order_by("pk").values_list("key", flat=True).iterator()


def find_by_title(reader: Reader, text: str, limit: int) -> list[TitleHit]:
    """Find channels by platform, name and county while the search engine is away."""
    found = visible_channels(reader)
    for word in text.split()[:5]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(platform__name__icontains=word)
            | Q(organisation__display_name__icontains=word)
        )
    return [
        TitleHit(channel.key, str(channel), channel.get_absolute_url()) for channel in found[:limit]
    ]


SEARCHABLE = Searchable(
    kind=KIND,
    label=_("Channel"),
    documents=documents,
    keys=keys,
    visible=Channel.objects.visible_to,
    find_by_title=find_by_title,
)
