"""The forum's pages. Each starts from what the reader may see; none of them writes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from forum import actions, diff
from forum.forms import (
    AnswerForm,
    AskForm,
    CommentForm,
    EditAnswerForm,
    EditQuestionForm,
    initial_of,
    initial_of_answer,
)
from forum.models import TITLE_LENGTH, Answer, Question, QuestionQuerySet
from forum.queries import (
    TabCounts,
    editable_answers,
    listed_questions,
    load_thread,
    question_page,
    revisions_of,
    tab_counts,
    visible_answers,
)
from forum.rules import may_accept, may_edit, may_name_people, may_write
from portal.kernel.markdown import MAX_BODY_LENGTH, render_markdown
from portal.kernel.verdict import require
from portal.members.audiences import Reader, member_organisations_of
from portal.members.requests import person_of
from portal.publishing.kept import kept
from portal.taxonomy.models import Topic

PAGE_SIZE = 20
# Of a text an address may bring into the form; whoever asks reads it before it is published.
SUGGESTED_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the list."""

    url: str
    label: str | Promise
    count: int
    current: bool


@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    """List questions by tab and topic, newest first."""
    tab, topic = request.GET.get("ansicht", "neu"), request.GET.get("thema", "")
    html = kept(
        lambda: render_to_string("forum/list.html", _list_context(request, tab, topic), request),
        reader=request.user,
        name=f"questions {tab} {topic} {request.GET.get('page', '')}",
    )
    return render(request, "forum/question_list.html", {"list_html": html})


def _list_context(request: HttpRequest, tab: str, slug: str) -> dict[str, Any]:
    questions = listed_questions(request.user)
    topic = Topic.objects.filter(slug=slug).first() if slug else None
    if topic:
        questions = questions.filter(topics=topic)
    counts = tab_counts(questions, request.user)
    page = _page(_in_tab(questions, tab, request.user), request, _count(counts, tab))
    return {"page": page, "tabs": _tabs(counts, tab, request.user, topic), "topic": topic}


def _in_tab(questions: QuestionQuerySet, tab: str, reader: Reader) -> QuestionQuerySet:
    if tab == "unbeantwortet":
        return questions.unanswered()
    if tab == "geloest":
        return questions.solved()
    if tab == "fuer-uns":
        return questions.for_organisations(member_organisations_of(reader))
    return questions


def _count(counts: TabCounts, tab: str) -> int:
    by_tab = {
        "unbeantwortet": counts.unanswered,
        "geloest": counts.solved,
        "fuer-uns": counts.for_me,
    }
    return by_tab.get(tab, counts.new)


def _tabs(counts: TabCounts, tab: str, reader: Reader, topic: Topic | None) -> list[Tab]:
    tabs = [
        ("neu", gettext_lazy("New"), counts.new),
        ("unbeantwortet", gettext_lazy("Unanswered"), counts.unanswered),
        ("geloest", gettext_lazy("Solved"), counts.solved),
    ]
    if member_organisations_of(reader):
        tabs.append(("fuer-uns", gettext_lazy("For my county"), counts.for_me))
    suffix = f"&thema={topic.slug}" if topic else ""
    names = [name for name, _label, _count in tabs]
    current = tab if tab in names else "neu"
    return [Tab(f"?ansicht={name}{suffix}", label, n, name == current) for name, label, n in tabs]


class CountedPaginator(Paginator[Question]):
    """A paginator that was told the count, which the tabs have read already."""

    def __init__(self, questions: QuestionQuerySet, count: int) -> None:
        super().__init__(questions, PAGE_SIZE)
        self.count = count


def _page(questions: QuestionQuerySet, request: HttpRequest, count: int) -> Page[Question]:
    return CountedPaginator(questions, count).get_page(request.GET.get("page"))


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
    return _question_response(request, question)


def _question_response(
    request: HttpRequest, question: Question, status: int = 200, form: AnswerForm | None = None
) -> HttpResponse:
    acts = _acts(request.user, question)
    context = {
        "question": question,
        "thread": _thread(request, question, acts),
        "may_accept": acts.may_accept,
        "answer_form": form or (AnswerForm(request.user) if acts.may_write else None),
    }
    return render(request, "forum/question_detail.html", context, status=status)


def _thread(request: HttpRequest, question: Question, acts: Acts) -> SafeString:
    """Question and answers as HTML, kept while nothing changes."""

    def make() -> str:
        load_thread(question)
        return render_to_string("forum/thread.html", {"question": question, "acts": acts}, request)

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
    question = get_object_or_404(question_page(request.user), pk=pk)
    require(may_edit(request.user, question))
    form = EditQuestionForm(request.POST or None, initial=initial_of(question))
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
        form.add_error(None, _conflict())
        return None
    messages.success(request, _("Your change is saved. The earlier version stays readable."))
    return redirect(question)


def _conflict() -> str:
    return _(
        "Somebody changed this while you were writing. Your text is still here: please compare it"
        " with the current version and save again."
    )


@login_required
@require_POST
def answer_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    require(may_write(request.user))
    form = AnswerForm(request.user, request.POST)
    if not form.is_valid():
        return _question_response(request, question, status=422, form=form)
    if "preview" in request.POST:
        form.preview = render_markdown(form.cleaned_data["body"])  # type: ignore[attr-defined]  # for the template
        return _question_response(request, question, form=form)
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


@login_required
def answer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an answer; the earlier version stays readable."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    require(may_edit(request.user, answer))
    form = EditAnswerForm(request.POST or None, initial=initial_of_answer(answer))
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_markdown(form.cleaned_data["body"])
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
        form.add_error(None, _conflict())
        return None
    messages.success(request, _("Your change is saved. The earlier version stays readable."))
    return redirect(answer)


@login_required
def comment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on an answer: a page of its own, so that the question page stays light."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    require(may_write(request.user))
    form = CommentForm(request.user, request.POST or None)
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
        actions.accept_answer(actor=person_of(request), answer=answer, now=timezone.now())
    except actions.AnotherAccepted:
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
    actions.withdraw_acceptance(actor=person_of(request), answer=answer)
    messages.success(request, _("The answer is no longer accepted. The question is open again."))
    return redirect(answer)


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
    html = render_markdown(request.POST.get("body", "")[:MAX_BODY_LENGTH])
    return render(request, "forum/preview.html", {"html": html})
