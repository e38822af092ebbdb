"""The acts of care, each on a page of its own: what follows, a reason, a button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions import undoing
from forum.actions.care import CannotBeDone
from forum.forms.care import CareForm
from forum.models import Question
from forum.queries.care import acts_for
from forum.queries.questions import question_page
from forum.rules.care import may_undo
from forum.views.care_acts import ACTS, ActPage
from forum.views.moved import became_part_of, lead_or_404
from portal.kernel.verdict import require
from portal.members.requests import person_of


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent: also a form in which nothing has to be filled in."""
    return request.POST if request.method == "POST" else None


@login_required
def care_act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show an act's page, and do it."""
    if slug not in ACTS:
        raise Http404
    page = ACTS[slug]
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        survivor = lead_or_404(request.user, pk).question
        messages.info(request, became_part_of(survivor))
        return redirect(survivor)
    require(page.allows(request.user, question))
    form = page.form(request.user, question, _posted(request))
    if request.method == "POST" and form.asks_back:
        asking = page.form(request.user, question, initial=request.POST.dict())
        return _page(request, page, question, asking, 200)
    if request.method == "POST" and form.is_valid():
        return _run(request, page, question, form)
    return _page(request, page, question, form, 422 if form.errors else 200)


def _run(request: HttpRequest, page: ActPage, question: Question, form: CareForm) -> HttpResponse:
    try:
        place = page.run(person_of(request), question, form)
    except CannotBeDone as refusal:
        form.add_error(None, str(refusal))
        return _page(request, page, question, form, 409)
    messages.success(request, str(page.done))
    return redirect(place if isinstance(place, Question) else question)


def _page(
    request: HttpRequest, page: ActPage, question: Question, form: CareForm, status: int
) -> HttpResponse:
    context = {"page": page, "question": question, "form": form}
    return render(request, "forum/care_act.html", context, status=status)


@login_required
def care_undo(request: HttpRequest, key: str) -> HttpResponse:
    """Say what undoing an act brings back, and do it."""
    act = get_object_or_404(acts_for(request.user), key=key)
    require(may_undo(request.user, act, timezone.now()))
    form = CareForm(request.user, act.question, _posted(request))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            undoing.undo_act(
                actor=person_of(request),
                act=act,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except CannotBeDone as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("This is undone."))
            return redirect(act.question)
    context = {"act": act, "form": form}
    return render(request, "forum/care_undo.html", context, status=status)
