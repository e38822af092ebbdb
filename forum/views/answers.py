"""Answering, commenting, accepting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions import acceptance
from forum.actions import posting as actions
from forum.forms.posting import AnswerForm, CommentForm, EditAnswerForm, initial_of_answer
from forum.models import Answer
from forum.queries.questions import question_page, visible_answers
from forum.rendering import render_post
from forum.rules import may_edit, may_name_people, may_write
from forum.views.kept_text import keeps_text
from forum.views.questions import conflict_message, question_response
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of


@keeps_text
@login_required
@require_POST
def answer_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    require(may_write(request.user))
    form = AnswerForm(request.user, request.POST)
    form.in_thread(question, request.user)
    if not form.is_valid():
        return question_response(request, question, status=422, form=form)
    if "preview" in request.POST:
        form.preview = render_post(form.cleaned_data["body"])  # type: ignore[attr-defined]  # for the template
        return question_response(request, question, form=form)
    answer = actions.answer_question(
        actor=person_of(request),
        organisation=form.chosen_organisation,
        question=question,
        body=form.cleaned_data["body"],
        key=form.cleaned_data["key"],
        now=timezone.now(),
    )
    messages.success(request, _("Thank you, your answer is published."))
    return redirect(answer)


@keeps_text
@login_required
def answer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an answer; the earlier version stays readable."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    require(may_edit(request.user, answer))
    form = EditAnswerForm(request.POST or None, initial=initial_of_answer(answer))
    form.in_thread(answer.question, request.user)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_post(form.cleaned_data["body"])
        elif saved := _save_answer(request, answer, form):
            return saved
    context = {"form": form, "answer": answer, "preview": preview}
    return render(request, "forum/answer_edit.html", context, status=422 if form.errors else 200)


def _save_answer(
    request: HttpRequest, answer: Answer, form: EditAnswerForm
) -> HttpResponseRedirect | None:
    try:
        actions.edit_answer(
            actor=person_of(request),
            answer=answer,
            body=form.cleaned_data["body"],
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except actions.EditConflict:
        form.add_error(None, conflict_message())
        return None
    except Refused as refused:
        form.add_error(None, str(refused.verdict.reason))
        return None
    messages.success(request, _("Your change is saved. The earlier version stays readable."))
    return redirect(answer)


@keeps_text
@login_required
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on an answer: a page of its own, so that the question page stays light."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    require(may_write(request.user))
    form = CommentForm(request.user, request.POST or None)
    form.in_thread(answer.question, request.user)
    if request.method == "POST" and form.is_valid():
        actions.comment_on(
            actor=person_of(request),
            organisation=form.chosen_organisation,
            answer=answer,
            body=form.cleaned_data["body"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
        messages.success(request, _("Your comment is published."))
        return redirect(answer)
    context = {"form": form, "answer": answer, "names": may_name_people(request.user)}
    return render(request, "forum/comment_add.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an answer helped."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    try:
        acceptance.accept_answer(actor=person_of(request), answer=answer, now=timezone.now())
    except acceptance.AnotherAccepted:
        messages.error(
            request, _("A colleague accepted another answer at this moment. Please look again.")
        )
    else:
        messages.success(request, _("The answer is accepted. Thank you: others find it first now."))
    return redirect(answer)


@login_required
@require_POST
def acceptance_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    acceptance.withdraw_acceptance(actor=person_of(request), answer=answer)
    messages.success(request, _("The answer is no longer accepted. The question is open again."))
    return redirect(answer)
