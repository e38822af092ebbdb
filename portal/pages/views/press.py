"""The press desk: counties bring their releases in, and see where they stand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.kernel.verdict import require
from portal.members.models import Organisation
from portal.members.requests import person_of
from portal.pages.actions import bring_in_release, discard_release, edit_press_office
from portal.pages.forms import PressOfficeForm, ReleaseForm, ReleaseTextForm, recognised
from portal.pages.models import NewsPage
from portal.pages.queries import (
    counties_to_bring_in_for,
    press_office_of,
    releases_in_work,
    times_of,
)
from portal.pages.reading import read_release
from portal.pages.rules import may_discard, may_edit_press_office, may_read_draft
from portal.publishing.rules import may_enter_cms

MOST_ROWS = 100


@login_required
@require_GET
def press_desk(request: HttpRequest) -> HttpResponse:
    """List the releases in work that this person may open."""
    person = person_of(request)
    found = list(releases_in_work(person)[:MOST_ROWS])
    times = times_of(found)
    rows = [
        {"page": page, "at": times.get(page.pk)}
        for page in found
        if may_read_draft(person, page, planned=page.pk in times)
    ]
    counties = counties_to_bring_in_for(person)
    offices = [one for one in counties if may_edit_press_office(person, one)]
    context = {"rows": rows, "counties": counties, "offices": offices}
    return render(request, "pages/press_desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def release_read(request: HttpRequest) -> HttpResponse:
    """Take the text, show what was recognised in it, and make a draft of what was confirmed."""
    counties = counties_to_bring_in_for(person_of(request))
    if not counties:
        raise PermissionDenied(_("Only member organisations publish press releases here."))
    if request.POST.get("step") == "keep":
        return _keep(request, counties)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReleaseTextForm(*sent)
    if form.is_valid():
        release = read_release(form.cleaned_data["release"])
        initial = recognised(release, press_office_of(counties[0]))
        return _show_recognised(request, ReleaseForm(initial=initial, counties=counties))
    return render(request, "pages/release_read.html", {"form": form})


def _keep(request: HttpRequest, counties: list[Organisation]) -> HttpResponse:
    form = ReleaseForm(request.POST, counties=counties)
    if not form.is_valid():
        return _show_recognised(request, form)
    try:
        page = bring_in_release(
            actor=person_of(request),
            wanted=form.wanted(),
            key=form.cleaned_data["key"],
        )
    except ValidationError as error:
        for field, sentences in error.message_dict.items():
            form.add_error(field if field in form.fields else None, sentences)
        return _show_recognised(request, form)
    messages.success(request, _("The press release is a draft now."))
    return redirect("pages:release-draft", page.key)


def _show_recognised(request: HttpRequest, form: ReleaseForm) -> HttpResponse:
    return render(request, "pages/release_recognised.html", {"form": form})


@login_required
@require_GET
def release_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Show a draft as its readers will see it, and where it stands."""
    person = person_of(request)
    page = _draft_or_404(request, key)
    if page.live:
        return redirect(page)
    latest: Any = page.get_latest_revision_as_object()
    latest.derive()
    context = {
        "page": latest,
        "article": latest.article(request),
        "at": times_of([page]).get(page.pk),
        "gaps": latest.gaps(),
        "may_discard": may_discard(person, page),
        "may_edit": may_enter_cms(person),
    }
    return render(request, "pages/release_draft.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def release_discard(request: HttpRequest, key: str) -> HttpResponse:
    """Ask, and throw the draft away."""
    person, page = person_of(request), _draft_or_404(request, key)
    require(may_discard(person, page))
    if request.method == "POST":
        discard_release(actor=person, page=page)
        messages.success(request, _("The draft is gone."))
        return redirect("pages:press-desk")
    return render(request, "pages/release_discard.html", {"page": page})


def _draft_or_404(request: HttpRequest, key: str) -> NewsPage:
    """Return a release she may know of: as it stands, and as it was last written."""
    page: NewsPage = get_object_or_404(NewsPage, key=key)
    latest: Any = page.get_latest_revision_as_object()
    person, planned = person_of(request), bool(times_of([page]))
    readable = all(may_read_draft(person, one, planned=planned) for one in (page, latest))
    if not (readable or NewsPage.objects.visible_to(person).filter(pk=page.pk).exists()):
        raise Http404
    return page


@login_required
@require_http_methods(["GET", "POST"])
def press_office_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whom the press may ask, and what stands below each release."""
    person = person_of(request)
    organisation = get_object_or_404(Organisation, slug=slug, status=Organisation.Status.MEMBER)
    require(may_edit_press_office(person, organisation))
    office = press_office_of(organisation)
    names = ("about", "unit", "phone", "email")
    initial = {name: getattr(office, name, "") for name in names}
    form = PressOfficeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        edit_press_office(
            actor=person, organisation=organisation, contact=form.contact(), now=timezone.now()
        )
        messages.success(request, _("It stands below your press releases now."))
        return redirect("pages:press-desk")
    context = {"form": form, "organisation": organisation}
    return render(request, "pages/press_office_edit.html", context)
