"""Collections as readers see them, and the ticks of who is logged in."""

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.requests import person_of
from portal.publishing.rules import may_enter_cms
from portal.publishing.views import Face, page_list, shown_or_404, shown_page
from portal.trails import actions
from portal.trails.forms import MarkForm
from portal.trails.models import Trail
from portal.trails.queries import hidden_from, read_by, trail_at, way_of
from portal.trails.reading import Stop

# Where the page that all see alike has room for what is one reader's own. No text of a person
# contains a comment, as it is escaped or sanitised; keys are quoted.
_STATION = re.compile(r"<!--station:(\d+):([a-z_]+):([^>]*?)-->")
_PROGRESS = "<!--progress-->"


@require_safe
def trail_list(request: HttpRequest) -> HttpResponse:
    """Show the collections the reader may see, newest first."""
    return page_list(Trail, request, "trails/trail_list.html", _("Collections"))


@require_safe
def trail_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a collection; who is logged in sees how far she is."""
    shown = shown_or_404(Trail, request, slug)
    article = shown.face.article
    if isinstance(request.user, User):
        article = _with_ticks(request, shown.face, slug, request.user)
    return shown_page(request, Trail, shown, article)


def _with_ticks(request: HttpRequest, face: Face, slug: str, person: User) -> SafeString:
    places = _STATION.findall(face.article)
    read = read_by(person, face.number)
    done = sum(_reference(kind, key) in read for _number, kind, key in places)
    context = {"slug": slug, "done": done, "total": len(places)}
    if may_enter_cms(person):
        context["hidden"] = hidden_from(face.number, len(places))
    progress = render_to_string("trails/_progress.html", context, request)

    def tick(place: re.Match[str]) -> str:
        reference = _reference(place[2], place[3])
        shown = {"slug": slug, "number": place[1], "station": reference, "read": reference in read}
        return render_to_string("trails/_tick.html", shown, request)

    html = _STATION.sub(tick, face.article.replace(_PROGRESS, progress))
    return mark_safe(html)  # noqa: S308 - the article and templates of ours


def _reference(kind: str, key: str) -> Reference:
    return Reference(kind, unquote(key))


@require_POST
@login_required
def station_mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick a station off, or take the tick back; go back to it, or on to the next one."""
    trail, person, form = _trail_or_404(request, slug), person_of(request), MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    way = way_of(trail, person)
    stop = next((one for one in way if one.reference == form.cleaned_data["station"]), None)
    if stop is None:
        raise Http404
    if form.cleaned_data["read"]:
        actions.mark_read(actor=person, trail=trail, reference=stop.reference, now=timezone.now())
    else:
        actions.mark_unread(actor=person, trail=trail, reference=stop.reference)
    return redirect(_onward(trail, way, stop, onward=form.cleaned_data["onward"]))


def _onward(trail: Trail, way: Sequence[Stop], stop: Stop, *, onward: bool) -> str:
    if onward and stop.number < len(way):
        return f"{way[stop.number].found.url}?sammlung={quote(trail.slug)}"
    return f"{trail.get_absolute_url()}#station-{stop.number}"


@login_required
@never_cache
def trail_restart(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether all ticks shall go, or take them."""
    trail = _trail_or_404(request, slug)
    if request.method == "POST":
        actions.begin_anew(actor=person_of(request), trail=trail)
        messages.success(request, _("Your ticks are deleted. You begin anew."))
        return redirect(trail)
    return render(request, "trails/trail_restart.html", {"trail": trail})


def _trail_or_404(request: HttpRequest, slug: str) -> Trail:
    trail = trail_at(request.user, slug)
    if trail is None:
        raise Http404
    return trail
