"""Figures, snapshots and whole tables."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.channels import actions
from portal.channels.forms import FigureForm, SnapshotForm
from portal.channels.models import Channel
from portal.channels.queries import figures_of
from portal.channels.reading import read_channels, read_figures
from portal.channels.rules import may_keep, may_record_figures
from portal.channels.views.common import own_channel, own_organisation
from portal.channels.views.register import detail_response
from portal.kernel.tables.forms import TableForm, shown
from portal.kernel.tables.rows import Row, T, all_right, values_of
from portal.kernel.verdict import require
from portal.members.models import Organisation
from portal.members.requests import person_of


@login_required
@require_POST
def figure_add(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Record one figure by hand."""
    channel = own_channel(request, slug, key)
    require(may_record_figures(request.user, channel.organisation))
    form = FigureForm(timezone.localdate(), request.POST)
    if not form.is_valid():
        return detail_response(request, channel, form, status=422)
    figure = actions.Figure(**form.cleaned_data)
    actions.record_figures(
        actor=person_of(request), channel=channel, figures=[figure], now=timezone.now()
    )
    messages.success(request, _("The figure is recorded."))
    return redirect(channel)


@login_required
@require_POST
def figure_remove(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Take out a figure that was recorded for a wrong day."""
    channel = own_channel(request, slug, key)
    figure = get_object_or_404(figures_of([channel.pk]).select_related("channel"), pk=pk)
    actions.remove_figure(actor=person_of(request), figure=figure, now=timezone.now())
    messages.success(request, _("The figure is removed."))
    return redirect(channel)


@login_required
def figures_import(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Read figures from a file or pasted rows; shown first, written when all rows are right."""
    channel = own_channel(request, slug, key)
    require(may_record_figures(request.user, channel.organisation))
    form = TableForm(request.POST or None, request.FILES or None)
    rows: Sequence[Row[actions.Figure]] = ()
    if request.method == "POST" and form.is_valid():
        rows = read_figures(form.cleaned_data["table"], timezone.localdate())
        if "save" in request.POST and all_right(rows):
            return _record_figures(request, channel, values_of(rows))
    return _preview(request, "channels/figures_import.html", form, rows, channel=channel)


def _record_figures(
    request: HttpRequest, channel: Channel, figures: Sequence[actions.Figure]
) -> HttpResponseRedirect:
    number = actions.record_figures(
        actor=person_of(request), channel=channel, figures=figures, now=timezone.now()
    )
    messages.success(
        request,
        ngettext("%(number)d figure is recorded.", "%(number)d figures are recorded.", number)
        % {"number": number},
    )
    return redirect(channel)


@login_required
def channel_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a county's channels from a table; shown first, written when all rows are right."""
    organisation = own_organisation(request, slug)
    require(may_keep(request.user, organisation))
    form = TableForm(request.POST or None, request.FILES or None)
    rows = _channel_rows(form, organisation) if request.method == "POST" else ()
    if rows and "save" in request.POST and all_right(rows):
        return _import(request, organisation, values_of(rows), form) or _preview(
            request, "channels/channel_import.html", form, rows, organisation=organisation
        )
    return _preview(request, "channels/channel_import.html", form, rows, organisation=organisation)


def _channel_rows(form: TableForm, organisation: Organisation) -> Sequence[Row[actions.Draft]]:
    if not form.is_valid():
        return ()
    try:
        rows = read_channels(form.cleaned_data["table"], organisation)
    except ValidationError as error:
        form.add_error(None, error)
        return ()
    if not rows:
        form.add_error(None, _("There is no row below the first one."))
    return rows


def _import(
    request: HttpRequest,
    organisation: Organisation,
    drafts: Sequence[actions.Draft],
    form: TableForm,
) -> HttpResponseRedirect | None:
    try:
        new, known = actions.import_channels(
            actor=person_of(request), organisation=organisation, drafts=drafts, now=timezone.now()
        )
    except (actions.StateConflict, actions.AddressTaken, actions.Incomplete):
        form.add_error(None, _("The register changed meanwhile. Please check the rows again."))
        return None
    messages.success(
        request,
        _("Imported: %(new)d new, %(known)d that were there already.")
        % {"new": new, "known": known},
    )
    return redirect("channels:organisation-channels", slug=organisation.slug)


def _preview(
    request: HttpRequest,
    template: str,
    form: TableForm,
    rows: Sequence[Row[T]],
    **context: object,
) -> HttpResponse:
    """Show what was read, in the field as well: a file need not be chosen again."""
    context |= shown(form, rows)
    status = 422 if form.errors or context["wrong"] else 200
    return render(request, template, context, status=status)


@login_required
def snapshot_add(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Keep how a channel looks; nobody changes it afterwards."""
    channel = own_channel(request, slug, key)
    require(may_keep(request.user, channel.organisation))
    form = SnapshotForm(timezone.localdate(), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.take_snapshot(
            actor=person_of(request), channel=channel, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The snapshot is kept."))
        return redirect(channel)
    context = {"form": form, "channel": channel}
    status = 422 if form.errors else 200
    return render(request, "channels/snapshot_add.html", context, status=status)
