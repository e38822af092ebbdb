"""Where a page stands in the collection from which it was opened."""

from typing import Any
from urllib.parse import quote

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.kernel.content import Reference
from portal.members.models import User
from portal.trails.models import Trail
from portal.trails.queries import trail_at, way_of
from portal.trails.reading import Stop

register = template.Library()
PARAMETER = "sammlung"


@register.inclusion_tag("trails/_strip.html", takes_context=True)
def trail_strip(context: template.Context) -> dict[str, Any]:
    """Say which station this page is, and which comes next; nothing on all other pages.

    It costs queries only where the address names a collection.
    """
    request = context.get("request")
    if not isinstance(request, HttpRequest) or PARAMETER not in request.GET:
        return {}
    trail = trail_at(request.user, request.GET[PARAMETER].replace("\x00", ""))
    way = way_of(trail, request.user) if trail else ()
    stop = next((one for one in way if one.found.url == request.path), None)
    if trail is None or stop is None:
        return {}
    return {
        "trail": trail,
        "stop": stop,
        "total": len(way),
        "before": _address(trail, way[stop.number - 2]) if stop.number > 1 else "",
        "after": _address(trail, way[stop.number]) if stop.number < len(way) else "",
        "ticks": isinstance(request.user, User),
        "csrf_token": context.get("csrf_token"),
    }


def _address(trail: Trail, stop: Stop) -> str:
    return f"{stop.found.url}?{PARAMETER}={quote(trail.slug)}"


@register.simple_tag
def new_trail_url() -> str:
    """Return where curators begin a collection in the CMS."""
    folder = Trail.folder()
    return reverse("wagtailadmin_pages:add", args=["trails", "trail", folder.pk])


@register.simple_tag
def place_for_tick(number: int, reference: Reference) -> SafeString:
    """Leave room for a reader's own tick in what all see alike (`portal/trails/views.py`)."""
    place = f"station:{number}:{reference.kind}:{quote(reference.key, safe='')}"
    return format_html("<!--{}-->", place)
