"""What a reader's page says of its upkeep: by page and the reader's tokens alone."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from portal.members.audiences import Reader, active_organisations_of
from portal.members.counties import LAENDER
from portal.publishing.models import ContentPage
from portal.publishing.parts import Part
from portal.upkeep.queries.validity import Flag, Standing, standing_of, successor_for

_NOTHING = mark_safe("")


def _standing(page: ContentPage, reader: Reader) -> SafeString:
    """Warn that the page is obsolete, that what it rests on has changed, that it is of a Land."""
    standing = standing_of(page)
    obsolete = standing.obsolete_since is not None
    if not (obsolete or standing.flags or standing.lands):
        return _NOTHING
    context = {
        "standing": standing,
        "successor": successor_for(reader, standing) if obsolete else None,
        "flags": [] if obsolete else _by_change(page, standing),
        "lands": [LAENDER[land] for land in standing.lands],
        "elsewhere": _is_elsewhere(reader, standing),
    }
    return render_to_string("upkeep/_standing.html", context)


def _is_elsewhere(reader: Reader, standing: Standing) -> bool:
    """Whether she acts for counties of other Länder only; of the public, nobody knows."""
    own = {one.land for one in active_organisations_of(reader) if one.land}
    return bool(own) and own.isdisjoint(standing.lands)


def _by_change(page: ContentPage, standing: Standing) -> list[tuple[Flag, list[tuple[int, str]]]]:
    """Return each change once, with number and title of the steps it concerns.

    A change that concerns the page as a whole, or a step that is gone, names no step.
    """
    places = _places(page) if any(flag.step for flag in standing.flags) else {}
    found: dict[int, tuple[Flag, list[tuple[int, str]]]] = {}
    for flag in standing.flags:
        _flag, steps = found.setdefault(flag.change, (flag, []))
        if flag.step in places:
            steps.append(places[flag.step])
    return [(flag, sorted(steps)) for flag, steps in found.values()]


def _places(page: ContentPage) -> dict[str, tuple[int, str]]:
    return {pk: (place, title) for place, (pk, title) in enumerate(page.steps_named(), 1)}


def flags_of_step(page: Any, place: int) -> list[Flag]:
    """Return what has changed for the step at this place, counted from 0."""
    standing = standing_of(page)
    if standing.obsolete_since or not any(flag.step for flag in standing.flags):
        return []
    known: dict[str, Any] = vars(page)
    steps: list[tuple[str, str]] = known.setdefault("_upkeep_steps", page.steps_named())
    number = steps[place][0] if place < len(steps) else None
    return [flag for flag in standing.flags if flag.step == number]


def _foundations(page: ContentPage, reader: Reader) -> SafeString:
    """Name what the page rests on; the county's own people find the way to its upkeep."""
    standing = standing_of(page)
    own = page.organisation_id in {one.pk for one in active_organisations_of(reader)}
    if not (standing.rests or own):
        return _NOTHING
    context = {"page": page, "foundations": standing.foundations, "own": own}
    return render_to_string("upkeep/_foundations.html", context)


STANDING = Part("standing", "top", _standing, joins=("upkeep",))
FOUNDATIONS = Part("foundations", "aside", _foundations)
