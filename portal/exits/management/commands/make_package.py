"""Make a county's exit package where nobody of the county can: whoever has this, reads it all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.exits.packing.contents import pack, size_of
from portal.importing.lookup import Lookup
from portal.importing.problems import NotImportable
from portal.kernel.screen import Screen


class Command(BaseCommand):
    help = "Write a county's exit package to a file, to be handed over by the operator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", metavar="AGS-OR-ADDRESS")
        parser.add_argument("file", metavar="FILE", type=Path, help="must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            organisation = Lookup().organisation(options["organisation"], "organisation")
        except NotImportable as error:
            raise CommandError(error.reason) from None
        screen = Screen(self.stdout)
        try:
            with (
                path.open("xb") as target,
                screen.progress(_("Package"), size_of(organisation)) as bar,
            ):
                path.chmod(0o600)
                packed = pack(organisation, target, timezone.now(), lambda: bar.advance(1))
        except FileExistsError:
            raise CommandError(_("%(file)s exists already.") % {"file": path}) from None
        except BaseException:
            # Half a package is none.
            path.unlink(missing_ok=True)
            raise
        screen.say(
            _("%(count)d things of %(organisation)s: %(file)s")
            % {
                "count": sum(packed.counts.values()),
                "organisation": organisation.display_name,
                "file": path,
            }
        )
