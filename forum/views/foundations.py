"""On what an answer rests, and whether it still holds."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.foundations import ANSWERS
from forum.queries.questions import visible_answers
from portal.kernel.content import Reference
from portal.kernel.verdict import refused, require
from portal.members.requests import person_of
from portal.upkeep.actions.foundations import rest_thing, review_thing
from portal.upkeep.forms import ThingForm, ThingReviewForm
from portal.upkeep.models import Foundation
from portal.upkeep.queries.validity import flags_of_thing
from portal.upkeep.rules import NOT_HERS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_foundations(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on what an answer rests; after a change, that it still holds."""
    answer, person = get_object_or_404(visible_answers(request.user), pk=pk), person_of(request)
    if not ANSWERS.may_look_after(person, answer.key):
        require(refused(NOT_HERS))
    thing = Reference(ANSWERS.kind, answer.key)
    flags = flags_of_thing(thing)
    known = Foundation.objects.filter(
        reliances__thing_kind=thing.kind, reliances__thing_key=thing.key
    )
    rests = list(known.values_list("pk", flat=True))
    reviewing = "review" in request.POST
    sent = request.POST or None
    review = ThingReviewForm(sent if reviewing else None, flags=flags)
    form = ThingForm(None if reviewing else sent, initial={"foundations": rests})
    if reviewing and review.is_valid():
        said = review.cleaned_data
        review_thing(actor=person, thing=thing, **said, now=timezone.now())
        messages.success(request, _("Thank you. The answer still holds."))
        return redirect(answer)
    if request.method == "POST" and not reviewing and form.is_valid():
        rest_thing(actor=person, thing=thing, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Noted."))
        return redirect(answer)
    context = {"answer": answer, "form": form, "review": review, "flags": flags}
    return render(request, "forum/answer_foundations.html", context)
