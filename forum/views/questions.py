"""A question's pages: reading, asking, editing, history."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum import diff
from forum.actions import posting as actions
from forum.actions.openness import NotOpen
from forum.forms.posting import AnswerForm, AskForm, EditQuestionForm, initial_of
from forum.models import TITLE_LENGTH, Question
from forum.queries.care import merged_into, traces_on
from forum.queries.questions import editable_answers, load_thread, question_page
from forum.rules import may_accept, may_edit, may_name_people, may_write
from forum.views.moved import (
    care_context,
    edit_of_gone_question,
    fix_readers,
    lead_or_404,
    text_is_kept,
)
from portal.kernel.markdown import MAX_BODY_LENGTH, render_markdown
from portal.kernel.verdict import require
from portal.members.audiences import Reader
from portal.members.requests import person_of
from portal.publishing.kept import kept

# Of a text an address may bring into the form; whoever asks reads it before it is published.
SUGGESTED_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do on a question's page: readers who may do the same see the same."""

    may_write: bool
    may_accept: bool
    may_edit: bool
    names: bool
    editable: tuple[int, ...]


def _acts(reader: Reader, question: Question) -> Acts:
    return Acts(
        may_write=bool(may_write(reader)),
        may_accept=bool(may_accept(reader, question)),
        may_edit=bool(may_edit(reader, question)),
        names=may_name_people(reader),
        editable=editable_answers(reader, question),
    )


@require_GET
def question_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a question with its answers; an address with an old title leads to the new one."""
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        # Not for ever: what was merged may be taken apart again.
        return redirect(lead_or_404(request.user, pk).url, permanent=False)
    if slug != question.slug:
        return redirect(question, permanent=False)
    return question_response(request, question)


def question_response(
    request: HttpRequest, question: Question, status: int = 200, form: AnswerForm | None = None
) -> HttpResponse:
    acts = _acts(request.user, question)
    answers = acts.may_write and question.takes_posts
    context = {
        "question": question,
        "thread": _thread(request, question, acts),
        "may_accept": acts.may_accept,
        "answer_form": form or (AnswerForm(request.user) if answers else None),
        **care_context(request.user, question),
    }
    return render(request, "forum/question_detail.html", context, status=status)


def _thread(request: HttpRequest, question: Question, acts: Acts) -> SafeString:
    """Question and answers as HTML, kept while nothing changes."""

    def make() -> str:
        load_thread(question)
        traces = traces_on(request.user, question)
        context = {"question": question, "acts": acts, "traces": traces}
        return render_to_string("forum/thread.html", context, request)

    return kept(make, reader=request.user, name=f"question {question.pk} {acts}")


@login_required
def question_ask(request: HttpRequest) -> HttpResponse:
    """Ask a question; `?title=`, `?body=`, `?to=`, `?topic=`, `?channel=` fill in the form."""
    require(may_write(request.user))
    if request.method != "POST":
        return _ask_response(request, AskForm(request.user, initial=_suggested(request)))
    form = AskForm(request.user, request.POST)
    if not form.is_valid():
        return _ask_response(request, form, status=422)
    if "preview" in request.POST:
        return _ask_response(request, form, preview=render_markdown(form.cleaned_data["body"]))
    question = actions.ask_question(
        actor=person_of(request),
        organisation=form.chosen_organisation,
        draft=form.draft,
        key=form.cleaned_data["key"],
        now=timezone.now(),
    )
    messages.success(request, _asked_message(question))
    return redirect(question)


def _ask_response(
    request: HttpRequest, form: AskForm, preview: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "preview": preview}
    return render(request, "forum/question_ask.html", context, status=status)


def _suggested(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": request.GET.get("title", "")[:TITLE_LENGTH],
        "body": request.GET.get("body", "")[:SUGGESTED_LENGTH],
        "addressed_to": request.GET.getlist("to")[:20],
        "topics": request.GET.getlist("topic")[:20],
        "channels": request.GET.getlist("channel")[:20],
    }


def _asked_message(question: Question) -> str:
    if question.addressed_to_all:
        return _("Your question is published. All member counties find it under “For my county”.")
    return _("Your question is published. The counties you ask find it under “For my county”.")


@login_required
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a question; the earlier version stays readable."""
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        return edit_of_gone_question(request, pk)
    require(may_edit(request.user, question))
    form = EditQuestionForm(request.POST or None, initial=initial_of(question))
    fix_readers(form, question)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_markdown(form.cleaned_data["body"])
        elif saved := _save_question(request, question, form):
            return saved
    context = {"form": form, "question": question, "preview": preview}
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
    }
    return render(request, "forum/question_history.html", context)


@login_required
@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """Render a text as it will look, for the preview beside the field."""
    require(may_write(request.user))
    html = render_markdown(request.POST.get("body", "")[:MAX_BODY_LENGTH])
    return render(request, "forum/preview.html", {"html": html})
