"""Bring in what counties already have: JSON Lines, Markdown with front matter, press releases."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.importing.actions import Options, Report, Watcher, import_content, sources_of
from portal.importing.lookup import Lookup
from portal.importing.problems import NotImportable
from portal.importing.records import RECORDS
from portal.importing.searching import make_searchable
from portal.importing.sources import Source
from portal.kernel.screen import Screen
from portal.members.content import Visibility
from search.registry import searchable


class Command(BaseCommand):
    help = "Import case studies, guidelines, news and questions (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="files (.jsonl, .md, .txt) or folders"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, write nothing"
        )
        parser.add_argument(
            "--organisation",
            default="",
            help="AGS or address of the organisation of what names none (press releases)",
        )
        parser.add_argument(
            "--visibility",
            default="",
            choices=Visibility.values,
            help="who may read what does not say it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        screen = Screen(self.stdout)
        chosen = Options(options["organisation"], options["visibility"], options["dry_run"])
        _check_organisation(chosen.organisation)
        begun = timezone.now()
        try:
            report = _import(options["paths"], chosen, screen, begun)
        except OperationalError as error:
            raise CommandError(
                _("The database does not answer: %(error)s") % {"error": error}
            ) from error
        except KeyboardInterrupt:
            raise CommandError(
                _("Interrupted. What was imported stays; run the same command again for the rest.")
            ) from None
        _show(report, screen, dry_run=chosen.dry_run)
        if not chosen.dry_run:
            make_searchable(screen, begun)
        if report.bad:
            raise CommandError(_bad_lines(report))


def _check_organisation(given: str) -> None:
    try:
        if given:
            Lookup().organisation(given, "organisation")
    except NotImportable as error:
        raise CommandError(f"--organisation: {error.reason}") from None


def _import(paths: list[str], options: Options, screen: Screen, now: datetime) -> Report:
    sources = sources_of(paths)
    size = sum(source.size for source in sources if isinstance(source, Source))
    with screen.progress(_("Read"), size) as bar:
        watcher = Watcher(lambda problem: screen.say(str(problem)), bar.advance)
        return import_content(sources, options, watcher, now)


def _show(report: Report, screen: Screen, *, dry_run: bool) -> None:
    headings = (_("Kind"), _("new"), _("updated"))
    screen.table(
        headings,
        [
            (_label(kind), str(report.created[kind]), str(report.updated[kind]))
            for kind in RECORDS
            if report.created[kind] or report.updated[kind]
        ],
    )
    if dry_run:
        screen.say(_("Dry run: nothing was written."))


def _label(kind: str) -> str:
    described = searchable(kind)
    return str(described.label) if described else kind


def _bad_lines(report: Report) -> str:
    return ngettext(
        "%(bad)d line was not imported, %(good)d were.",
        "%(bad)d lines were not imported, %(good)d were.",
        report.bad,
    ) % {"bad": report.bad, "good": report.imported}
