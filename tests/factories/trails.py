"""Collections as tests need them."""

from typing import Any

from django.utils import timezone

from portal.kernel.content import new_key
from portal.members.models import Organisation
from portal.publishing.imports import Common
from portal.trails.actions import NewStation, import_trail
from portal.trails.models import Trail

_COMMON = ("key", "title", "visibility", "topics", "channels", "published_at", "summary", "publish")


def trail(of: Organisation, *things: Any, **fields: Any) -> Trail:
    """Import a public collection of an organisation that leads to these things."""
    common = {name: fields.pop(name) for name in _COMMON if name in fields}
    common = {
        "key": new_key(),
        "title": "Einstieg in Social Media",
        "visibility": "public",
        **common,
    }
    stations = [
        one if isinstance(one, NewStation) else NewStation(one.reference, f"Weil: {one.title}")
        for one in things
    ]
    return import_trail(
        Common(organisation=of, **common), now=timezone.now(), stations=stations, **fields
    ).page
