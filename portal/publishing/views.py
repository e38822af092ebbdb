"""Pages, and the pictures and files that belong to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.members.audiences import may_see
from portal.members.models import User
from portal.publishing.access import harmless, may_read_file
from portal.publishing.facets import FACETS, Facet
from portal.publishing.kept import kept
from portal.publishing.lists import listing
from portal.publishing.models import ContentPage, Download, Picture, PictureRendition
from portal.publishing.parts import joins_of_parts

# What says whether a page is shown, and which version of it.
_ASKED = ("live", "visibility", "organisation_id", "owner_id", "last_published_at")
PICTURE_SIZE = "max-1200x1600"
# For this reader's browser only: who may see a picture can change.
PICTURE_CACHE = "private, max-age=600"


@dataclass(frozen=True, slots=True)
class Face:
    """A page as readers with the same tokens see it: its article, and what the frame needs."""

    number: int
    title: str
    visibility: str
    description: str
    article: SafeString


@dataclass(frozen=True, slots=True)
class Shown:
    """A page for one reader: what she shares with others, and where she edits it, if she may."""

    face: Face
    edit_url: str = ""


def page_or_404(model: type[ContentPage], request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page at this address, or say that there is none, as to a stranger.

    Whether the reader may see it is asked each time; what it shows is kept.
    """
    row = _row_or_404(model, request, slug)
    if isinstance(request.user, User) or request.GET or len(get_messages(request)):
        shown = _shown(model, request, row)
        return shown_page(request, model, shown, shown.face.article)
    # Nothing around the article is a stranger's own either: all of it is kept.
    html = kept(
        lambda: _whole(request, model, Shown(_face(model, row.pk, request))),
        reader=request.user,
        name=f"whole {model.kind} {row.pk} {row.last_published_at}",
    )
    return HttpResponse(html)


def shown_or_404(model: type[ContentPage], request: HttpRequest, slug: str) -> Shown:
    """Return what this reader is shown at this address, to put something of her own into it."""
    return _shown(model, request, _row_or_404(model, request, slug))


def shown_page(
    request: HttpRequest, model: type[ContentPage], shown: Shown, article: SafeString
) -> HttpResponse:
    """Put the frame around an article."""
    return HttpResponse(_whole(request, model, shown, article))


def _whole(
    request: HttpRequest, model: type[ContentPage], shown: Shown, article: SafeString | None = None
) -> str:
    context = {
        "page": shown.face,
        "article": article or shown.face.article,
        "edit_url": shown.edit_url,
    }
    return render_to_string(model.template, context, request)


def _row_or_404(model: type[ContentPage], request: HttpRequest, slug: str) -> Any:
    found = model.objects.filter(slug=slug).order_by()
    row = found.values_list("pk", *_ASKED, named=True).first()
    if row is None or not (row.live and may_see(request.user, row)):
        raise Http404
    return row


def _shown(model: type[ContentPage], request: HttpRequest, row: Any) -> Shown:
    face = _kept_face(request, model, row.pk, row.last_published_at)
    return Shown(face, model.edit_url(request.user, row))


def article_of(request: HttpRequest, page: ContentPage) -> SafeString:
    """Return what a page shows this reader, who was asked before whether she may see it."""
    return _kept_face(request, type(page), page.pk, page.last_published_at).article


def _kept_face(
    request: HttpRequest, model: type[ContentPage], pk: int, published: datetime | None
) -> Face:
    name = f"{model.kind} {pk} {published}"
    return kept(lambda: _face(model, pk, request), reader=request.user, name=name)


def _face(model: type[ContentPage], pk: int, request: HttpRequest) -> Face:
    pages = model.objects.select_related("organisation", *joins_of_parts())
    page = get_object_or_404(pages.defer(*model.get_streamfield_names()), pk=pk)
    return Face(page.pk, page.title, page.visibility, page.description, page.article(request))


def page_list(
    model: type[ContentPage],
    request: HttpRequest,
    template: str,
    title: str | Promise,
    *,
    facets: Sequence[Facet] = FACETS,
    rows: str = "publishing/list.html",
) -> HttpResponse:
    """Show one screen of the pages the reader may see; `rows` shows what `facets` narrow."""

    def make() -> str:
        found = listing(model, request.user, request.GET, facets)
        return render_to_string(rows, {"list": found}, request)

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
