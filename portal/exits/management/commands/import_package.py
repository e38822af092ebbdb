"""Take in what a county brought along from another instance."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.exits.unpacking.taking_in import Outcome, Watcher, import_package
from portal.importing.searching import make_searchable
from portal.kernel.screen import Screen
from portal.members.estates import BadPackage, all_kinds


class Command(BaseCommand):
    help = "Import a county's exit package into an instance where it owns nothing yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the package (.zip)")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        screen, begun = Screen(self.stdout), timezone.now()
        try:
            with screen.progress(_("Import"), _size(options["file"])) as bar:
                watcher = Watcher(
                    unpacked=lambda size: bar.advance(size, 0), written=lambda: bar.advance(0)
                )
                outcome = import_package(
                    options["file"], dry_run=options["dry_run"], now=begun, watcher=watcher
                )
        except (BadPackage, OSError) as error:
            raise CommandError(str(error)) from None
        except OperationalError as error:
            raise CommandError(
                _("The database does not answer: %(error)s") % {"error": error}
            ) from error
        _show(outcome, screen, dry_run=options["dry_run"])
        if not options["dry_run"] and not outcome.imported_before:
            make_searchable(screen, begun)


def _size(path: Path) -> int:
    """Return about what the package unpacks to."""
    return path.stat().st_size


def _show(outcome: Outcome, screen: Screen, *, dry_run: bool) -> None:
    manifest = outcome.manifest
    if outcome.imported_before:
        screen.say(
            _("This package was imported on %(date)s. Nothing was changed.")
            % {"date": f"{timezone.localtime(outcome.imported_before):%d.%m.%Y %H:%M}"}
        )
        return
    rows = [(str(kind.label), str(manifest.counts[kind.name])) for kind in all_kinds()]
    screen.table((_("Kind"), _("here and in the package")), rows)
    screen.say(f"{manifest.organisation.name} ← {manifest.instance}")
    for lost in manifest.missing:
        screen.say(_("Was lost before the package was made: %(file)s") % {"file": lost})
    if dry_run:
        screen.say(_("Dry run: nothing was written."))
