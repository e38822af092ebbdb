"""Pictures and files that an organisation's pages use, in any of their versions."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from portal.kernel.batches import in_batches
from portal.kernel.text import clean_line
from portal.members.estates import (
    Arrival,
    Departure,
    Estate,
    Kind,
    PersonRef,
    Row,
    Text,
)
from portal.members.estates.arrival import check_fields
from portal.publishing.actions import draw_anew
from portal.publishing.estate.texts import DOWNLOAD, PICTURE
from portal.publishing.models import Download, Picture

_RIGHTS = ("credit", "rights_holder", "licence")
_FOCAL = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


class DownloadRow(Row):
    """A file readers can take away; texts name it by `number`."""

    number: int
    title: Text
    filename: str
    file: str
    tags: list[str]
    created_at: datetime
    uploaded_by: PersonRef | None


class PictureRow(Row):
    """A picture; texts name it by `number`."""

    number: int
    title: Text
    description: Text
    filename: str
    file: str
    tags: list[str]
    created_at: datetime
    uploaded_by: PersonRef | None
    focal_point_x: int | None
    focal_point_y: int | None
    focal_point_width: int | None
    focal_point_height: int | None
    credit: Text = ""
    rights_holder: Text = ""
    licence: str = ""


def _common(one: Any, place: str, departure: Departure) -> dict[str, Any]:
    return {
        "number": one.pk,
        "title": one.title,
        "filename": PurePosixPath(one.file.name).name,
        "file": place,
        "tags": sorted(one.tags.names()),
        "created_at": one.created_at,
        "uploaded_by": departure.person(one.uploaded_by_user),
    }


def _used(kind: str, model: Any, departure: Departure) -> Iterator[tuple[Any, str]]:
    """Yield the files in use that are still there, with their place in the package."""
    files = model._base_manager.filter(pk__in=departure.used(kind))
    for one in in_batches(files.select_related("uploaded_by_user")):
        if place := departure.file(kind, str(one.pk), one.file):
            yield one, place


def _downloads(departure: Departure) -> Iterator[DownloadRow]:
    for one, place in _used(DOWNLOAD, Download, departure):
        yield DownloadRow(**_common(one, place, departure))


def _pictures(departure: Departure) -> Iterator[PictureRow]:
    for one, place in _used(PICTURE, Picture, departure):
        own = {name: getattr(one, name) for name in (*_FOCAL, *_RIGHTS)}
        yield PictureRow(description=one.description, **own, **_common(one, place, departure))


def _take_download(row: DownloadRow, arrival: Arrival) -> int:
    download = Download(
        title=clean_line(row.title), uploaded_by_user=arrival.person(row.uploaded_by)
    )
    arrival.store(download.file, row.filename, row.file)
    # Readers get these by a browser: only the types that editors may upload.
    download.full_clean()
    download.file_size = download.file.size
    download._set_file_hash()
    return _settled(download, DOWNLOAD, row, arrival)


def _take_picture(row: PictureRow, arrival: Arrival) -> int:
    arrival.require_picture(row.file, settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS)
    picture = get_image_model()(
        title=clean_line(row.title),
        description=row.description,
        uploaded_by_user=arrival.person(row.uploaded_by),
        **{name: getattr(row, name) for name in (*_FOCAL, *_RIGHTS)},
    )
    arrival.store(picture.file, row.filename, row.file)
    # A package may have been made elsewhere.
    draw_anew(picture.file)
    picture.file_size = picture.file.size
    picture._set_file_hash()
    check_fields(picture)
    return _settled(picture, PICTURE, row, arrival)


def _settled(file: Any, kind: str, row: DownloadRow | PictureRow, arrival: Arrival) -> int:
    file.save()
    file.tags.set(row.tags)
    # The models set the time of their creation themselves.
    type(file)._base_manager.filter(pk=file.pk).update(created_at=row.created_at)
    arrival.renumber(kind, row.number, file.pk)
    pk: int = file.pk
    return pk


PUBLISHING = Estate(
    app="publishing",
    kinds=(
        Kind(
            name=PICTURE,
            label=_("Pictures in pages"),
            record=PictureRow,
            tables=("publishing.Picture",),
            rows=_pictures,
            take_in=_take_picture,
            line=lambda row: f"{row.title} ({row.file})",
        ),
        Kind(
            name=DOWNLOAD,
            label=_("Files of pages"),
            record=DownloadRow,
            tables=("publishing.Download",),
            rows=_downloads,
            take_in=_take_download,
            line=lambda row: f"{row.title} ({row.file})",
        ),
    ),
)
