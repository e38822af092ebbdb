"""What a long command shows: a moving bar on a terminal, plain lines where it is piped."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from portal.kernel.text import clean_line

_PLAIN_EVERY = 1_000


class Screen:
    """Lines, tables and the progress of a command."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._console = Console() if out.isatty() else None

    def say(self, text: str) -> None:
        """Write one line; control characters in it (file names, values) are taken out."""
        line = clean_line(text)
        if self._console:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            self._out.write(line)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table."""
        if self._console is None:
            for row in (headings, *rows):
                self._out.write("\t".join(row))
            return
        table = Table(*headings)
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    def progress(self, label: str, total: int) -> "Bar":
        """Begin to show how far something is, out of TOTAL."""
        if self._console is None:
            return Bar(label, total, self.say)
        return LiveBar(label, total, self._console)


class Bar:
    """Progress as plain lines: one at every thousandth thing done."""

    def __init__(self, label: str, total: int, say: Callable[[str], None]) -> None:
        self.label = label
        self.total = total
        self.things = 0
        self._say = say

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to tidy up: lines stay."""

    def advance(self, amount: int, things: int = 1) -> None:  # noqa: ARG002 - lines count things
        """AMOUNT of the total and THINGS more are done."""
        before, self.things = self.things, self.things + things
        if before // _PLAIN_EVERY < self.things // _PLAIN_EVERY:
            self._say(_("%(label)s: %(count)d") % {"label": self.label, "count": self.things})


class LiveBar(Bar):
    """Progress as a moving bar."""

    def __init__(self, label: str, total: int, console: Console) -> None:
        super().__init__(label, total, console.print)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[things]}"),
            TimeRemainingColumn(),
            console=console,
        )
        self._task = self._progress.add_task(label, total=total, things=0)
        self._live: AbstractContextManager[object] = nullcontext()

    def __enter__(self) -> "LiveBar":
        self._live = self._progress
        self._live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the bar as it stands."""
        self._live.__exit__(kind, error, trace)

    def advance(self, amount: int, things: int = 1) -> None:
        """Move the bar by AMOUNT; THINGS more are done."""
        self.things += things
        self._progress.update(self._task, advance=amount, things=self.things)
