"""Hearing of changes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.members.requests import person_of
from portal.publishing.queries import page_seen_by
from portal.readers.actions import subscribe, unsubscribe
from portal.readers.queries import subscription_of, subscriptions_of, visible_pages_among
from portal.readers.rules import may_subscribe

PAGE_SIZE = 25


@require_safe
@login_required
def subscription_list(request: HttpRequest) -> HttpResponse:
    """Show what she subscribed to; of what she may not see any more, only that it is there."""
    rows = subscriptions_of(person_of(request))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    seen = visible_pages_among(request.user, [row.page_id for row in page.object_list])
    context = {"rows": [(row, seen.get(row.page_id)) for row in page.object_list], "page": page}
    return render(request, "readers/subscription_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin or end a subscription. It ends whether or not she may see the page."""
    person = person_of(request)
    if request.method == "POST" and "end" in request.POST:
        unsubscribe(actor=person, page=pk)
        messages.success(request, _("You hear no more of this page."))
        return redirect("readers:subscriptions")
    page = page_seen_by(person, pk)
    if page is None:
        raise Http404
    if request.method == "POST":
        subscribe(actor=person, page=page, now=timezone.now())
        messages.success(request, _("You are told when this page changes."))
        return redirect(page.get_absolute_url())
    context = {
        "page": page,
        "subscription": subscription_of(person, pk),
        "verdict": may_subscribe(person, page),
    }
    return render(request, "readers/subscription.html", context)
