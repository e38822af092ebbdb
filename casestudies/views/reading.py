"""Case studies and guidelines as readers see them.

Wagtail could find these pages through its tree, with eight queries before the first word is
read; their addresses are fixed, so one query does.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casestudies.facets import facets_for
from casestudies.models import CaseStudy, Guideline
from portal.members.counties import german_slug
from portal.publishing.views import page_list, page_or_404


@require_safe
def case_study_list(request: HttpRequest) -> HttpResponse:
    """Show the case studies the reader may see, narrowed and ordered as she asks for it."""
    return page_list(
        CaseStudy,
        request,
        "casestudies/case_study_list.html",
        _("Case studies"),
        facets=facets_for(request.user),
        rows="casestudies/case_study_rows.html",
    )


@require_safe
def case_study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one case study."""
    return page_or_404(CaseStudy, request, slug)


@require_safe
def guideline_list(request: HttpRequest) -> HttpResponse:
    """Show the guidelines the reader may see, newest first."""
    return page_list(Guideline, request, "casestudies/guideline_list.html", _("Guidelines"))


@require_safe
def guideline_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one guideline."""
    return page_or_404(Guideline, request, slug)


@require_safe
def guideline_example(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give one example text of a guideline as a plain text file."""
    found = Guideline.objects.visible_to(request.user).filter(slug=slug)
    kept = found.values_list("html", flat=True).first() or {}
    examples = kept.get("examples", [])
    if not 1 <= number <= len(examples):
        raise Http404
    example = examples[number - 1]
    name = german_slug(example["title"]) or "mustertext"
    return HttpResponse(
        example["text"] + "\n",
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.txt"'},
    )
