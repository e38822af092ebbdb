"""Answering, commenting, accepting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum.actions import acceptance
from forum.actions import posting as actions
from forum.actions.openness import NotOpen
from forum.forms.answering import ThanksForm
from forum.forms.posting import AnswerForm, CommentForm, EditAnswerForm, initial_of_answer
from forum.models import Answer, Question
from forum.queries.files import unfindable_in
from forum.queries.questions import commentable_answers, readable_answers, visible_answers
from forum.rendering import render_post
from forum.rules import may_accept, may_edit, may_name_people, may_write
from forum.views.kept_text import keeps_text
from forum.views.moved import (
    became_part_of,
    edit_of_split_answer,
    lead_or_404,
    page_for_post,
    split_answer_exists,
    text_is_kept,
    with_canned_text,
)
from forum.views.questions import conflict_message
from forum.views.thread import question_response, to_answer
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of


@require_GET
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where an answer stands now: this address survives sorting, paging and care."""
    found = get_object_or_404(readable_answers(request.user), pk=pk)
    if not found.question.has_page:
        return redirect(lead_or_404(request.user, found.question_id).url)
    return to_answer(request, found)


@keeps_text
@login_required
@require_POST
def answer_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question."""
    question, has_moved = page_for_post(request.user, pk)
    require(may_write(request.user))
    if inserted := with_canned_text(request):
        return question_response(request, question, form=inserted)
    form = AnswerForm(request.user, request.POST)
    form.in_thread(question, request.user)
    if not form.is_valid():
        return question_response(request, question, status=422, form=form)
    if has_moved:
        return _not_posted(request, question, form, became_part_of(question))
    if "preview" in request.POST:
        form.preview = render_post(form.cleaned_data["body"])  # type: ignore[attr-defined]  # for the template
        return question_response(request, question, form=form)
    return _save_new_answer(request, question, form)


def _save_new_answer(request: HttpRequest, question: Question, form: AnswerForm) -> HttpResponse:
    try:
        answer = actions.answer_question(
            actor=person_of(request),
            organisation=form.chosen_organisation,
            question=question,
            body=form.cleaned_data["body"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
    except NotOpen as refusal:
        question, has_moved = page_for_post(request.user, question.pk)
        reason = became_part_of(question) if has_moved else refusal.reason
        return _not_posted(request, question, form, reason)
    messages.success(request, _("Thank you, your answer is published."))
    return redirect(answer)


def _not_posted(
    request: HttpRequest, question: Question, form: AnswerForm, reason: str | Promise
) -> HttpResponse:
    """Show the question as it is now, with what was typed in its form."""
    form.add_error(None, text_is_kept(reason))
    return question_response(request, question, status=409, form=form)


@keeps_text
@login_required
def answer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an answer; the earlier version stays readable."""
    if split_answer_exists(request.user, pk):
        return edit_of_split_answer(request, pk)
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
    context = {
        "form": form,
        "answer": answer,
        "preview": preview,
        "unfindable": unfindable_in(answer.body),
    }
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
    answer = get_object_or_404(commentable_answers(request.user), pk=pk)
    require(may_write(request.user))
    form = CommentForm(request.user, request.POST or None)
    form.in_thread(answer.question, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.comment_on(
                actor=person_of(request),
                organisation=form.chosen_organisation,
                answer=answer,
                body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
                now=timezone.now(),
            )
        except NotOpen as refusal:
            form.add_error(None, text_is_kept(refusal.reason))
            return _comment_page(request, answer, form, 409)
        messages.success(request, _("Your comment is published."))
        return redirect(answer)
    return _comment_page(request, answer, form, 422 if form.errors else 200)


def _comment_page(
    request: HttpRequest, answer: Answer, form: CommentForm, status: int
) -> HttpResponse:
    context = {"form": form, "answer": answer, "names": may_name_people(request.user)}
    return render(request, "forum/comment_add.html", context, status=status)


@login_required
@require_POST
def answer_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an answer helped."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    try:
        acceptance.accept_answer(actor=person_of(request), answer=answer, now=timezone.now())
    except acceptance.AlreadyAccepted:
        messages.info(request, _("A colleague accepted this answer before you. It stays accepted."))
    else:
        messages.success(request, _("The answer is accepted. Thank you: others find it first now."))
    return to_answer(request, answer)


@login_required
@require_POST
def acceptance_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an acceptance back."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    try:
        acceptance.withdraw_acceptance(actor=person_of(request), answer=answer)
    except acceptance.NotAccepted:
        messages.info(request, _("This answer was not accepted any more."))
    else:
        messages.success(request, _("The answer is no longer accepted."))
    return to_answer(request, answer)


@login_required
def answer_thank(request: HttpRequest, pk: int) -> HttpResponse:
    """Say thanks for an accepted answer, in one line."""
    answer = get_object_or_404(visible_answers(request.user).filter(is_accepted=True), pk=pk)
    require(may_accept(request.user, answer.question))
    form = ThanksForm(request.POST or None, initial={"thanks": answer.thanks})
    form.in_thread(answer.question, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            acceptance.thank_for(
                actor=person_of(request), answer=answer, thanks=form.cleaned_data["thanks"]
            )
        except acceptance.NotAccepted:
            messages.info(request, _("This answer was not accepted any more."))
        else:
            messages.success(request, _("Your thanks stand at the answer."))
        return redirect(answer)
    context = {"form": form, "answer": answer}
    return render(request, "forum/answer_thank.html", context, status=422 if form.errors else 200)
