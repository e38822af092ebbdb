"""What a page said when, what changed, and how it is cited."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.readers.citation import citation_of
from portal.readers.queries import one_before, versions_of
from portal.readers.snapshots import changes, shown_parts
from portal.readers.views.places import page_or_404

PAGE_SIZE = 25


@require_safe
def version_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List the versions the reader could have read when they were published."""
    page = page_or_404(request, pk)
    versions = versions_of(page, request.user).defer("content")
    shown = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    oldest = versions.last()
    context = {"page": page, "versions": shown, "oldest": oldest}
    return render(request, "readers/version_list.html", context)


@require_safe
def version_detail(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show what a page said then."""
    page = page_or_404(request, pk)
    versions = versions_of(page, request.user)
    version = get_object_or_404(versions, key=key)
    context = {
        "page": page,
        "version": version,
        "parts": list(shown_parts(version.content, type(page))),
        "is_current": version.pk == versions.values_list("pk", flat=True).first(),
        "before": one_before(version, page, request.user),
    }
    return render(request, "readers/version_detail.html", context)


@require_safe
def version_changes(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show what changed from the version before, by the names of the fields."""
    page = page_or_404(request, pk)
    version = get_object_or_404(versions_of(page, request.user), key=key)
    before = one_before(version, page, request.user)
    found = list(changes(before.content, version.content, type(page))) if before else []
    context = {"page": page, "version": version, "before": before, "changes": found}
    return render(request, "readers/version_changes.html", context)


@require_safe
def cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how to cite the page as it is now, and how to pass it on."""
    page = page_or_404(request, pk)
    version = versions_of(page, request.user).first()
    today = timezone.localdate()
    context = {
        "page": page,
        "citation": version and citation_of(page, version, today),
        "address": f"{settings.BASE_URL}{page.get_absolute_url()}",
    }
    return render(request, "readers/cite.html", context)
