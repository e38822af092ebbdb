"""The page of an organisation's package. Who may not know of it finds nothing."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.exits.actions import NotThere, note_download, request_package
from portal.exits.models import ExitPackage
from portal.exits.queries import counts_by_label, events_of, holdings_of, latest_package
from portal.exits.rules import may_download, may_know_of, may_make
from portal.kernel.verdict import require
from portal.members.models import Organisation
from portal.members.requests import person_of

_PRIVATE = "private, no-store"


@login_required
def package(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a package holds, and how far it is; make one on request."""
    organisation = _organisation(request, slug)
    person, now = person_of(request), timezone.now()
    found = latest_package(organisation)
    verdict = may_make(person, organisation, timezone.localdate())
    if request.method == "POST":
        request_package(actor=person, organisation=organisation, now=now)
        return redirect("exits:package", slug)
    if not verdict and not (found and may_download(person, found, timezone.localdate())):
        require(verdict)
    context = {
        "organisation": organisation,
        "verdict": verdict,
        "package": found,
        "ready": found is not None and found.downloadable(now),
        "may_download": found and may_download(person, found, timezone.localdate()),
        "holdings": holdings_of(organisation),
        "held": counts_by_label(found) if found and found.downloadable(now) else (),
        "events": events_of(organisation),
    }
    return render(request, "exits/package.html", context)


@login_required
@require_GET
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def package_download(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Hand a package out to those who may have it now, whoever they were when it was made."""
    organisation = _organisation(request, slug)
    packages = ExitPackage.objects.select_related("organisation")
    found = get_object_or_404(packages, organisation=organisation, key=key)
    try:
        note_download(actor=person_of(request), package=found, now=timezone.now())
        file = found.path.open("rb")
    except (NotThere, FileNotFoundError):
        raise Http404 from None
    # It is packed already: compressing it once more would only cost time, and hide its length.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    made = timezone.localdate(found.made_at)
    name = f"kreiswissen-{organisation.slug}-{made:%Y-%m-%d}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = _PRIVATE
    return response


def _organisation(request: HttpRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(Organisation, slug=slug)
    if not may_know_of(person_of(request), organisation):
        raise Http404
    return organisation
