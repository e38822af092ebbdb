"""Files on pages are read after the pages were saved; then the pages are found by their text."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from portal.file_texts.holders import HeldFile, holder_of
from portal.file_texts.models import ReadFile
from portal.file_texts.reading import read_text
from portal.kernel.content import Reference
from portal.outbox.recording import requeue
from portal.outbox.registry import Failure, slow
from search.reactions import reindex

# What is not read by then waits for its next turn: a delivery ends before its claim runs out.
SECONDS_AT_ONCE = 10.0


@slow
def read_files(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Read the files on these pages that were not read before, and bring them into the search."""
    end = time.monotonic() + SECONDS_AT_ONCE
    waiting = list(references)
    for reference, files in _held(references):
        if time.monotonic() > end:
            break
        waiting.remove(reference)
        if files:
            _read(files)
            requeue([reference], reindex)
    requeue(waiting, read_files)
    return {}


def _held(references: Sequence[Reference]) -> Iterator[tuple[Reference, Sequence[HeldFile]]]:
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references:
        keys[reference.kind].append(reference.key)
    for kind, of_kind in keys.items():
        holder = holder_of(kind)
        held = holder.files(of_kind) if holder else {}
        yield from ((Reference(kind, key), held.get(key, ())) for key in of_kind)


def _read(files: Sequence[HeldFile]) -> None:
    known = ReadFile.objects.filter(token__in=[file.token for file in files])
    read = set(known.values_list("token", flat=True))
    for file in files:
        if file.token not in read:
            text = read_text(file.file)
            ReadFile.objects.get_or_create(token=file.token, defaults={"text": text})
