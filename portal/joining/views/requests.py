"""The pages of requests to join, and of mail domains."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.joining.actions import requests as actions
from portal.joining.forms.applications import TextForm
from portal.joining.forms.requests import DomainForm, JoinRequestForm, WhichForm
from portal.joining.models import JoinRequest
from portal.joining.models.requests import request_to_confirm
from portal.joining.queries.requests import (
    domains_of,
    organisations_to_join,
    suggested_for,
)
from portal.joining.rules.people import may_look_after_people
from portal.joining.views.people import own_organisation
from portal.kernel.verdict import Refused, require
from portal.members.models import Organisation
from portal.members.requests import person_of

# --- Who asks -----------------------------------------------------------------------------------


@never_cache
def request_join(request: HttpRequest) -> HttpResponse:
    """Take the request of somebody whose county takes part."""
    initial = {"organisation": request.GET.get("kreis", "").replace("\x00", "")[:120]}
    form = JoinRequestForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _request_page(request, form, 422 if form.errors else 200)
    email = form.cleaned_data["email"].lower()
    if not ratelimit.consume(request, action="application", key=email):
        form.add_error(None, _("Too many requests from here. Please try again tomorrow."))
        return _request_page(request, form, 429)
    actions.ask_to_join(**form.values, language=get_language() or "de", now=timezone.now())
    return redirect("joining:request-sent")


def _request_page(request: HttpRequest, form: JoinRequestForm, status: int) -> HttpResponse:
    return render(request, "joining/request_join.html", {"form": form}, status=status)


@require_GET
def request_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way; the same for everybody."""
    return render(request, "joining/request_sent.html")


@never_cache
def request_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address; where no county was chosen, offer those its domain belongs to."""
    asked = request_to_confirm(token)
    if asked is None or asked.decided_at:
        return _gone(request)
    if asked.confirmed_at and asked.organisation:
        return _confirmed(request, asked.organisation)
    choices = _choices(asked)
    if asked.is_late(timezone.now()) or (asked.organisation and not choices):
        return _gone(request)
    only = choices[0] if len(choices) == 1 else None
    form = WhichForm(choices, request.POST or None, initial={"organisation": only})
    if request.method != "POST" or not form.is_valid():
        context = {"asked": asked, "form": form, "choices": choices}
        status = 422 if form.errors else 200
        return render(request, "joining/request_confirm.html", context, status=status)
    return _confirm(request, asked, form.cleaned_data["organisation"])


def _choices(asked: JoinRequest) -> QuerySet[Organisation]:
    if asked.organisation is None:
        return suggested_for(asked.email)
    return organisations_to_join().filter(pk=asked.organisation.pk)


def _confirm(request: HttpRequest, asked: JoinRequest, organisation: Organisation) -> HttpResponse:
    try:
        actions.confirm_request(request=asked, organisation=organisation, now=timezone.now())
    except actions.TooLate:
        return _gone(request)
    except actions.AlreadyActing:
        messages.info(request, _("You act for this organisation already: please log in."))
        return redirect("account_login")
    return _confirmed(request, organisation)


def _confirmed(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return render(request, "joining/request_confirmed.html", {"organisation": organisation})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/request_gone.html", status=410)


# --- Who answers --------------------------------------------------------------------------------


@login_required
@require_POST
def request_accept(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Invite who asked."""
    asked = _asked(request, slug, key)
    try:
        actions.accept_request(actor=person_of(request), request=asked, now=timezone.now())
    except actions.TooLate:
        messages.error(request, _("Somebody has answered meanwhile."))
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("joining:people", slug)


@login_required
def request_decline(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say no, with a sentence."""
    asked = _asked(request, slug, key)
    form = TextForm(_("Your answer"), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"asked": asked, "organisation": asked.organisation, "form": form}
        status = 422 if form.errors else 200
        return render(request, "joining/request_decline.html", context, status=status)
    try:
        actions.decline_request(
            actor=person_of(request), request=asked, answer=form.cleaned_data["text"],
            now=timezone.now(),
        )  # fmt: skip
    except actions.TooLate:
        messages.error(request, _("Somebody has answered meanwhile."))
    else:
        messages.success(request, _("Your answer is on its way."))
    return redirect("joining:people", slug)


@login_required
def domains(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the mail domains of an organisation."""
    organisation = own_organisation(request, slug)
    require(may_look_after_people(person_of(request), organisation))
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_domain(
                actor=person_of(request), organisation=organisation, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("domain", str(refused))
        else:
            messages.success(request, _("The domain is noted."))
            return redirect("joining:domains", slug)
    context = {"organisation": organisation, "form": form, "domains": domains_of(organisation)}
    return render(request, "joining/domains.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def domain_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget a domain."""
    organisation = own_organisation(request, slug)
    domain = get_object_or_404(domains_of(organisation), pk=pk)
    actions.remove_domain(actor=person_of(request), domain=domain)
    messages.success(request, _("The domain is removed."))
    return redirect("joining:domains", slug)


def _asked(request: HttpRequest, slug: str, key: str) -> JoinRequest:
    organisation = own_organisation(request, slug)
    require(may_look_after_people(person_of(request), organisation))
    requests = JoinRequest.objects.exclude(confirmed_at=None).select_related("organisation")
    return get_object_or_404(requests, organisation=organisation, key=key)
