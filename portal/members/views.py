from copy import copy

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.kernel.verdict import Refused
from portal.members.actions import (
    change_own_name,
    change_preferences,
    create_token,
    erase_account,
    revoke_token,
)
from portal.members.forms import EraseAccountForm, NameForm, PreferencesForm, TokenForm
from portal.members.personal_data import all_personal_data
from portal.members.queries import tokens_of_person
from portal.members.requests import person_of
from portal.members.second_factor import lacks_second_factor


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show a person what the site knows of her, and the ways to change it."""
    person = person_of(request)
    return render(
        request,
        "members/account.html",
        {
            "memberships": person.current_memberships,
            "second_factor_missing": lacks_second_factor(person),
        },
    )


@login_required
def account_name(request: HttpRequest) -> HttpResponse:
    """Let a person correct how she is called."""
    person = person_of(request)
    # The form has a copy: what it refuses must not show as the name in the page's header.
    form = NameForm(request.POST or None, instance=copy(person))
    if request.method == "POST" and form.is_valid():
        change_own_name(actor=person, name=form.cleaned_data["name"])
        messages.success(request, _("Your name is changed."))
        return redirect("account")
    return render(request, "members/account_name.html", {"form": form})


@login_required
def account_preferences(request: HttpRequest) -> HttpResponse:
    """Let a person choose the language of her mails and how the pages look."""
    person = person_of(request)
    form = PreferencesForm(request.POST or None, instance=copy(person))
    if request.method == "POST" and form.is_valid():
        change_preferences(actor=person, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return redirect("account")
    return render(request, "members/account_preferences.html", {"form": form})


@login_required
@reauthentication_required(app="allauth.account", allow_get=True)
@never_cache
def account_data(request: HttpRequest) -> HttpResponse:
    """Hand a person a copy of what the platform knows about her."""
    person = person_of(request)
    if request.method != "POST":
        return render(request, "members/account_data.html")
    copies = {data.app: list(data.export(person)) for data in all_personal_data()}
    answer = JsonResponse(copies, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="kreiswissen.json"'
    return answer


@login_required
@reauthentication_required(app="allauth.account", allow_get=True)
def account_erase(request: HttpRequest) -> HttpResponse:
    """Let a person delete her account, after saying what happens."""
    person = person_of(request)
    form = EraseAccountForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(actor=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("home")
    return render(request, "members/account_erase.html", {"form": form})


@login_required
@never_cache
def account_tokens(request: HttpRequest) -> HttpResponse:
    """List a person's tokens; a new one's secret is in this one answer and nowhere else."""
    person, now = person_of(request), timezone.now()
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = create_token(actor=person, now=now, **form.cleaned_data)
            form = TokenForm()
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "form": form,
        "secret": secret,
        "now": now,
        "tokens": tokens_of_person(person),
    }
    return render(request, "members/account_tokens.html", context)


@login_required
@require_POST
def account_token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of the person's own tokens; others' do not exist for her."""
    person = person_of(request)
    token = get_object_or_404(tokens_of_person(person), pk=pk)
    revoke_token(actor=person, token=token)
    return redirect("account-tokens")
