"""Pages, and the pictures and files that belong to them."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.members.audiences import may_see
from portal.publishing.access import harmless, may_read_file
from portal.publishing.kept import kept
from portal.publishing.lists import listing
from portal.publishing.models import ContentPage, Download, Picture, PictureRendition

# What the frame around an article needs of its page.
_FRAME = (
    "title", "slug", "key", "visibility", "summary", "search_description", "last_published_at",
)  # fmt: skip
PICTURE_SIZE = "max-1200x1600"
# For this reader's browser only: who may see a picture can change.
PICTURE_CACHE = "private, max-age=600"


def page_or_404(model: type[ContentPage], request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page at this address, or say that there is none, as to a stranger.

    Whether the reader may see it is asked of the database each time; what it shows is kept.
    """
    visible = model.objects.visible_to(request.user)
    page: Any = get_object_or_404(visible.with_beginning().only(*_FRAME), slug=slug)
    article = kept(
        lambda: _whole(model, page.pk).article(request),
        reader=request.user,
        name=f"{page.reference} {page.last_published_at}",
    )
    return render(request, page.template, {"page": page, "article": article})


def _whole(model: type[ContentPage], pk: int) -> Any:
    pages = model.objects.select_related("organisation")
    return pages.defer(*model.get_streamfield_names(), "text").get(pk=pk)


def page_list(
    model: type[ContentPage], request: HttpRequest, template: str, title: str | Promise
) -> HttpResponse:
    """Show one screen of the pages the reader may see, newest first."""

    def make() -> str:
        found = listing(model, request.user, request.GET)
        return render_to_string("publishing/list.html", {"list": found}, request)

    asked = request.META.get("QUERY_STRING", "")
    html = kept(make, reader=request.user, name=f"{model.kind}?{asked}")
    return render(request, template, {"title": title, "list_html": html})


@require_safe
def page_by_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a page that a text links to, if the reader may see it."""
    page = get_object_or_404(Page.objects.live().defer_streamfields(), pk=pk).specific
    if isinstance(page, ContentPage) and not may_see(request.user, page):
        raise Http404
    return redirect(page.url)


@require_safe
def file_by_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a file that a text links to, if the reader may see it."""
    file = get_object_or_404(Download, pk=pk)
    if not may_read_file(request.user, file):
        raise Http404
    return redirect(file.url)


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Hand out a file to be kept: no browser opens it on this site.

    It stands in for Wagtail's view, which would let some kinds be opened, and cached.
    """
    file = get_object_or_404(Download, pk=pk)
    if file.filename != name or not may_read_file(request.user, file):
        raise Http404
    stored = file.file.storage.open(file.file.name, "rb")
    response = FileResponse(
        stored, as_attachment=True, filename=name, content_type=file.content_type
    )
    # Who may read it can change: it is asked for each time.
    return harmless(response, "private, no-cache")


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a picture of a text in the size in which texts show it."""
    image = get_object_or_404(Picture, pk=pk)
    if not may_read_file(request.user, image):
        raise Http404
    return _file(image.get_rendition(PICTURE_SIZE).file)


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show a picture in one of the sizes the CMS made; originals have no address."""
    found = get_object_or_404(PictureRendition.objects.select_related("image"), file=name)
    if not may_read_file(request.user, found.image):
        raise Http404
    return _file(found.file)


def _file(file: Any) -> HttpResponseBase:
    return harmless(FileResponse(file.storage.open(file.name, "rb")), PICTURE_CACHE)
