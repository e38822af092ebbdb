"""Turn the export of another forum into lines for `import_content`."""

import csv
import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.importing.forums import (
    Thread,
    Writer,
    line_of,
    people_of,
    threads_of_discourse,
    threads_of_table,
)
from portal.importing.lookup import Lookup
from portal.kernel.frontmatter import Unreadable
from portal.kernel.tables.files import rows_of_file

MOST_BYTES = 200 * 1024 * 1024


class Command(BaseCommand):
    help = "Turn topics of Discourse or a table of posts into lines to import (docs/import.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="exports (.json, .csv)")
        parser.add_argument(
            "--people", required=True, help="CSV or XLSX: who wrote for which organisation"
        )
        parser.add_argument("--out", required=True, help="the .jsonl file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        people, topics = _people(Path(options["people"])), Lookup().topics.by_name
        counted: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        with Path(options["out"]).open("w", encoding="utf-8") as out:
            for place, found in _all_threads(options["paths"]):
                try:
                    line = line_of(_with_known_tags(found, topics, unknown), people)
                except Unreadable as error:
                    counted["bad"] += 1
                    self.stdout.write(f"{place}: {error.reason}")
                else:
                    counted["good"] += 1
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._say(counted["good"], unknown)
        if bad := counted["bad"]:
            raise CommandError(_not_converted(bad))

    def _say(self, good: int, unknown: Counter[str]) -> None:
        done = ngettext("%(n)d thread was converted.", "%(n)d threads were converted.", good)
        self.stdout.write(done % {"n": good})
        for tag, number in unknown.most_common():
            left_out = _("“%(tag)s” is no topic here and was left out (%(number)d times).")
            self.stdout.write(left_out % {"tag": tag, "number": number})


def _not_converted(bad: int) -> str:
    sentence = ngettext(
        "%(bad)d thread was not converted.", "%(bad)d threads were not converted.", bad
    )
    return sentence % {"bad": bad}


def _people(path: Path) -> Mapping[str, Writer]:
    try:
        return people_of(rows_of_file(path.name, path.read_bytes()))
    except OSError as error:
        raise CommandError(f"--people: {error.strerror or error}") from None
    except ValidationError as error:
        raise CommandError(f"--people: {' '.join(error.messages)}") from None
    except Unreadable as error:
        raise CommandError(f"--people, {error.line}: {error.reason}") from None


def _all_threads(paths: list[str]) -> Iterator[tuple[str, Thread | Unreadable]]:
    """Yield the threads of all files, each with its file and number."""
    for path in paths:
        for number, found in enumerate(_threads(Path(path)), 1):
            yield f"{path}, {number}", found


def _threads(path: Path) -> Iterator[Thread | Unreadable]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(_("The file is larger than 200 MB. Please split it."))
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".csv":
            yield from threads_of_table(_rows(text))
        else:
            yield from threads_of_discourse(json.loads(text))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError, csv.Error) as error:
        yield error if isinstance(error, Unreadable) else Unreadable(_("The file cannot be read."))


def _rows(text: str) -> list[dict[str, str]]:
    first = text.split("\n", 1)[0]
    separator = next((one for one in ("\t", ";") if one in first), ",")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=separator, strict=True))


def _with_known_tags(
    found: Thread | Unreadable, known: Collection[str], unknown: Counter[str]
) -> Thread:
    if isinstance(found, Unreadable):
        raise found
    unknown.update(tag for tag in found.tags if tag.casefold() not in known)
    return replace(found, tags=tuple(tag for tag in found.tags if tag.casefold() in known))
