"""Handing out what belongs to questions."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum.models import Attachment


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand a file to whoever may see its question at this moment; documents are never opened."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=not found.is_image,
        filename=found.name,
        content_type=found.content_type,
    )
    # Who may see it can change: it is asked for each time.
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
