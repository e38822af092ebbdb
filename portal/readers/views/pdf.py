"""A page as a PDF file: ask, wait, take along.

Which file is somebody's follows from what the page says to her now: without the right to read the
page, or when it says something else, there is none.
"""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.publishing.models import ContentPage
from portal.publishing.views import article_of
from portal.readers.actions import TooMuch, ask_for_pdf
from portal.readers.models import PdfFile
from portal.readers.pdf import pdf_is_possible
from portal.readers.queries import fingerprint_of, pdf_with
from portal.readers.views.limits import may_ask_again
from portal.readers.views.places import page_or_404

PER_HOUR = 30


# Nothing changes that belongs to anybody, and readers without an account need no cookie for it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the file is; have it made."""
    page, html, file = _file(request, pk)
    if request.method == "POST":
        if not may_ask_again(request, "pdf", PER_HOUR):
            return _busy(request, page, 429)
        try:
            ask_for_pdf(
                reader=request.user,
                page=page,
                html=html,
                fingerprint=fingerprint_of(html, _language()),
                language=_language(),
                now=timezone.now(),
            )
        except TooMuch:
            return _busy(request, page, 503)
        return redirect("readers:pdf", pk)
    return render(request, "readers/pdf_state.html", {"page": page, "file": file})


def _busy(request: HttpRequest, page: ContentPage, status: int) -> HttpResponse:
    context = {"page": page, "file": None, "busy": True}
    return render(request, "readers/pdf_state.html", context, status=status)


@require_safe
def pdf_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file."""
    page, _html, file = _file(request, pk)
    if file is None or file.state != PdfFile.State.READY:
        raise Http404
    try:
        content = file.path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=f"{page.slug}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _file(request: HttpRequest, pk: int) -> tuple[ContentPage, str, PdfFile | None]:
    if not pdf_is_possible():
        raise Http404
    page = page_or_404(request, pk)
    html = str(article_of(request, page))
    return page, html, pdf_with(page, fingerprint_of(html, _language()))


def _language() -> str:
    return get_language() or "de"
