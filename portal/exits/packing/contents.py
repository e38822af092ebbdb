"""All that an organisation owns, written into an archive thing by thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.utils import translation

from portal.exits.format import INDEX, MANIFEST, NAME, README, VERSION, Manifest, lines_of
from portal.exits.packing.archive import Archive
from portal.exits.packing.listing import Listing
from portal.exits.packing.readme import readme
from portal.exits.queries import own_people
from portal.members.estates import Departure, Kind, all_kinds
from portal.members.estates.rows import reference_to
from portal.members.models import Organisation

# Told of every thing that was written.
Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Packed:
    """What a package holds."""

    counts: Mapping[str, int]
    missing: tuple[str, ...]


def size_of(organisation: Organisation) -> int:
    """Return about how many things there are to write."""
    return sum(kind.count(organisation) for kind in all_kinds() if kind.count)


def pack(organisation: Organisation, target: BinaryIO, now: datetime, tick: Tick) -> Packed:
    """Write an organisation's package; needs no more memory for many things than for few."""
    departure = Departure(organisation, own_people(organisation))
    with translation.override("de"), Listing() as listing, Archive(target) as archive:
        # Against the order of taking in: what points at something is read before that.
        counts = {
            kind.name: _write_kind(kind, departure, archive, listing, tick)
            for kind in reversed(all_kinds())
        }
        counts = {kind.name: counts[kind.name] for kind in all_kinds()}
        packed = Packed(counts, tuple(departure.missing))
        _write_texts(organisation, packed, archive, listing)
        _write_manifest(organisation, packed, archive, now)
    return packed


def _write_kind(
    kind: Kind, departure: Departure, archive: Archive, listing: Listing, tick: Tick
) -> int:
    number = 0
    with archive.entry(lines_of(kind.name)) as entry:
        for row in kind.rows(departure):
            entry.write(row.model_dump_json().encode() + b"\n")
            listing.add(kind, row)
            number += 1
            tick()
    # Only one file of an archive is written at a time: the row's own files follow.
    for file in departure.files:
        with file.storage.open(file.name, "rb") as source:
            archive.copy(file.place, source)
        tick()
    departure.files.clear()
    return number


def _write_texts(
    organisation: Organisation, packed: Packed, archive: Archive, listing: Listing
) -> None:
    with archive.entry(README) as entry:
        entry.write(readme(organisation, settings.BASE_URL).encode())
    with archive.entry(INDEX) as entry:
        for part in listing.page(organisation, packed.counts, packed.missing):
            entry.write(part.encode())


def _write_manifest(
    organisation: Organisation, packed: Packed, archive: Archive, now: datetime
) -> None:
    manifest = Manifest(
        format=NAME,
        version=VERSION,
        instance=settings.BASE_URL,
        organisation=reference_to(organisation),
        made_at=now,
        counts=dict(packed.counts),
        files=dict(sorted(archive.files.items())),
        missing=list(packed.missing),
    )
    with archive.entry(MANIFEST) as entry:
        entry.write(manifest.model_dump_json(indent=2).encode() + b"\n")
