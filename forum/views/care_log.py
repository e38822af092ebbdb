"""The log of care: of one question, and of all for the moderators; and their notes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum.actions import desk
from forum.forms.care import StaffNoteForm
from forum.models import CareAct, Question, StaffNote
from forum.queries.care import acts_for, acts_on, counts_by_act, counts_by_actor, notes_on
from forum.queries.questions import question_page
from forum.rules.care import may_keep_desk, may_moderate, may_read_log
from forum.views.moved import lead_or_404
from portal.kernel.verdict import require
from portal.members.requests import person_of

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """An act as the log shows it to this reader."""

    act: CareAct
    names_people: bool
    may_be_undone: bool


@login_required
@require_GET
def care_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was done with a question; moderators see who, and their notes."""
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        return redirect("forum:care-log", lead_or_404(request.user, pk).question.pk)
    if not may_read_log(request.user, question):
        raise Http404
    return _log_page(request, question, StaffNoteForm())


def _log_page(
    request: HttpRequest, question: Question, form: StaffNoteForm, status: int = 200
) -> HttpResponse:
    moderates = bool(may_moderate(request.user, question))
    acts = Paginator(acts_on(request.user, question), PAGE_SIZE)
    page = acts.get_page(request.GET.get("page"))
    context = {
        "question": question,
        "page": page,
        "acts": _logged(page.object_list, moderates=moderates),
        "moderates": moderates,
        "notes": notes_on(question) if moderates else (),
        "form": form if moderates else None,
    }
    return render(request, "forum/care_log.html", context, status=status)


def _logged(acts: Iterable[CareAct], *, moderates: bool) -> list[LoggedAct]:
    now = timezone.now()
    return [
        LoggedAct(
            act=act,
            names_people=moderates,
            may_be_undone=moderates and not act.undone_at and now <= act.undo_until(),
        )
        for act in acts
    ]


@login_required
@require_POST
def staff_note_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note something for the other moderators."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    require(may_moderate(request.user, question))
    form = StaffNoteForm(request.POST)
    if not form.is_valid():
        return _log_page(request, question, form, 422)
    desk.write_staff_note(
        actor=person_of(request),
        question=question,
        text=form.cleaned_data["text"],
        key=form.cleaned_data["key"],
        now=timezone.now(),
    )
    messages.success(request, _("Your note is kept. Only moderators see it."))
    return redirect("forum:care-log", question.pk)


@login_required
@require_POST
def staff_note_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take one's own note away."""
    if not may_keep_desk(request.user):
        raise Http404
    readable = Question.objects.readable_by(request.user)
    note = get_object_or_404(StaffNote, key=key, question__in=readable)
    desk.remove_staff_note(actor=person_of(request), note=note)
    messages.success(request, _("The note is removed."))
    return redirect("forum:care-log", note.question_id)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, as a link that sets or removes it."""

    label: str | Promise
    url: str
    selected: bool
    count: int


@login_required
@require_GET
def care_desk(request: HttpRequest) -> HttpResponse:
    """List all acts on questions the moderator may read, by act and moderator."""
    require(may_keep_desk(request.user))
    act, moderator = request.GET.get("was", ""), request.GET.get("wer", "")
    acts = acts_for(request.user)
    of_person = acts.filter(actor=int(moderator)) if _is_number(moderator) else acts
    of_kind = acts.filter(act=act) if act in CareAct.Act.values else acts
    by_act, by_person = counts_by_act(of_person), counts_by_actor(of_kind)
    page = Paginator(of_person & of_kind, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "acts": _logged(page.object_list, moderates=True),
        "by_act": [
            Option(label, _with(request, "was", value), act == value, by_act[value])
            for value, label in CareAct.Act.choices
            if value in by_act
        ],
        "by_moderator": [
            Option(name, _with(request, "wer", str(pk)), moderator == str(pk), number)
            for pk, name, number in by_person
        ],
        "filtered": bool(act or moderator),
    }
    return render(request, "forum/care_desk.html", context)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _with(request: HttpRequest, name: str, value: str) -> str:
    """Return the address with a filter set, or without it where it is set to this already."""
    query = request.GET.copy()
    query.pop("page", None)
    if query.pop(name, None) != [value]:
        query[name] = value
    return f"?{query.urlencode()}"
