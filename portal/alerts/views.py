"""Saved searches: save, list, change, rest, delete; the link in a mail; wishes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.alerts.actions import (
    NotKept,
    SavedBefore,
    TooLong,
    TooMany,
    delete_search,
    edit_search,
    make_wish,
    pause_search,
    resume_search,
    save_search,
    stop_mails,
    withdraw_wish,
)
from portal.alerts.addresses import normalised
from portal.alerts.forms import SaveForm, WishForm
from portal.alerts.models import NAME_LENGTH, Rhythm, SavedSearch
from portal.alerts.queries import has_confirmed_address, searches_of, wishes_of
from portal.alerts.rules import MOST_SEARCHES, MOST_WISHES, may_save_search, may_wish
from portal.alerts.stopping import stopped_by
from portal.kernel.verdict import require
from portal.members.models import User
from portal.members.requests import person_of

_NOT_SAVED: dict[type[Exception], str | Promise] = {
    SavedBefore: gettext_lazy("You have saved this search already."),
    TooLong: gettext_lazy("This search is too long to be saved. Please use fewer filters."),
    TooMany: format_lazy(
        gettext_lazy("You keep {most} searches, more are not possible. Please delete one first."),
        most=MOST_SEARCHES,
    ),
}


@require_safe
@login_required
@never_cache
def search_list(request: HttpRequest) -> HttpResponse:
    """Show what somebody keeps and wishes for: at most fifty and twenty."""
    person = person_of(request)
    context = {"searches": searches_of(person), "wishes": wishes_of(person)}
    return render(request, "alerts/search_list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search_save(request: HttpRequest) -> HttpResponse:
    """Keep the search of this address."""
    person = person_of(request)
    require(may_save_search(person))
    search = SavedSearch(address=normalised(request.GET.urlencode(), person))
    initial = {"name": search.text[:NAME_LENGTH], "rhythm": Rhythm.DAILY}
    form = _form(request, person, initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_search(
                actor=person, address=search.address, now=timezone.now(), **form.cleaned_data
            )
        except (SavedBefore, TooLong, TooMany) as error:
            form.add_error(None, str(_NOT_SAVED[type(error)]))
        else:
            messages.success(request, _("The search is saved."))
            return redirect("alerts:search-list")
    return _shown(request, form, search)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change name and mails of one's own search."""
    person = person_of(request)
    search = _own(person, key)
    form = _form(request, person, {"name": search.name, "rhythm": search.rhythm})
    if request.method == "POST" and form.is_valid():
        edit_search(actor=person, search=search, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The search is changed."))
        return redirect("alerts:search-list")
    return _shown(request, form, search)


def _form(request: HttpRequest, person: User, initial: dict[str, str]) -> SaveForm:
    data = request.POST if request.method == "POST" else None
    return SaveForm(data, initial=initial, confirmed=has_confirmed_address(person))


def _shown(request: HttpRequest, form: SaveForm, search: SavedSearch) -> HttpResponse:
    context = {"form": form, "search": search, "confirmed": form.confirmed}
    status = 422 if form.errors else 200
    return render(request, "alerts/search_save.html", context, status=status)


def _own(person: User, key: str) -> SavedSearch:
    return get_object_or_404(searches_of(person), key=key)


@login_required
@require_POST
def search_pause(request: HttpRequest, key: str) -> HttpResponse:
    """Let one's own search rest, or write again."""
    person = person_of(request)
    search = _own(person, key)
    if "resume" in request.POST:
        resume_search(actor=person, search=search, now=timezone.now())
        messages.success(request, _("You hear of what comes from now on."))
    else:
        pause_search(actor=person, search=search)
        messages.success(request, _("The search rests: no mails until you resume it."))
    return redirect("alerts:search-list")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete one's own search, after asking."""
    person = person_of(request)
    search = _own(person, key)
    if request.method != "POST":
        return render(request, "alerts/search_delete.html", {"search": search})
    delete_search(actor=person, search=search)
    messages.success(request, _("The search is deleted."))
    return redirect("alerts:search-list")


# No token: mail programs may send this form by themselves (RFC 8058). The signature in the address
# says which search is meant; nothing else can be done with it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails about one search, by the link in one of them; looking changes nothing."""
    search = stopped_by(token)
    if search is None:
        return render(request, "notifications/stop_gone.html", status=410)
    if request.method == "POST":
        stop_mails(search=search)
    context = {"search": search, "stopped": request.method == "POST"}
    return render(request, "alerts/stop.html", context)


@login_required
@require_POST
def wish_make(request: HttpRequest) -> HttpResponse:
    """Wish for a case study about what was looked for."""
    person, form = person_of(request), WishForm(request.POST)
    require(may_wish(person))
    try:
        if not form.is_valid():
            raise NotKept
        make_wish(actor=person, text=form.cleaned_data["text"], now=timezone.now())
    except NotKept:
        messages.error(
            request,
            _(
                "This cannot be wished for: please use at most ten words, without names, numbers"
                " and addresses."
            ),
        )
    except TooMany:
        too_many = _("You have %(most)d wishes already. Please withdraw one first.")
        messages.error(request, too_many % {"most": MOST_WISHES})
    else:
        messages.success(
            request, _("Your wish is noted. You are told when such a case study appears.")
        )
    return redirect("alerts:search-list")


@login_required
@require_POST
def wish_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take one's own wish back."""
    person = person_of(request)
    withdraw_wish(actor=person, wish=get_object_or_404(wishes_of(person), key=key))
    messages.success(request, _("Your wish is withdrawn."))
    return redirect(f"{reverse('alerts:search-list')}#wuensche")
