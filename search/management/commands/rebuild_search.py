"""Build the search index anew, without interrupting the search."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from search.port import EngineUnavailable
from search.rebuild import RebuildRunning, Report, rebuild
from search.registry import all_searchables


class Command(BaseCommand):
    help = "Build the search index anew beside the living one, then swap them at once."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._rebuild()
        except RebuildRunning:
            raise CommandError(
                "Another rebuild is running. If it was killed, try again in two minutes."
            ) from None
        except EngineUnavailable as error:
            raise CommandError(
                f"The search engine is not available: {error}. The old index goes on serving."
            ) from error
        for reference, failure in report.refused.items():
            self.stderr.write(f"{reference} cannot be indexed: {failure.reason}")
        found = report.documents - len(report.refused)
        self.stdout.write(f"Search index rebuilt: {found} documents.")

    def _rebuild(self) -> Report:
        total = sum(1 for described in all_searchables() for _key in described.keys())  # noqa: SIM118 - not a dict
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )  # fmt: skip
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("Indexing", total=total)
            return rebuild(lambda count: bar.advance(task, count))
