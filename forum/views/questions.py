"""A question's pages: reading, asking, editing, history."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum import diff
from forum.actions import posting as actions
from forum.actions.openness import NotOpen
from forum.forms.posting import EditQuestionForm, initial_of
from forum.models import Question
from forum.queries.care import merged_into
from forum.queries.files import unfindable_in
from forum.queries.questions import question_page
from forum.queries.thread import Head, head_of, question_for_page
from forum.rendering import render_post
from forum.rules import may_edit, may_name_people, may_write
from forum.views.kept_text import keeps_text
from forum.views.moved import (
    edit_of_gone_question,
    fix_readers,
    lead_or_404,
    text_is_kept,
)
from forum.views.thread import page_for_strangers, question_response
from portal.kernel.markdown import MAX_BODY_LENGTH
from portal.kernel.verdict import Refused, require
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import User
from portal.members.requests import person_of


@require_GET
def question_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a question with its answers; an address with an old title leads to the new one."""
    question = _head_or_question(request.user, pk)
    if question is None:
        # Not for ever: what was merged may be taken apart again.
        return redirect(lead_or_404(request.user, pk).url, permanent=False)
    if slug != question.slug:
        return redirect(question, permanent=False)
    if isinstance(question, Head):
        return page_for_strangers(request, question)
    return question_response(request, question)


def _head_or_question(reader: Reader, pk: int) -> Head | Question | None:
    """Read as much as her page needs: to strangers all else of it is kept."""
    return question_for_page(reader, pk) if isinstance(reader, User) else head_of(reader, pk)


@keeps_text
@login_required
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a question; the earlier version stays readable."""
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        return edit_of_gone_question(request, pk)
    require(may_edit(request.user, question))
    form = EditQuestionForm(request.POST or None, initial=initial_of(question))
    fix_readers(form, question)
    form.in_thread(question, request.user)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_post(form.cleaned_data["body"])
        elif saved := _save_question(request, question, form):
            return saved
    context = {
        "form": form,
        "question": question,
        "preview": preview,
        "unfindable": unfindable_in(question.body),
    }
    return render(request, "forum/question_edit.html", context, status=422 if form.errors else 200)


def _save_question(
    request: HttpRequest, question: Question, form: EditQuestionForm
) -> HttpResponseRedirect | None:
    try:
        question = actions.edit_question(
            actor=person_of(request),
            question=question,
            draft=form.draft,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except actions.EditConflict:
        form.add_error(None, conflict_message())
        return None
    except NotOpen as refusal:
        form.add_error(None, text_is_kept(refusal.reason))
        return None
    except Refused as refused:
        form.add_error(None, str(refused.verdict.reason))
        return None
    messages.success(request, _("Your change is saved. The earlier version stays readable."))
    return redirect(question)


def conflict_message() -> str:
    return _(
        "Somebody changed this while you were writing. Your text is still here: please compare it"
        " with the current version and save again."
    )


@require_GET
def question_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a question and its answers said before, as differences."""
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        lead = lead_or_404(request.user, pk)
        return redirect("forum:question-history", lead.question.pk)
    merged = merged_into(request.user, question)
    context = {
        "question": question,
        "changes": diff.changes_with_merged(question, merged),
        "names": may_name_people(request.user),
        "own": member_organisations_of(request.user),
    }
    return render(request, "forum/question_history.html", context)


@login_required
@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """Render a text as it will look, for the preview beside the field."""
    require(may_write(request.user))
    html = render_post(request.POST.get("body", "")[:MAX_BODY_LENGTH])
    return render(request, "forum/preview.html", {"html": html})
