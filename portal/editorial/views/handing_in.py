"""Hand a page in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.editorial.actions.holding import MovedOn
from portal.editorial.actions.submitting import AlreadyHandedIn, Incomplete, hand_in
from portal.editorial.forms import HandInForm
from portal.editorial.models.steps import newest, none_but
from portal.editorial.queries.desk import seen_by
from portal.editorial.queries.pages import pages_called
from portal.editorial.queries.people import would_be_asked
from portal.editorial.rules import Outcome, Step, may_hand_in
from portal.kernel.verdict import Refused
from portal.members.content import Visibility
from portal.members.models import User
from portal.members.requests import person_of
from portal.publishing.models import ContentPage


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is missing and who will be asked; then send the page on its way."""
    person = person_of(request)
    page = _page_or_404(person, key)
    form = HandInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _shown(request, page, form)
    try:
        submission = hand_in(
            actor=person, page=page, note=form.cleaned_data["note"], now=timezone.now()
        )
    except Incomplete:
        return _shown(request, page, form, status=422)
    except (Refused, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _shown(request, page, form, status=422)
    except AlreadyHandedIn:
        messages.info(request, _("The page is handed in already. Here is where it stands."))
        return redirect("editorial:page", page.key)
    except MovedOn:
        raise Http404 from None
    published = submission.outcome == Outcome.RELEASED
    messages.success(
        request,
        _("The page is released.") if published else _("Thank you. The page is on its way."),
    )
    return redirect("editorial:page", page.key)


def _page_or_404(person: User, key: str) -> ContentPage:
    """Return the page, if she may hand it in or see where it stands."""
    for page in pages_called(key):
        if may_hand_in(person, page, newest(page).organisation):
            return page
        if seen_by(person).filter(page=page.pk, outcome="").exists():
            return page
    raise Http404


def _shown(
    request: HttpRequest, page: ContentPage, form: HandInForm, status: int = 200
) -> HttpResponse:
    latest = newest(page)
    verdict = may_hand_in(person_of(request), page, latest.organisation)
    if not verdict:
        raise Refused(verdict)
    authors = {pk for pk in (request.user.pk, page.owner_id) if pk}
    context = {
        "page": latest,
        "form": form,
        "gaps": latest.gaps(),
        "on_its_way": page.workflow_in_progress,
        "county": would_be_asked(Step.COUNTY, page, latest, authors),
        "passed": none_but(authors, latest.organisation),
        "internal": latest.visibility == Visibility.COUNTY,
    }
    return render(request, "editorial/submit.html", context, status=status)
