"""What was typed for a question that takes no posts any more: it is shown again, never lost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forum.actions.openness import NotOpen
from forum.forms.posting import AnswerForm, EditQuestionForm, initial_of
from forum.models import Question
from forum.queries.care import Lead, canned_answers, lead_of
from forum.queries.questions import commentable_answers, question_page
from forum.rules import may_edit
from forum.rules.care import may_moderate, may_read_log
from forum.views.care_acts import ACTS
from portal.kernel.verdict import require
from portal.members.audiences import Reader


def lead_or_404(reader: Reader, pk: int) -> Lead:
    """Return where the address of a question leads that became part of another one."""
    lead = lead_of(reader, pk=pk)
    if lead is None:
        raise Http404
    return lead


def page_for_post(reader: Reader, pk: int) -> tuple[Question, bool]:
    """Return the question to post to, and whether the one asked for became part of it."""
    if question := question_page(reader).filter(pk=pk).first():
        return question, False
    return lead_or_404(reader, pk).question, True


def not_open(request: HttpRequest, refusal: NotOpen) -> HttpResponseRedirect:
    """Say why nothing was done, and lead to where the question is now; nothing was typed."""
    messages.error(request, str(refusal.reason))
    question, _has_moved = page_for_post(request.user, refusal.question.pk)
    return redirect(question)


def care_context(reader: Reader, question: Question) -> dict[str, Any]:
    """Return what a question's page shows of care beside the kept part."""
    moderates = bool(may_moderate(reader, question))
    return {
        "moderates": moderates,
        "care_acts": [
            (slug, page.title)
            for slug, page in ACTS.items()
            if page.offers(question) and page.allows(reader, question)
        ],
        "reads_log": may_read_log(reader, question),
        "notes_count": question.staff_notes.count() if moderates else 0,
        "canned": canned_answers(reader) if moderates else (),
    }


def text_is_kept(reason: str | Promise) -> str:
    """Say why a post was refused, and that nothing is lost."""
    kept = _("Your text is not lost: it still stands in the form below.")
    return f"{reason} {kept}"


def became_part_of(question: Question) -> str:
    """Say that the question one was writing for is this one now."""
    return _("Meanwhile the question became part of “%(title)s”.") % {"title": question.title}


def with_canned_text(request: HttpRequest) -> AnswerForm | None:
    """Return the answer form with a canned answer put after what was typed, if one was chosen."""
    key = request.POST.get("canned")
    if not key:
        return None
    canned = get_object_or_404(canned_answers(request.user), key=key)
    typed = request.POST.get("body", "").rstrip()
    initial = {
        "body": f"{typed}\n\n{canned.body}" if typed else canned.body,
        "key": request.POST.get("key", ""),
        "organisation": request.POST.get("organisation", ""),
    }
    return AnswerForm(request.user, initial=initial)


def fix_readers(form: forms.Form, question: Question) -> None:
    """Say that who may read it stays, where others wrote for the readers of another page."""
    if question.keeps_readers:
        field = form.fields["visibility"]
        field.disabled = True
        field.help_text = _(
            "This stays as it is: posts of another question are part of this one, and its readers"
            " are the same."
        )


def edit_of_gone_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was typed for a question that became part of another one meanwhile."""
    survivor = lead_or_404(request.user, pk).question
    question = get_object_or_404(Question.objects.readable_by(request.user), pk=pk)
    require(may_edit(request.user, question))
    if request.method != "POST":
        messages.info(request, became_part_of(survivor))
        return redirect(survivor)
    form = EditQuestionForm(request.POST, initial=initial_of(question))
    form.in_thread(question, request.user)
    fix_readers(form, question)
    form.is_valid()
    form.add_error(None, text_is_kept(became_part_of(survivor)))
    context = {"form": form, "question": question, "preview": "", "survivor": survivor}
    return render(request, "forum/question_edit.html", context, status=409)


def edit_of_split_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was typed for an answer that is a question of its own by now."""
    answer = get_object_or_404(commentable_answers(request.user), pk=pk, opens=True)
    question: Question = answer.question
    require(may_edit(request.user, question))
    if request.method != "POST":
        return redirect("forum:question-edit", question.pk)
    typed = {**initial_of(question), "body": request.POST.get("body", "")}
    form = EditQuestionForm(typed, initial=initial_of(question))
    form.in_thread(question, request.user)
    fix_readers(form, question)
    form.is_valid()
    form.add_error(None, text_is_kept(_("Meanwhile this answer became a question of its own.")))
    context = {"form": form, "question": question, "preview": ""}
    return render(request, "forum/question_edit.html", context, status=409)


def split_answer_exists(reader: Reader, pk: int) -> bool:
    """Whether the reader may see a question that was this answer."""
    return commentable_answers(reader).filter(pk=pk, opens=True).exists()
