"""The upkeep of one page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.kernel.verdict import require
from portal.members.audiences import may_see
from portal.members.requests import person_of
from portal.publishing.models import ContentPage
from portal.upkeep.actions.foundations import rest_page, unrest_page
from portal.upkeep.actions.keeping import name_caretakers
from portal.upkeep.actions.reviewing import ReviewedMeanwhile, Word, review_page
from portal.upkeep.forms import MEANWHILE, CaretakersForm, RelianceForm, ReviewForm
from portal.upkeep.models import Foundation, Reliance, Review, Upkeep
from portal.upkeep.queries.pages import (
    editing_place,
    looks_after,
    page_called,
    people_to_name,
    title_of,
    upkeep_of,
)
from portal.upkeep.queries.validity import open_flags, standing_of, successor_for
from portal.upkeep.rules import Outcome, may_read_upkeep

HISTORY = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_upkeep(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who looks after a page and what was said of it, and take a reviewer's word."""
    page, row = _page_or_404(request, pk)
    person, standing = person_of(request), standing_of(page)
    verdict = looks_after(person, page, row.deputy_id)
    if request.method == "POST":
        require(verdict)
    form = ReviewForm(
        request.POST or None, reader=person, page=page, standing=row.version,
        flags=standing.flags, edits=bool(editing_place(person, page)),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return _reviewed(request, page, form)
        except ReviewedMeanwhile:
            row = upkeep_of(page)
            form.ask_again(row.version)
    reviews = Review.objects.filter(page=page.pk).select_related("person")
    context = {
        "page": page,
        "title": title_of(page),
        "upkeep": row,
        "standing": standing,
        "successor": successor_for(person, standing),
        "form": form,
        "may_review": bool(verdict) and page.live,
        "looks_after": bool(verdict),
        "reviews": reviews.prefetch_related("clearings__change__foundation")[:HISTORY],
        "edit_url": editing_place(person, page),
        "today": timezone.localdate(),
    }
    status = 422 if form.errors else 200
    return render(request, "upkeep/page.html", context, status=status)


def _reviewed(request: HttpRequest, page: ContentPage, form: ReviewForm) -> HttpResponse:
    said = form.cleaned_data
    person, outcome = person_of(request), Outcome(said["outcome"])
    word = Word(
        outcome=outcome,
        standing=said["standing"],
        remark=said["remark"],
        cleared=said.get("cleared", ()),
        successor=said["successor"],
    )
    review_page(actor=person, page=page, word=word, now=timezone.now())
    if outcome == Outcome.EDIT and (place := editing_place(person, page)):
        return redirect(place)
    messages.success(request, _thanks(outcome))
    return redirect("upkeep:page", page.pk)


def _thanks(outcome: Outcome) -> str:
    return {
        Outcome.VALID: _("Thank you. The page now says that it was reviewed today."),
        Outcome.EDIT: _("Thank you. The moderators are told what is to be changed."),
        Outcome.FEEDBACK: _("Thank you. Who looks after the page is told."),
        Outcome.OBSOLETE: _("The page is marked as obsolete. You can undo that here."),
        Outcome.RESTORED: _("The page is not obsolete any more. Please review it now."),
    }[outcome]


@login_required
@require_POST
def page_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo that a page is obsolete."""
    page, _row = _page_or_404(request, pk)
    given = request.POST.get("standing", "")
    word = Word(
        outcome=Outcome.RESTORED, standing=int(given) if given.isascii() and given.isdigit() else 0
    )
    try:
        review_page(actor=person_of(request), page=page, word=word, now=timezone.now())
        messages.success(request, _thanks(Outcome.RESTORED))
    except ReviewedMeanwhile:
        messages.error(request, MEANWHILE)
    return redirect("upkeep:page", page.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_caretakers(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after the page, and who in her absence."""
    page, row = _page_or_404(request, pk)
    require(looks_after(request.user, page, row.deputy_id))
    form = CaretakersForm(
        request.POST or None,
        people=people_to_name(page.organisation),
        owner=page.owner_id,
        deputy=row.deputy_id,
    )
    if request.method == "POST" and form.is_valid():
        name_caretakers(actor=person_of(request), page=page, **form.cleaned_data)
        messages.success(request, _("Noted who looks after this page."))
        return redirect("upkeep:page", page.pk)
    status = 422 if form.errors else 200
    context = {"page": page, "title": title_of(page), "form": form}
    return render(request, "upkeep/caretakers.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_foundations(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on what the page and its steps rest."""
    page, row = _page_or_404(request, pk)
    require(looks_after(request.user, page, row.deputy_id))
    steps = page.steps_named()
    form = RelianceForm(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid():
        rest_page(
            actor=person_of(request),
            page=page,
            foundation=form.cleaned_data["foundation"],
            step=form.cleaned_data.get("step", ""),
            now=timezone.now(),
        )
        messages.success(request, _("Noted."))
        return redirect("upkeep:page-foundations", page.pk)
    titles = dict(steps)
    rows = Reliance.objects.filter(page=page.pk).select_related("foundation")
    flagged = set(open_flags().filter(page=page.pk).values_list("pk", flat=True))
    context = {
        "page": page,
        "title": title_of(page),
        "form": form,
        "any": Foundation.objects.exists(),
        "rows": [
            (one, titles.get(one.step, ""), one.pk in flagged)
            for one in rows.order_by("step", "foundation__name")
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "upkeep/page_foundations.html", context, status=status)


@login_required
@require_POST
def page_foundation_remove(request: HttpRequest, pk: int, reliance: int) -> HttpResponse:
    """Say that the page rests on something no more."""
    page, _row = _page_or_404(request, pk)
    one = get_object_or_404(Reliance, pk=reliance, page=page.pk)
    unrest_page(actor=person_of(request), page=page, reliance=one)
    messages.success(request, _("The page rests on this no more."))
    return redirect("upkeep:page-foundations", page.pk)


def _page_or_404(request: HttpRequest, pk: int) -> tuple[ContentPage, Upkeep]:
    """Return a page she has to do with. One she reads only is a 403, any other one a 404."""
    page = page_called(pk)
    if page is None:
        raise Http404
    row = upkeep_of(page)
    if looks_after(request.user, page, row.deputy_id):
        return page, row
    if not (page.live and may_see(request.user, page)):
        raise Http404
    require(may_read_upkeep(request.user, page, row.deputy_id))
    return page, row
