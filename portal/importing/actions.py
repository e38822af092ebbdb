"""Import files: read, check, write in batches. One bad line costs its neighbours nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

import structlog
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Invalid
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from portal.importing.lookup import Lookup
from portal.importing.problems import Place, Problem, UnknownFields, problems_of
from portal.importing.records import RECORDS, Record, unknown_fields
from portal.importing.sources import Raw, Source, find_sources, read
from portal.importing.writers import Circumstances, Write, writer, wrong_references

BATCH = 200

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports decides for the whole run."""

    organisation: str = ""
    visibility: str = ""
    dry_run: bool = False


@dataclass(slots=True)
class Report:
    """What a run did: counts per kind, and how many lines were bad."""

    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    bad: int = 0

    @property
    def imported(self) -> int:
        """How many lines were imported."""
        return self.created.total() + self.updated.total()


@dataclass(slots=True)
class Watcher:
    """Whom to tell while it runs: of every problem, and of how many bytes are done."""

    problem: Callable[[Problem], None]
    advance: Callable[[int], None] = lambda _size: None


@dataclass(frozen=True, slots=True)
class _Checked:
    raw: Raw
    kind: str
    write: Write


def import_content(
    sources: Iterable[Source | Problem], options: Options, watcher: Watcher, now: datetime
) -> Report:
    """Import everything the sources hold. A dry run does the same and takes all of it back."""
    run = _Run(options, watcher, Circumstances(Lookup(), now))
    checked = run.check(sources)
    while batch := list(islice(checked, BATCH)):
        run.write(batch)
    run.give_hints()
    return run.report


def sources_of(paths: Sequence[str]) -> list[Source | Problem]:
    """Find the files once, so that the size of the work is known before it begins."""
    return list(find_sources(paths))


class _Run:
    """One run over all files: what it has seen so far, and what came of it."""

    def __init__(self, options: Options, watcher: Watcher, shared: Circumstances) -> None:
        self.report = Report()
        self._options = options
        self._watcher = watcher
        self._shared = shared
        self._unknown = UnknownFields()
        self._first_place: dict[tuple[str, str], Place] = {}

    def check(self, sources: Iterable[Source | Problem]) -> Iterator[_Checked]:
        """Yield what can be written; report the rest."""
        for raw in self._raws(sources):
            try:
                yield self._checked(raw)
            except _Bad as bad:
                self._report(bad.problems)
            finally:
                self._watcher.advance(raw.size)

    def _raws(self, sources: Iterable[Source | Problem]) -> Iterator[Raw]:
        for source in sources:
            for found in read(source) if isinstance(source, Source) else (source,):
                if isinstance(found, Problem):
                    self._report([found])
                else:
                    yield found

    def _checked(self, raw: Raw) -> _Checked:
        kind, record = self._record(raw)
        self._first_time(raw, kind, record)
        wrong = wrong_references(record, self._shared.lookup)
        if problems := [_at(raw, error.field, error.reason) for error in wrong]:
            raise _Bad(problems)
        write = writer(record, self._shared, publish=not raw.is_press_release)
        return _Checked(raw, kind, write)

    def _record(self, raw: Raw) -> tuple[str, Record]:
        values = {**self._defaults(), **raw.values}
        kind = values.get("kind")
        record_type = RECORDS.get(kind) if isinstance(kind, str) else None
        if record_type is None:
            raise _Bad([_at(raw, "kind", _unknown_kind(kind))])
        for name in unknown_fields(record_type, raw.values):
            self._unknown.note(_at(raw, name, "").place, name)
        try:
            return str(kind), record_type.model_validate(values)
        except ValidationError as error:
            raise _Bad(list(problems_of(error, raw.place, raw.lines))) from None

    def _defaults(self) -> dict[str, str]:
        given = {"organisation": self._options.organisation, "visibility": self._options.visibility}
        return {name: value for name, value in given.items() if value}

    def _first_time(self, raw: Raw, kind: str, record: Record) -> None:
        first = self._first_place.setdefault((kind, record.key), raw.place)
        if first != raw.place:
            reason = _("“%(key)s” was there before, at %(place)s.")
            raise _Bad([_at(raw, "key", reason % {"key": record.key, "place": first})])

    def write(self, batch: Sequence[_Checked]) -> None:
        """Write a batch in one transaction, every line of it in a savepoint of its own."""
        with transaction.atomic():
            for checked in batch:
                self._write_one(checked)
            transaction.set_rollback(self._options.dry_run)

    def _write_one(self, checked: _Checked) -> None:
        try:
            with transaction.atomic():
                created = checked.write()
        except Invalid as error:
            self._report(_problems_of_model(checked.raw, error))
        except Exception as error:  # a fault of ours in one line must not lose the others
            logger.exception("import_failed", place=str(checked.raw.place))
            reason = _("cannot be saved, because of a fault in Kreiswissen (%(error)s).")
            name = type(error).__name__
            self._report([_at(checked.raw, "", reason % {"error": name})])
        else:
            (self.report.created if created else self.report.updated)[checked.kind] += 1

    def give_hints(self) -> None:
        """Report what was collected over the whole run."""
        self._report(list(self._unknown.hints()))

    def _report(self, problems: Collection[Problem]) -> None:
        """Tell the problems of one line; several of them are still one bad line."""
        self.report.bad += any(not problem.is_hint for problem in problems)
        for problem in problems:
            self._watcher.problem(problem)


class _Bad(Exception):
    """A line cannot be imported."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def _at(raw: Raw, name: str, reason: str) -> Problem:
    line = raw.lines.get(name.split(".", maxsplit=1)[0], raw.place.line)
    return Problem(Place(raw.place.file, line), reason, name)


def _unknown_kind(kind: object) -> str:
    known = ", ".join(RECORDS)
    if kind is None:
        return _("is missing. Known kinds: %(kinds)s.") % {"kinds": known}
    return _("“%(kind)s” is unknown. Known kinds: %(kinds)s.") % {
        "kind": str(kind)[:40],
        "kinds": known,
    }


def _problems_of_model(raw: Raw, error: Invalid) -> list[Problem]:
    if not hasattr(error, "error_dict"):
        return [_at(raw, "", " ".join(error.messages))]
    return [
        _at(raw, "" if name == NON_FIELD_ERRORS else name, " ".join(messages))
        for name, messages in error.message_dict.items()
    ]
