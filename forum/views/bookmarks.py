"""What a person keeps for herself, and why."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum.actions import bookmarks as actions
from forum.forms.answering import NoteForm
from forum.queries.questions import question_page, visible_answers
from forum.queries.reading import bookmarks_of
from forum.views.thread import to_answer
from portal.members.requests import person_of

PAGE_SIZE = 20


@login_required
@require_GET
def bookmark_list(request: HttpRequest) -> HttpResponse:
    """List what she keeps, the newest first."""
    page = Paginator(bookmarks_of(person_of(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "forum/bookmark_list.html", {"page": page})


@login_required
def bookmark_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note on a bookmark."""
    bookmark = get_object_or_404(bookmarks_of(person_of(request)), pk=pk)
    form = NoteForm(request.POST or None, initial={"note": bookmark.note})
    if request.method == "POST" and form.is_valid():
        actions.note_on_bookmark(
            actor=person_of(request), bookmark=bookmark, note=form.cleaned_data["note"]
        )
        messages.success(request, _("Your note is saved."))
        return redirect("forum:bookmark-list")
    context = {"form": form, "bookmark": bookmark}
    return render(request, "forum/bookmark_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def bookmark_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one line from the list."""
    bookmark = get_object_or_404(bookmarks_of(person_of(request)), pk=pk)
    actions.remove_bookmark(
        actor=person_of(request), question=bookmark.question, answer=bookmark.answer
    )
    messages.success(request, _("The bookmark is gone."))
    return redirect("forum:bookmark-list")


@login_required
@require_POST
def question_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a question."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    actions.add_bookmark(actor=person_of(request), question=question, now=timezone.now())
    messages.success(request, _kept())
    return redirect(question)


@login_required
@require_POST
def question_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a question no longer."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    actions.remove_bookmark(actor=person_of(request), question=question)
    messages.success(request, _("The bookmark is gone."))
    return redirect(question)


@login_required
@require_POST
def answer_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an answer."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    actions.add_bookmark(
        actor=person_of(request), question=answer.question, answer=answer, now=timezone.now()
    )
    messages.success(request, _kept())
    return to_answer(request, answer)


@login_required
@require_POST
def answer_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an answer no longer."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    actions.remove_bookmark(actor=person_of(request), question=answer.question, answer=answer)
    messages.success(request, _("The bookmark is gone."))
    return to_answer(request, answer)


def _kept() -> str:
    return _("You find it again under “My bookmarks”, where you can add a note.")
