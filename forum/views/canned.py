"""The moderators' canned answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from forum.actions import desk
from forum.actions.care import CannotBeDone
from forum.forms.care import CannedAnswerForm
from forum.models import CannedAnswer
from forum.queries.care import canned_answers
from forum.rules.care import may_keep_desk
from portal.kernel.verdict import require
from portal.members.requests import person_of


@login_required
@require_GET
def canned_list(request: HttpRequest) -> HttpResponse:
    """List the texts."""
    require(may_keep_desk(request.user))
    return render(request, "forum/canned_list.html", {"texts": canned_answers(request.user)})


@login_required
def canned_add(request: HttpRequest) -> HttpResponse:
    """Write a text."""
    return _edit(request, CannedAnswer())


@login_required
def canned_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a text."""
    require(may_keep_desk(request.user))
    return _edit(request, get_object_or_404(CannedAnswer, key=key))


def _edit(request: HttpRequest, canned: CannedAnswer) -> HttpResponse:
    require(may_keep_desk(request.user))
    form = CannedAnswerForm(request.POST or None, instance=canned)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        is_new = canned.pk is None
        try:
            desk.save_canned_answer(
                actor=person_of(request),
                title=form.cleaned_data["title"],
                body=form.cleaned_data["body"],
                key=form.cleaned_data["key"] if is_new else canned.key,
                version=0 if is_new else form.cleaned_data["version"] or 0,
            )
        except CannotBeDone as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("The canned answer is saved."))
            return redirect("forum:canned-list")
    context = {"form": form, "canned": canned}
    return render(request, "forum/canned_edit.html", context, status=status)


@login_required
def canned_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a text away, after asking."""
    require(may_keep_desk(request.user))
    canned = get_object_or_404(CannedAnswer, key=key)
    if request.method != "POST":
        return render(request, "forum/canned_remove.html", {"canned": canned})
    desk.remove_canned_answer(actor=person_of(request), canned=canned)
    messages.success(request, _("The canned answer is removed."))
    return redirect("forum:canned-list")
