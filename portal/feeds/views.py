"""The page on which one subscribes to a feed, and looks after one's key."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.feeds.actions import make_feed_key, revoke_feed_key
from portal.feeds.keys import PARAMETER, secret_of
from portal.feeds.models import FeedKey
from portal.members.requests import person_of

LONGEST_PATH = 2_000


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the addresses of a feed: what everybody may read, and, with a key, what she may."""
    path = request.GET.get("adresse", "")[:LONGEST_PATH]
    label = label_of(path)
    key = FeedKey.objects.filter(person=request.user.pk).first()
    context: dict[str, Any] = {"label": label, "path": path if label else "", "key": key}
    if label:
        context["public"] = settings.BASE_URL + path
        context["own"] = key and settings.BASE_URL + _with_key(path, key)
    return render(request, "feeds/subscribe.html", context)


def label_of(path: str) -> str | Promise:
    """Say which kind of feed an address of this site leads to; "" where it leads to none."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc:
        return ""
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    label: str | Promise = getattr(found.func, "feed_label", "")
    return label


def _with_key(path: str, key: FeedKey) -> str:
    parts = urlsplit(path)
    parameters = QueryDict(parts.query, mutable=True)
    parameters[PARAMETER] = secret_of(key)
    return f"{parts.path}?{parameters.urlencode()}"


@login_required
@require_POST
def key_make(request: HttpRequest) -> HttpResponse:
    """Give the person a key for her feed reader."""
    make_feed_key(actor=person_of(request), now=timezone.now())
    messages.success(request, _("You have a key for feeds now."))
    return _back(request)


@login_required
@require_POST
def key_revoke(request: HttpRequest) -> HttpResponse:
    """Close all addresses with the person's key."""
    revoke_feed_key(actor=person_of(request))
    messages.success(request, _("The key is revoked: addresses with it are closed."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    path = request.POST.get("adresse", "")[:LONGEST_PATH]
    query = "?" + urlencode({"adresse": path}) if label_of(path) else ""
    return redirect(reverse("feeds:subscribe") + query)
