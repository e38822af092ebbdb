"""Looking behind a confidential question."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from forum.actions.veiling import lift_veil
from forum.confidence import may_lift_veil
from forum.forms.veils import LiftForm
from forum.queries.questions import question_page
from forum.queries.veils import veils_with_people
from portal.kernel.verdict import require
from portal.members.requests import person_of


@never_cache
@login_required
def question_asker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a moderator who asked: after she said why, in the answer to that click only."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    veils = veils_with_people(question)
    if not veils.exists():
        raise Http404
    require(may_lift_veil(request.user))
    form = LiftForm(request.POST or None)
    context = {"question": question, "form": form}
    if request.method == "POST" and form.is_valid():
        lift_veil(
            actor=person_of(request),
            question=question,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        context["veils"] = veils
    status = 422 if form.errors else 200
    return render(request, "forum/question_asker.html", context, status=status)
