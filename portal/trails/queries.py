"""Reads of collections: the way as one reader goes it, her ticks, and what is broken."""

from collections.abc import Collection, Sequence
from itertools import islice

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from portal.kernel.content import Reference
from portal.members.audiences import Reader, may_organisation_see
from portal.members.models import Organisation, User
from portal.publishing.kept import kept
from portal.trails.addresses import KINDS
from portal.trails.models import Station, StationRead, Trail
from portal.trails.reading import Stop, found_for
from search.registry import searchable


def trail_at(reader: Reader, slug: str) -> Trail | None:
    """Return the collection at this address with what says whose it is, if she may see it."""
    trails = Trail.objects.visible_to(reader).filter(slug=slug).order_by()
    trail: Trail | None = trails.only("title", "slug", "visibility", "organisation_id").first()
    return trail


def way_of(trail: Trail, reader: Reader) -> Sequence[Stop]:
    """Return the stations as she sees them; kept for all who see the same."""
    return kept(lambda: trail.stops(reader), reader=reader, name=f"way {trail.pk}")


def read_by(person: User, trail: int) -> set[Reference]:
    """Return what she has ticked off of a collection, seen or not."""
    return {one.reference for one in StationRead.objects.filter(person=person, trail=trail)}


def hidden_from(trail: int, shown: int) -> int:
    """Count the stations of a published collection beyond those that are shown."""
    return Station.objects.filter(page=trail).exclude(kind="").count() - shown


def broken_trails(curator: User, most: int) -> list[tuple[Trail, int, int]]:
    """Return collections with how many of how many stations she does not see; three queries."""
    stations = Station.objects.exclude(kind="").order_by("sort_order")
    trails = (
        Trail.objects.visible_to(curator)
        .select_related("organisation")
        .only("title", "slug", "published_at", "organisation__display_name")
        .prefetch_related(Prefetch("stations", stations, to_attr="placed"))
        .order_by("-published_at", "-pk")
    )
    there = found_for(curator, {one.reference for trail in trails for one in trail.placed})
    counted = (
        (trail, sum(one.reference not in there for one in trail.placed), len(trail.placed))
        for trail in trails
    )
    return list(islice((one for one in counted if one[1]), most))


def closed_to(organisation: Organisation, references: Collection[Reference]) -> set[Reference]:
    """Return which of these are there and not for this organisation; one query per kind."""
    closed = set()
    for kind in KINDS:
        keys = [one.key for one in references if one.kind == kind]
        described = searchable(kind) if keys else None
        if described:
            rows = described.visible(AnonymousUser()).model._base_manager.filter(key__in=keys)
            closed |= {
                Reference(kind, row.key)
                for row in rows.only("key", "visibility", "organisation_id")
                if not may_organisation_see(organisation, row)
            }
    return closed
