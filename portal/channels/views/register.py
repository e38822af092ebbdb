"""Reading the register: all channels, a county's, one; and taking it away as a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from portal.channels.charts import charts_of
from portal.channels.forms import FigureForm
from portal.channels.models import Channel, State
from portal.channels.queries import (
    ShownChannel,
    Wanted,
    channels_of,
    events_of,
    figures_of,
    lands_of_participants,
    members_in,
    platform_counts,
    register,
    shown,
    snapshot_for,
    snapshots_of,
    visible_channels,
)
from portal.channels.rules import NEXT_STATES, acts_for, may_keep, may_record_figures, may_remove
from portal.channels.views.options import Option, land_options, platform_options, state_options
from portal.channels.writing import table_of
from portal.kernel.charts import bars_of
from portal.kernel.tables.downloads import download
from portal.members.models import Organisation

PAGE_SIZE = 50
MOST_EXPORTED = 10_000
# For this reader's browser only: who may see a picture can change.
PICTURE_CACHE = "private, max-age=600"


@require_GET
def channel_list(request: HttpRequest) -> HttpResponse:
    """Show the register of all who take part, and how many run which platform."""
    wanted = _wanted(request)
    page = Paginator(register(request.user, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = platform_counts(request.user, wanted.land)
    context = {
        "page": page,
        "channels": [shown(channel, request.user) for channel in page.object_list],
        "wanted": wanted,
        "filters": _filters(wanted),
        "counts": counts,
        "members": members_in(wanted.land),
        "chart": bars_of([(one.name, one.number, str(one.number)) for one in counts]),
        "query": request.GET.urlencode(),
        "led": request.user.led_organisations if request.user.is_authenticated else (),
    }
    return render(request, "channels/channel_list.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    asked = {name: request.GET.get(name, "")[:60] for name in ("plattform", "land", "zustand")}
    state = asked["zustand"] if asked["zustand"] in State.values else ""
    return Wanted(
        platform=asked["plattform"],
        land=asked["land"],
        state=state,
        organisation=request.GET.get("kreis", "")[:120],
    )


def _filters(wanted: Wanted) -> list[tuple[str, str, list[Option]]]:
    return [
        ("plattform", wanted.platform, platform_options()),
        ("land", wanted.land, land_options(lands_of_participants())),
        ("zustand", wanted.state, state_options()),
    ]


@require_GET
def channel_export(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out the register as a table: what this reader may see, and no more."""
    rows = register(request.user, _wanted(request))[:MOST_EXPORTED]
    table = table_of(shown(channel, request.user) for channel in rows)
    return download(table, ending, name="kanaele", sheet="Kanäle")


@require_GET
def organisation_channels(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a county's channels."""
    organisation = get_object_or_404(Organisation, slug=slug)
    context = {
        "organisation": organisation,
        "channels": channels_of(request.user, organisation),
        "may_keep": bool(may_keep(request.user, organisation)),
    }
    return render(request, "channels/organisation_channels.html", context)


@require_GET
def channel_detail(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show one channel with its figures, snapshots and lessons."""
    channel = get_object_or_404(visible_channels(request.user), organisation__slug=slug, key=key)
    return detail_response(request, channel)


def detail_response(
    request: HttpRequest, channel: Channel, figure_form: FigureForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a channel's page; with what was typed where a figure was refused."""
    seen = shown(channel, request.user)
    figures = list(figures_of([channel.pk])) if seen.shows_figures else []
    own = acts_for(request.user, channel.organisation_id)
    context = {
        "channel": seen,
        "figures": sorted(figures, key=lambda figure: figure.on, reverse=True),
        "charts": charts_of(figures),
        "snapshots": list(snapshots_of(channel.pk)) if seen.shows_snapshots else [],
        "events": list(events_of(channel.pk)) if own else [],
        "form": figure_form or FigureForm(timezone.localdate()),
        **_rights(request, channel, seen),
    }
    return render(request, "channels/channel_detail.html", context, status=status)


def _rights(request: HttpRequest, channel: Channel, seen: ShownChannel) -> dict[str, Any]:
    keeps = bool(may_keep(request.user, channel.organisation))
    following = NEXT_STATES[channel.state] if keeps else frozenset()
    return {
        "may_keep": keeps,
        "may_count": bool(may_record_figures(request.user, channel.organisation)),
        "may_remove": bool(may_remove(request.user, channel, timezone.now())),
        "may_start": State.ACTIVE in following and bool(seen.address),
        "may_pause": State.PAUSED in following,
        "may_close": State.CLOSED in following,
    }


@require_safe
def snapshot_image(
    request: HttpRequest,
    slug: str,  # noqa: ARG001 - part of the address
    key: str,
    snapshot: str,
) -> HttpResponseBase:
    """Hand out a snapshot's picture to those who see the channel's snapshots."""
    found = snapshot_for(request.user, snapshot)
    if found is None or found.channel.key != key or not found.image:
        raise Http404
    file = found.image.open("rb")
    response = FileResponse(file, content_type=found.image_type)
    response["Cache-Control"] = PICTURE_CACHE
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
