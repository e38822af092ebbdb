"""A page's sources, for those who look after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.kernel.diff import compare
from portal.members.audiences import Reader
from portal.members.requests import person_of
from portal.provenance.actions.consent import ask_for_readers
from portal.provenance.actions.sources import mark_seen
from portal.provenance.forms import SeenForm
from portal.provenance.models import BlockSource, ConsentStep
from portal.provenance.queries.pages import KINDS, looks_after, newest_state, page_called, rows_of
from portal.provenance.queries.posts import posts_of, text_taken
from portal.provenance.rules import ASKABLE, wider
from portal.publishing.models import ContentPage
from portal.publishing.rules import may_enter_cms


@require_safe
@login_required
def sources(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the blocks of a page come from, and what was said about it."""
    page = newest_state(_page_or_404(request.user, pk=pk))
    rows = rows_of(page)
    steps = Prefetch("steps", ConsentStep.objects.select_related("person"))
    prefetch_related_objects([row.source for row in rows], steps)
    context = {
        "page": page,
        "rows": [(row, row.post and row.post.seen_by(request.user)) for row in rows],
        "edits": bool(may_enter_cms(request.user)),
        "to_ask": any(
            row.stands
            and row.source.consent in ASKABLE
            and wider(page.visibility, row.source.visibility)
            for row in rows
        ),
    }
    return render(request, "provenance/sources.html", context)


@login_required
@require_POST
def readers_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask anew for the readers the page has now."""
    page = _page_or_404(request.user, pk=pk)
    asked = ask_for_readers(actor=person_of(request), page=page, now=timezone.now())
    messages.success(
        request,
        ngettext("%(number)d consent is asked for.", "%(number)d consents are asked for.", asked)
        % {"number": asked},
    )
    return redirect("provenance:sources", pk)


@require_safe
@login_required
def source_compare(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was edited in a post since it was taken, word by word."""
    source, page = _source_or_404(request.user, key)
    post = posts_of([source]).get((source.post_kind, source.post_key))
    if post is None or not post.seen_by(request.user):
        raise Http404
    taken = text_taken(source)
    context = {
        "source": source,
        "page": page,
        "post": post,
        "pieces": None if taken is None else list(compare(taken, post.body)),
        "unseen": post.version > source.seen_version,
    }
    return render(request, "provenance/source_compare.html", context)


@login_required
@require_POST
def source_seen(request: HttpRequest, key: str) -> HttpResponse:
    """Say that an edit was looked at."""
    source, page = _source_or_404(request.user, key)
    form = SeenForm(request.POST)
    if form.is_valid():
        mark_seen(
            actor=person_of(request),
            page=page,
            source=source,
            version=form.cleaned_data["version"],
        )
        messages.success(request, _("Noted: you have seen this edit."))
    return redirect("provenance:sources", page.pk)


def _page_or_404(reader: Reader, pk: int) -> ContentPage:
    for model in KINDS.values():
        page = model.objects.filter(pk=pk).select_related("organisation").first()
        if page and looks_after(reader, page):
            found: ContentPage = page
            return found
    raise Http404


def _source_or_404(reader: Reader, key: str) -> tuple[BlockSource, ContentPage]:
    source = get_object_or_404(BlockSource, key=key)
    page = page_called(source.page)
    if page is None or not looks_after(reader, page):
        raise Http404
    return source, page
