"""Where a page stands, how it reads, what changed in it, and what was noted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.editorial.actions.holding import MovedOn
from portal.editorial.actions.looking import note, settle
from portal.editorial.forms import NoteForm
from portal.editorial.models import SectionNote
from portal.editorial.models.steps import newest
from portal.editorial.queries.desk import seen_by
from portal.editorial.queries.pages import base_of, changes_since, sections_of
from portal.editorial.views.showing import article_of, page_shown, submission_or_404
from portal.members.requests import person_of


@require_safe
@login_required
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Show where a page stands."""
    return page_shown(request, *submission_or_404(request, key))


@require_safe
@login_required
def read(request: HttpRequest, key: str) -> HttpResponse:
    """Show the newest version as its readers would see it."""
    submission, found = submission_or_404(request, key)
    revision = found.get_latest_revision()
    if revision is None:
        raise Http404
    version, article = article_of(request, revision)
    context = {"submission": submission, "page": version, "article": article, "revision": revision}
    return render(request, "editorial/read.html", context)


@require_safe
@login_required
def changes(request: HttpRequest, key: str) -> HttpResponse:
    """Show what changed since the last decision, word by word."""
    submission, found = submission_or_404(request, key)
    base = base_of(person_of(request), submission, found)
    context = {
        "submission": submission,
        "page": newest(found),
        "base": base,
        "changes": changes_since(base, found) if base else [],
    }
    return render(request, "editorial/changes.html", context)


@login_required
@require_POST
def note_add(request: HttpRequest, key: str) -> HttpResponse:
    """Note something on a section."""
    submission, found = submission_or_404(request, key)
    form = NoteForm(sections_of(found), request.POST)
    if not form.is_valid():
        return page_shown(request, submission, found, status=422, note_form=form)
    try:
        note(
            actor=person_of(request),
            submission=submission,
            section=form.cleaned_data["section"],
            body=form.cleaned_data["body"],
            now=timezone.now(),
        )
    except MovedOn:
        messages.error(request, _("This submission is over. Your note was not saved."))
    else:
        messages.success(request, _("Your note is saved."))
    return redirect("editorial:page", key)


@login_required
@require_POST
def note_settle(request: HttpRequest, note: str) -> HttpResponse:
    """Mark a note as dealt with."""
    seen = seen_by(person_of(request)).order_by()
    noted = get_object_or_404(
        SectionNote.objects.select_related("submission"), key=note, submission__in=seen
    )
    settle(actor=person_of(request), noted=noted, now=timezone.now())
    messages.success(request, _("Noted: this is dealt with."))
    return redirect("editorial:page", noted.submission.page_key)
