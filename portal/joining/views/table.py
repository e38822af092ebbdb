"""People as a table: taken away, and brought in line after a look at what would follow."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.joining.actions.people import AlreadyThere
from portal.joining.actions.table import Entry, Outcome, import_people
from portal.joining.queries.people import member_organisations, people_of
from portal.joining.reading import read_people
from portal.joining.rules.people import may_look_after_people, may_take_addresses
from portal.joining.views.people import own_organisation
from portal.joining.writing import addresses_of, table_of
from portal.kernel.tables.downloads import download
from portal.kernel.tables.forms import TableForm, shown
from portal.kernel.tables.rows import Row, all_right, values_of
from portal.kernel.verdict import Refused, require
from portal.members.models import Organisation
from portal.members.requests import person_of


@login_required
@require_GET
def people_export(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Hand out who acts for an organisation."""
    organisation = own_organisation(request, slug)
    require(may_look_after_people(person_of(request), organisation))
    people = people_of(organisation)
    return download(table_of(people), ending, name=f"team-{organisation.slug}", sheet="Team")


@login_required
@require_GET
def addresses_export(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand out the working group's address list: its members and who leads them."""
    require(may_take_addresses(person_of(request)))
    table = addresses_of(member_organisations())
    return download(table, ending, name="adressliste", sheet="Adressliste")


@login_required
@never_cache
def people_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Read people from a table; shown first, done when all rows are right."""
    organisation = own_organisation(request, slug)
    require(may_look_after_people(person_of(request), organisation))
    form = TableForm(request.POST or None, request.FILES or None)
    rows = _rows(request, form, organisation) if request.method == "POST" else []
    if "save" in request.POST and all_right(rows) and _import(request, form, organisation, rows):
        return redirect("joining:people", slug)
    context = {"organisation": organisation} | shown(form, rows)
    status = 422 if form.errors or context["wrong"] else 200
    return render(request, "joining/people_import.html", context, status=status)


def _rows(request: HttpRequest, form: TableForm, organisation: Organisation) -> list[Row[Entry]]:
    if not form.is_valid():
        return []
    try:
        rows = read_people(form.cleaned_data["table"], person_of(request), organisation)
    except ValidationError as error:
        form.add_error(None, error)
        return []
    if not rows:
        form.add_error(None, _("There is no row below the first one."))
    return rows


def _import(
    request: HttpRequest, form: TableForm, organisation: Organisation, rows: list[Row[Entry]]
) -> bool:
    try:
        done = import_people(
            actor=person_of(request),
            organisation=organisation,
            entries=values_of(rows),
            now=timezone.now(),
        )
    except (Refused, AlreadyThere):
        form.add_error(None, _("Somebody changed the team meanwhile. Please check once more."))
        return False
    said = _("%(invited)d invited, %(changed)d changed, %(same)d as before.")
    numbers = {
        "invited": done[Outcome.INVITED],
        "changed": done[Outcome.CHANGED],
        "same": done[Outcome.AS_IT_WAS],
    }
    messages.success(request, said % numbers)
    return True
