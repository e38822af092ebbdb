"""Beginning a case study with a document there is already."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.actions.reading_in import ReadIn, read_in
from casestudies.forms.begin import ReadInForm
from casestudies.headings import REST
from casestudies.rules import may_begin_any
from casestudies.steps import BY_FIELD
from casestudies.views.writing import undone_steps, work_or_404
from portal.kernel.throttling import within_limit
from portal.kernel.verdict import require
from portal.members.requests import person_of
from portal.publishing.reading_in import NotReadable, read_document

# A long document keeps a processor busy for a second or more.
MOST_PER_HOUR = 20
_REPORT = "read_in"


@login_required
@never_cache
def writing_read_in(request: HttpRequest) -> HttpResponse:
    """Make a draft of a Word file or Markdown."""
    require(may_begin_any(request.user))
    form = ReadInForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (made := _made(request, form)):
        request.session[_REPORT] = _report(made)
        return redirect("casestudies:writing-report", made.page.pk)
    status = 422 if form.errors else 200
    return render(request, "casestudies/writing_read_in.html", {"form": form}, status=status)


def _made(request: HttpRequest, form: ReadInForm) -> ReadIn | None:
    actor = person_of(request)
    if not within_limit(f"read-in:{actor.pk}", limit=MOST_PER_HOUR, seconds=3600):
        form.add_error("document", _("You have read in many documents. Please wait for an hour."))
        return None
    try:
        return read_in(
            actor=actor,
            wanted=form.wanted,
            document=read_document(form.cleaned_data["document"].read()),
            key=form.cleaned_data["key"],
        )
    except NotReadable as error:
        form.add_error("document", error.reason)
    except ValidationError as error:
        form.add_error("document", error.messages)
    return None


def _report(made: ReadIn) -> dict[str, Any]:
    return {
        "pk": made.page.pk,
        "parts": [(part.heading[:120], part.section) for part in made.parts[:60]],
        "pictures": made.pictures,
        "unknown": made.unknown[:30],
    }


@login_required
@require_safe
@never_cache
def writing_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what of a document was recognised; whoever brought it reads that once it is read in."""
    work = work_or_404(request, pk)
    report = request.session.get(_REPORT)
    if not report or report["pk"] != pk:
        return redirect("casestudies:writing-check", pk)
    parts = [(heading, BY_FIELD[section], section != REST) for heading, section in report["parts"]]
    context = report | {"work": work, "parts": parts, "missing": len(undone_steps(work))}
    return render(request, "casestudies/writing_report.html", context)
