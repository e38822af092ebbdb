"""A question's pages: reading, asking, editing, history."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum import diff
from forum.actions import posting as actions
from forum.confidence import may_lift_veil
from forum.forms.posting import AnswerForm, EditQuestionForm, initial_of
from forum.models import Question, answer_place
from forum.queries.questions import editable_answers, load_thread, question_page, revisions_of
from forum.queries.veils import asks_behind, lifts_of
from forum.rendering import render_post
from forum.rules import may_accept, may_edit, may_name_people, may_write
from forum.views.kept_text import keeps_text
from forum.views.places import draft_of, initial_from
from portal.kernel.markdown import MAX_BODY_LENGTH
from portal.kernel.verdict import Refused, require
from portal.members.audiences import Reader
from portal.members.requests import person_of
from portal.publishing.kept import kept


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
    question = get_object_or_404(question_page(request.user), pk=pk)
    if slug != question.slug:
        return redirect(question, permanent=False)
    return question_response(request, question)


def question_response(
    request: HttpRequest, question: Question, status: int = 200, form: AnswerForm | None = None
) -> HttpResponse:
    acts = _acts(request.user, question)
    context = {
        "question": question,
        "thread": _thread(request, question, acts),
        "may_accept": acts.may_accept,
        "answer_form": form,
        **_veil(request, question),
    }
    if acts.may_write and form is None:
        context |= _new_answer(request, question)
    return render(request, "forum/question_detail.html", context, status=status)


def _new_answer(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Open the form with what the reader has kept for this question."""
    draft = draft_of(request, answer_place(question.key))
    initial = initial_from(draft.fields) if draft else {}
    return {"answer_form": AnswerForm(request.user, initial=initial), "draft": draft}


def _veil(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Say to whoever asked confidentially that it is hers, and let moderators look."""
    if not question.is_veiled:
        return {}
    mine = asks_behind(request.user, question)
    return {
        "asks_behind": mine,
        "veil_lifts": lifts_of(question) if mine else (),
        "may_lift_veil": bool(may_lift_veil(request.user)),
    }


def _thread(request: HttpRequest, question: Question, acts: Acts) -> SafeString:
    """Question and answers as HTML, kept while nothing changes."""

    def make() -> str:
        load_thread(question)
        return render_to_string("forum/thread.html", {"question": question, "acts": acts}, request)

    return kept(make, reader=request.user, name=f"question {question.pk} {acts}")


@keeps_text
@login_required
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a question; the earlier version stays readable."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    require(may_edit(request.user, question))
    form = EditQuestionForm(request.POST or None, initial=initial_of(question))
    form.in_thread(question, request.user)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_post(form.cleaned_data["body"])
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
    question = get_object_or_404(question_page(request.user), pk=pk)
    context = {
        "question": question,
        "changes": diff.changes(question, revisions_of(question)),
        "names": may_name_people(request.user),
    }
    return render(request, "forum/question_history.html", context)


@login_required
@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """Render a text as it will look, for the preview beside the field."""
    require(may_write(request.user))
    html = render_post(request.POST.get("body", "")[:MAX_BODY_LENGTH])
    return render(request, "forum/preview.html", {"html": html})
