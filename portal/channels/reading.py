"""Rows of a table as figures or channels, checked row by row before anything is written."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.channels.actions import Draft, Figure, channels_by_identity, identity_of
from portal.channels.links import safe_link
from portal.channels.models import LINE_LENGTH, TEXT_LENGTH, Channel, ChannelFigure, Hideable, State
from portal.channels.rules import NEXT_STATES
from portal.channels.values import day_of, month_start_of, number_of
from portal.kernel.tables.rows import (
    Row,
    bounded,
    by_every_name,
    chosen,
    columns_of,
    mark_repeated,
    named,
    numbered,
    read_row,
)
from portal.kernel.text import clean_line, clean_text
from portal.members.models import Organisation
from portal.taxonomy.models import Platform

# The header of a channel's column in files we write; they are read under the same names.
COLUMNS: dict[str, str] = {
    "organisation": "Landkreis",
    "ags": "AGS",
    "platform": "Plattform",
    "name": "Name",
    "address": "Adresse",
    "state": "Zustand",
    "since": "seit",
    "until": "bis",
    "unit": "zuständig",
    "service_hours": "Servicezeiten",
    "netiquette_url": "Netiquette",
    "imprint_url": "Impressum",
    "privacy_url": "Datenschutz",
    "languages": "Sprachen",
    "accessibility": "Barrierefreiheit",
    "lessons": "Erfahrungen",
    "visibility": "sichtbar für",
    "members_only_fields": "nur für Mitglieder",
    "confirmed_at": "bestätigt am",
}
NEEDED = ("platform", "name")
MOST_CHANNELS = 500
STATES = {"geplant": "planned", "aktiv": "active", "pausiert": "paused", "geschlossen": "closed"}
VISIBLE_TO = {"alle": "public", "Mitglieder": "members"}
KINDS = {
    "Follower": "followers",
    "Beiträge": "posts",
    "Reichweite": "reach",
    "Aufrufe": "views",
    "Interaktionen": "interactions",
    "Nachrichten": "messages",
    "Eingegangene Nachrichten": "messages",
}
FIELDS = {
    "zuständig": "unit",
    "Servicezeiten": "service_hours",
    "Barrierefreiheit": "accessibility",
    "Erfahrungen": "lessons",
    "Zahlen": "figures",
    "Momentaufnahmen": "snapshots",
}


# --- Figures ------------------------------------------------------------------------------------


def read_figures(rows: Sequence[Sequence[str]], today: date) -> list[Row[Figure]]:
    """Read rows of day, kind, number and, if there is one, a note; a header is passed over."""
    kinds = _kinds()
    found = [
        read_row(number, cells, lambda cells: _figure(cells, kinds, today))
        for number, cells in numbered(rows)
        if not (number == 1 and _is_header(cells))
    ]
    mark_repeated(found, lambda figure: (figure.on, figure.kind), _("This day is in it twice."))
    return found


def _is_header(cells: Sequence[str]) -> bool:
    return not any(character.isdigit() for character in "".join(cells))


def _figure(cells: Sequence[str], kinds: Mapping[str, str], today: date) -> Figure:
    if len(cells) < 3:
        raise ValidationError(_("Please give a day, what was counted, and a number."))
    on = day_of(cells[0])
    if on > today:
        raise ValidationError(_("This day is still to come."))
    kind = kinds.get(cells[1].strip().casefold())
    if kind is None:
        raise ValidationError(
            _("“%(text)s” is nothing we count. Known are: %(known)s.")
            % {"text": cells[1][:40], "known": ", ".join(map(str, ChannelFigure.Kind.labels))}
        )
    note = clean_line(cells[3]) if len(cells) > 3 else ""
    return Figure(on=on, kind=kind, value=number_of(cells[2]), note=bounded(note, LINE_LENGTH))


def _kinds() -> dict[str, str]:
    """Return kinds by every name people may give them: key, German, and as shown to them."""
    names = {kind.value: kind.value for kind in ChannelFigure.Kind}
    shown = {str(kind.label).casefold(): kind.value for kind in ChannelFigure.Kind}
    return names | shown | {name.casefold(): kind for name, kind in KINDS.items()}


# --- Channels -----------------------------------------------------------------------------------


def read_channels(rows: Sequence[Sequence[str]], organisation: Organisation) -> list[Row[Draft]]:
    """Read rows under a header with our column names; raises ValidationError without them."""
    if not rows:
        return []
    if len(rows) > MOST_CHANNELS + 1:
        raise ValidationError(_("More than 500 channels. Please split them."))
    columns = columns_of(rows[0], COLUMNS, NEEDED)
    platforms = _platforms()
    found = [
        read_row(
            number, cells, lambda cells: _draft(named(columns, cells), organisation, platforms)
        )
        for number, cells in numbered(rows)
        if number > 1
    ]
    mark_repeated(found, identity_of, _("This channel is in it twice."))
    known = channels_by_identity(organisation)
    for row in found:
        _compare(row, known)
    return found


def _platforms() -> dict[str, Platform]:
    platforms = list(Platform.objects.all())
    by_slug = {platform.slug.casefold(): platform for platform in platforms}
    return by_slug | {platform.name.casefold(): platform for platform in platforms}


def _draft(
    cells: Mapping[str, str], organisation: Organisation, platforms: Mapping[str, Platform]
) -> Draft:
    _require_own(cells, organisation)
    draft = Draft(
        platform=chosen(cells.get("platform", ""), platforms),
        name=_line(cells, "name"),
        address=_link(cells, "address"),
        state=chosen(cells.get("state") or "aktiv", by_every_name(STATES)),
        since=_month(cells, "since"),
        until=_month(cells, "until"),
        unit=_line(cells, "unit"),
        service_hours=_line(cells, "service_hours"),
        netiquette_url=_link(cells, "netiquette_url"),
        imprint_url=_link(cells, "imprint_url"),
        privacy_url=_link(cells, "privacy_url"),
        languages=_line(cells, "languages"),
        accessibility=_text(cells, "accessibility"),
        lessons=_text(cells, "lessons"),
        visibility=chosen(cells.get("visibility") or "alle", by_every_name(VISIBLE_TO)),
        members_only_fields=_hidden(cells.get("members_only_fields", "")),
    )
    require_complete(draft)
    return draft


def require_complete(draft: Draft) -> None:
    """Raise ValidationError with the way out where parts of a channel do not fit each other."""
    if not draft.name:
        raise ValidationError(_("Please give the channel's name."))
    if not draft.address and draft.state not in {State.PLANNED, State.CLOSED}:
        raise ValidationError(_("A channel that runs has an address."))
    if draft.state == State.CLOSED and not (draft.until and draft.lessons):
        raise ValidationError(
            _("A closed channel says until when it ran, and why it was closed (lessons).")
        )
    if draft.state != State.CLOSED and draft.until:
        raise ValidationError(_("Only a closed channel has an end."))
    if draft.since and draft.until and draft.until < draft.since:
        raise ValidationError(_("The end lies before the beginning."))


def _require_own(cells: Mapping[str, str], organisation: Organisation) -> None:
    names = {organisation.display_name, organisation.slug, ""}
    if cells.get("organisation", "") not in names or (
        cells.get("ags", "").zfill(5) not in {organisation.ags, "00000"}
    ):
        raise ValidationError(_("This row belongs to another county."))


def _hidden(text: str) -> tuple[str, ...]:
    known = by_every_name(FIELDS)
    return tuple(chosen(part, known) for part in text.split(",") if part.strip())


def _line(cells: Mapping[str, str], name: str) -> str:
    return bounded(clean_line(cells.get(name, "")), LINE_LENGTH)


def _text(cells: Mapping[str, str], name: str) -> str:
    return bounded(clean_text(cells.get(name, "")).strip(), TEXT_LENGTH)


def _link(cells: Mapping[str, str], name: str) -> str:
    text = cells.get(name, "").strip()
    return safe_link(text) if text else ""


def _month(cells: Mapping[str, str], name: str) -> date | None:
    text = cells.get(name, "").strip()
    return month_start_of(text) if text else None


def _compare(row: Row[Draft], known: Mapping[object, Channel]) -> None:
    """Say whether the row is new, and whether its state can follow the one there is."""
    if row.value is None:
        return
    there = known.get(identity_of(row.value))
    row.is_new = there is None
    if there and row.value.state not in {there.state, *NEXT_STATES[there.state]}:
        row.errors.append(
            _("This channel is “%(state)s” here; that cannot follow.")
            % {"state": there.get_state_display()}
        )


def hidden_names(fields: Sequence[str]) -> str:
    """Write hidden fields as a file names them."""
    names = {value: name for name, value in FIELDS.items()}
    return ", ".join(names[one] for one in Hideable.values if one in fields)
