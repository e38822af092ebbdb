"""The files on pages, for the search: what readers can take away from there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from portal.file_texts.holders import HeldFile, Holder
from portal.publishing.models import ContentPage, Download

_PREFIX = "download:"


def files_on(pages: Collection[ContentPage]) -> dict[str, list[HeldFile]]:
    """Return the files these pages use as they are live, by the pages' keys; two queries."""
    uses = _uses(page.pk for page in pages)
    numbers = {number for numbers in uses.values() for number in numbers}
    files = {file.pk: file for file in Download._base_manager.filter(pk__in=numbers)}
    return {
        page.key: [held(files[number]) for number in uses[page.pk] if number in files]
        for page in pages
        if page.pk in uses
    }


def token_of(file: Download) -> str:
    """Return what names a file's content: another file in its place has another name."""
    return f"{_PREFIX}{file.pk}:{file.file_hash}:{file.file.name}"[:250]


def holding(model: type[ContentPage]) -> Holder:
    """Return how pages of this kind hold files, for FILE_HOLDERS."""
    return Holder(
        kind=model.kind,
        files=partial(_files, model),
        keys=partial(_keys, model),
        known=_known,
    )


def _files(model: type[ContentPage], keys: Collection[str]) -> Mapping[str, Sequence[HeldFile]]:
    return files_on(model.objects.filter(live=True, key__in=keys).only("key"))


def _keys(model: type[ContentPage]) -> Iterator[str]:
    using = _references().values("object_id")
    pages = model.objects.filter(live=True).annotate(number=Cast("pk", CharField()))
    keys = pages.filter(number__in=using).order_by("pk").values_list("key", flat=True)
    return iter(keys.iterator())


def _known(tokens: Collection[str]) -> set[str]:
    numbers = {int(token.split(":")[1]) for token in tokens if token.startswith(_PREFIX)}
    return {token_of(file) for file in Download._base_manager.filter(pk__in=numbers)}


def held(file: Download) -> HeldFile:
    """Return a file as the search knows it."""
    return HeldFile(token_of(file), file.filename, file.file)


def _uses(pages: Iterable[int]) -> Mapping[int, list[int]]:
    rows = (
        _references()
        .filter(object_id__in=[str(pk) for pk in pages])
        .order_by("to_object_id")
        .values_list("object_id", "to_object_id")
        .distinct()
    )
    uses: defaultdict[int, list[int]] = defaultdict(list)
    for page, file in rows:
        uses[int(page)].append(int(file))
    return uses


def _references() -> QuerySet[ReferenceIndex]:
    types = ContentType.objects.get_for_models(Download, Page)
    return ReferenceIndex.objects.filter(
        to_content_type=types[Download], base_content_type=types[Page]
    )
