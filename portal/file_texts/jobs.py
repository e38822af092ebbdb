"""What is looked after by the clock: files nobody has read yet, texts of files that are gone."""

from collections.abc import Iterator
from datetime import datetime

from portal.file_texts.holders import Holder, all_holders
from portal.file_texts.models import FileText, ReadFile
from portal.file_texts.reactions import read_files
from portal.kernel.batches import in_batches, in_lists
from portal.kernel.content import Reference
from portal.outbox.models import Entry, EntryQuerySet
from portal.outbox.recording import requeue
from portal.outbox.registry import reaction_name

BATCH = 200


def look_for_files(now: datetime) -> int:  # noqa: ARG001 - a job is told the time
    """Have files read that stand on pages from before, or came there by an unusual way."""
    if EntryQuerySet(Entry).open().filter(reaction=reaction_name(read_files)).exists():
        return 0
    found = [one for holder in all_holders() for one in _unread(holder)]
    requeue(found, read_files)
    return len(found)


def forget_texts(now: datetime) -> int:  # noqa: ARG001 - a job is told the time
    """Forget the texts of files that are not there any more; what was lost is looked for again."""
    FileText.objects.filter(state=FileText.State.GONE).delete()
    gone: list[int] = []
    for rows in in_lists(in_batches(ReadFile.objects.only("token")), BATCH):
        tokens = {row.token for row in rows}
        there = set().union(*(holder.known(tokens) for holder in all_holders()))
        gone += [row.pk for row in rows if row.token not in there]
    for pks in in_lists(gone, BATCH):
        ReadFile.objects.filter(pk__in=pks).delete()
    FileText.objects.filter(files=None).delete()
    return len(gone)


def _unread(holder: Holder) -> Iterator[Reference]:
    for keys in in_lists(holder.keys(), BATCH):
        held = holder.files(keys)
        tokens = [file.token for files in held.values() for file in files]
        read = set(ReadFile.objects.filter(token__in=tokens).values_list("token", flat=True))
        for key, files in held.items():
            if any(file.token not in read for file in files):
                yield Reference(holder.kind, key)
