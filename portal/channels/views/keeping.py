"""Keeping a county's part of the register, entry by entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.channels import actions
from portal.channels.forms import (
    AddChannelForm,
    CloseForm,
    EditChannelForm,
    StateForm,
    initial_of,
)
from portal.channels.models import Channel, State
from portal.channels.rules import may_keep, may_remove
from portal.channels.views.common import own_channel, own_organisation
from portal.kernel.verdict import require
from portal.members.models import Organisation
from portal.members.requests import person_of


@login_required
def channel_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a channel into the register."""
    organisation = own_organisation(request, slug)
    require(may_keep(request.user, organisation))
    form = AddChannelForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and (saved := _add(request, organisation, form))
    ):
        return saved
    context = {"form": form, "organisation": organisation}
    status = 422 if form.errors else 200
    return render(request, "channels/channel_add.html", context, status=status)


def _add(
    request: HttpRequest, organisation: Organisation, form: AddChannelForm
) -> HttpResponseRedirect | None:
    try:
        channel = actions.record_channel(
            actor=person_of(request),
            organisation=organisation,
            draft=form.draft,
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
    except actions.AddressTaken:
        form.add_error("address", _taken())
        return None
    messages.success(request, _("The channel is in the register."))
    return redirect(channel)


@login_required
def channel_edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change an entry; what was typed stays where somebody else was quicker."""
    channel = own_channel(request, slug, key)
    require(may_keep(request.user, channel.organisation))
    form = EditChannelForm(channel, request.POST or None, initial=initial_of(channel))
    if request.method == "POST" and form.is_valid() and (saved := _edit(request, channel, form)):
        return saved
    context = {"form": form, "channel": channel}
    status = 422 if form.errors else 200
    return render(request, "channels/channel_edit.html", context, status=status)


def _edit(
    request: HttpRequest, channel: Channel, form: EditChannelForm
) -> HttpResponseRedirect | None:
    try:
        actions.edit_channel(
            actor=person_of(request),
            channel=channel,
            draft=form.draft,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except actions.EditConflict:
        form.add_error(None, _conflict(channel, form))
        return None
    except actions.AddressTaken:
        form.add_error("address", _taken())
        return None
    messages.success(request, _("Your change is saved."))
    return redirect(channel)


def _conflict(channel: Channel, form: EditChannelForm) -> str:
    """Let the next save work on the newest version: the person has been told to compare."""
    form.work_on(channel.version)
    return _(
        "A colleague changed this entry while you were writing. What you typed is still here:"
        " please compare it with the current entry and save again."
    )


def _taken() -> str:
    return _("Your county has a channel of this address in the register already.")


@login_required
@require_POST
def channel_state(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Start, pause or reopen a channel."""
    channel = own_channel(request, slug, key)
    require(may_keep(request.user, channel.organisation))
    form = StateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose what is to happen."))
        return redirect(channel)
    try:
        changed = actions.change_state(
            actor=person_of(request),
            channel=channel,
            to=form.cleaned_data["to"],
            now=timezone.now(),
        )
    except actions.StateConflict:
        messages.error(request, _quicker())
    except actions.Incomplete:
        messages.error(request, _("Please add the channel's address first."))
    else:
        messages.success(request, _state_message(changed.state))
    return redirect(channel)


def _state_message(state: str) -> str:
    if state == State.PAUSED:
        return _("The channel is paused.")
    return _("The channel is active.")


def _quicker() -> str:
    return _("A colleague changed the state of this channel at this moment. Please look again.")


@login_required
def channel_close(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Close a channel, with what was learned."""
    channel = own_channel(request, slug, key)
    require(may_keep(request.user, channel.organisation))
    initial = {"until": timezone.localdate().strftime("%m.%Y"), "lessons": channel.lessons}
    form = CloseForm(channel, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _close(request, channel, form)
    context = {"form": form, "channel": channel}
    status = 422 if form.errors else 200
    return render(request, "channels/channel_close.html", context, status=status)


def _close(request: HttpRequest, channel: Channel, form: CloseForm) -> HttpResponseRedirect:
    try:
        actions.close_channel(
            actor=person_of(request),
            channel=channel,
            until=form.cleaned_data["until"],
            lessons=form.cleaned_data["lessons"],
            now=timezone.now(),
        )
    except actions.StateConflict:
        messages.error(request, _quicker())
    else:
        messages.success(
            request, _("The channel is closed. Thank you: others learn from what you wrote.")
        )
    return redirect(channel)


@login_required
@require_POST
def channel_confirm(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say that an entry is still right."""
    channel = own_channel(request, slug, key)
    actions.confirm_channel(actor=person_of(request), channel=channel, now=timezone.now())
    messages.success(request, _("Thank you. We ask again in a year."))
    return redirect(channel)


@login_required
def channel_remove(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take out a wrong entry, after asking."""
    channel = own_channel(request, slug, key)
    require(may_remove(request.user, channel, timezone.now()))
    if request.method != "POST":
        return render(request, "channels/channel_remove.html", {"channel": channel})
    actions.remove_channel(actor=person_of(request), channel=channel, now=timezone.now())
    messages.success(request, _("The entry is removed."))
    return redirect("channels:organisation-channels", slug=slug)
