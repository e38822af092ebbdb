"""Case studies beside each other, and on the map. What both show is kept, as the overview is."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casestudies.comparison import lines_of
from casestudies.facets import facets_for
from casestudies.models import CaseStudy
from casestudies.queries.browsing import FEWEST, MOST, Place, compared, places_of
from portal.publishing.facets import address_with, narrowed
from portal.publishing.kept import kept


@require_safe
def case_study_compare(request: HttpRequest) -> HttpResponse:
    """Show two to four case studies side by side, as the address names them."""
    asked = request.GET.getlist("compare")
    return _kept(request, _("Compare case studies"), lambda: _comparison(request, asked))


def _comparison(request: HttpRequest, asked: list[str]) -> str:
    cases = compared(request.user, asked)
    slugs = [case.page.slug for case in cases]
    columns = [(case, _comparing(slugs, but=case.page.slug)) for case in cases]
    context = {
        "columns": columns,
        "lines": lines_of(cases),
        "enough": len(cases) >= FEWEST,
        "full": len(cases) == MOST,
        "left_out": len(set(asked)) > MOST and len(cases) == MOST,
        "more_url": f"{reverse(CaseStudy.list_url_name)}{_comparing(slugs)}",
    }
    return render_to_string("casestudies/compare.html", context, request)


def _comparing(slugs: Iterable[str], but: str = "") -> str:
    return "?" + urlencode([("compare", slug) for slug in slugs if slug != but])


@require_safe
def case_study_map(request: HttpRequest) -> HttpResponse:
    """Show where the case studies were done that the overview would list at the same address."""
    return _kept(request, _("Case studies on the map"), lambda: _map(request))


def _map(request: HttpRequest) -> str:
    pages = CaseStudy.objects.visible_to(request.user)
    found = narrowed(pages, facets_for(request.user), request.GET)
    places = [(place, _list_of(place, request)) for place in places_of(found.pages)]
    context = {"found": found, "places": places, "query": address_with(request.GET)}
    return render_to_string("casestudies/map.html", context, request)


def _list_of(place: Place, request: HttpRequest) -> str:
    query = address_with(request.GET, organisation=place.slug)
    return f"{reverse(CaseStudy.list_url_name)}{query}"


def _kept(request: HttpRequest, title: str, make: Callable[[], str]) -> HttpResponse:
    name = f"{request.path}?{request.META.get('QUERY_STRING', '')}"
    html = kept(make, reader=request.user, name=name)
    return render(request, "casestudies/browsing.html", {"title": title, "html": html})
