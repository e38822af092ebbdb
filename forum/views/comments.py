"""Comments: their address, and changing or taking away one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from forum.actions import comments as actions
from forum.actions.posting import EditConflict
from forum.forms.answering import EditCommentForm, VersionForm
from forum.models import Comment
from forum.queries.questions import visible_comments
from forum.rules.answering import may_change_comment
from forum.views.kept_text import keeps_text
from forum.views.moved import lead_or_404
from forum.views.questions import conflict_message
from forum.views.thread import to_answer
from portal.kernel.verdict import require
from portal.members.requests import person_of


@require_GET
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a comment stands now: this address survives sorting and paging."""
    found = get_object_or_404(visible_comments(request.user), pk=pk)
    answer = found.answer
    if not answer.question.has_page:
        return redirect(lead_or_404(request.user, answer.question_id).url)
    return to_answer(request, answer, f"kommentar-{found.pk}")


@keeps_text
@login_required
def comment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's comment; the earlier version stays readable."""
    found = _changeable(request, pk)
    form = EditCommentForm(
        request.POST or None, initial={"body": found.body, "version": found.version}
    )
    form.in_thread(found.answer.question, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_comment(
                actor=person_of(request),
                comment=found,
                body=form.cleaned_data["body"],
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
        except EditConflict:
            form.add_error(None, conflict_message())
        else:
            messages.success(
                request, _("Your change is saved. The earlier version stays readable.")
            )
            return redirect(found)
    context = {"form": form, "comment": found}
    return render(request, "forum/comment_edit.html", context, status=422 if form.errors else 200)


@login_required
def comment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's comment away, after a question back."""
    found = _changeable(request, pk)
    form = VersionForm(request.POST or None, initial={"version": found.version})
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "comment": found}
        return render(request, "forum/comment_remove.html", context)
    try:
        actions.remove_comment(
            actor=person_of(request),
            comment=found,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except EditConflict:
        messages.error(request, _("The comment was changed meanwhile. Please look at it again."))
        return redirect(found)
    messages.success(request, _("Your comment is gone. The history says that there was one."))
    return redirect(found.answer)


def _changeable(request: HttpRequest, pk: int) -> Comment:
    found = get_object_or_404(visible_comments(request.user), pk=pk)
    require(may_change_comment(request.user, found, timezone.now()))
    return found
