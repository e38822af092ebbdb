"""The acts of care, each on a page of its own: what follows, a reason, a button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from forum.actions import arranging, closing, merging, splitting, undoing
from forum.actions.care import CannotBeDone
from forum.forms import care as forms
from forum.models import Question
from forum.queries.care import acts_for
from forum.queries.questions import question_page
from forum.rules.care import Closing, may_close, may_moderate, may_reopen, may_undo
from forum.views.moved import became_part_of, lead_or_404
from portal.kernel.verdict import Verdict, require
from portal.members.audiences import Reader
from portal.members.models import User
from portal.members.requests import person_of

Runs = Callable[[User, Question, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """One act: what its page says, who may open it, when it is offered, and what it does."""

    title: Promise
    explains: Promise
    done: Promise
    run: Runs
    form: type[forms.CareForm] = forms.CareForm
    allows: Callable[[Reader, Question], Verdict] = may_moderate
    offers: Callable[[Question], bool]


def _close(actor: User, question: Question, form: forms.CloseForm) -> None:
    closing.close_question(
        actor=actor,
        question=question,
        closing=form.chosen,
        note=form.cleaned_data["reason"],
        now=timezone.now(),
    )


def _simple(action: Callable[..., Any]) -> Runs:
    """Make what runs an action that asks for a reason only."""

    def run(actor: User, question: Question, form: forms.CareForm) -> None:
        action(
            actor=actor,
            question=question,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    return run


def _with_fields(action: Callable[..., Any], *fields: str) -> Runs:
    """Make what runs an action that takes fields of its form as they are."""

    def run(actor: User, question: Question, form: forms.CareForm) -> Any:
        values = {name: form.cleaned_data[name] for name in ("reason", *fields)}
        return action(actor=actor, question=question, now=timezone.now(), **values)

    return run


def _outdate(actor: User, question: Question, form: forms.OutdateForm) -> None:
    arranging.mark_outdated(
        actor=actor,
        question=question,
        successor=form.target,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


def _merge(actor: User, question: Question, form: forms.MergeForm) -> Question:
    survivors = Question.objects.visible_to(actor)
    survivor = form.target and survivors.filter(key=form.target.key).first()
    if not survivor:
        raise CannotBeDone(_("The question that should stay became part of another one meanwhile."))
    merging.merge_questions(
        actor=actor,
        merged=question,
        survivor=survivor,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    return survivor


def _split(actor: User, _question: Question, form: forms.SplitForm) -> Question:
    return splitting.split_answer(
        actor=actor,
        answer=form.cleaned_data["answer"],
        title=form.cleaned_data["title"],
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


ACTS: dict[str, ActPage] = {
    "schliessen": ActPage(
        title=_lazy("Close question"),
        explains=_lazy(
            "A closed question takes no new answers and comments and is no longer listed as open."
            " What was written stays readable and can be found."
        ),
        done=_lazy("The question is closed."),
        form=forms.CloseForm,
        run=_close,
        allows=lambda reader, question: may_close(reader, question, Closing.NO_LONGER_NEEDED),
        offers=lambda question: not question.closing,
    ),
    "wieder-oeffnen": ActPage(
        title=_lazy("Reopen question"),
        explains=_lazy("The question takes answers and comments again and is listed as open."),
        done=_lazy("The question is open again."),
        form=forms.ReopenForm,
        run=_simple(closing.reopen_question),
        allows=may_reopen,
        offers=lambda question: bool(question.closing),
    ),
    "sperren": ActPage(
        title=_lazy("Lock question"),
        explains=_lazy(
            "Nobody can answer or comment until the question is unlocked. Who may read it goes on"
            " reading it."
        ),
        done=_lazy("The question is locked."),
        run=_simple(closing.lock_question),
        offers=lambda question: not question.is_locked,
    ),
    "entsperren": ActPage(
        title=_lazy("Unlock question"),
        explains=_lazy("People can answer and comment again."),
        done=_lazy("The question is unlocked."),
        run=_simple(closing.unlock_question),
        offers=lambda question: question.is_locked,
    ),
    "anheften": ActPage(
        title=_lazy("Pin question"),
        explains=_lazy("The question stands on top of the list, and of the lists of its topics."),
        done=_lazy("The question is pinned."),
        form=forms.PinForm,
        run=_with_fields(closing.pin_question, "until"),
        offers=lambda question: not question.is_pinned,
    ),
    "loesen": ActPage(
        title=_lazy("Unpin question"),
        explains=_lazy("The question stands where its date puts it."),
        done=_lazy("The question is no longer pinned."),
        run=_simple(closing.unpin_question),
        offers=lambda question: question.is_pinned,
    ),
    "verschieben": ActPage(
        title=_lazy("Move to other topics"),
        explains=_lazy("The question is found under the topics and channels you choose."),
        done=_lazy("The question was moved."),
        form=forms.TopicsForm,
        run=_with_fields(arranging.move_to_topics, "topics", "channels"),
        offers=lambda _question: True,
    ),
    "veraltet": ActPage(
        title=_lazy("Mark as outdated"),
        explains=_lazy(
            "A banner says that this does not hold any more and leads to what does. The search"
            " shows it after what holds."
        ),
        done=_lazy("The question is marked as outdated."),
        form=forms.OutdateForm,
        run=_outdate,
        offers=lambda _question: True,
    ),
    "aktuell": ActPage(
        title=_lazy("Mark as up to date"),
        explains=_lazy("The banner disappears, and the search shows the question as before."),
        done=_lazy("The question counts as up to date."),
        run=_simple(arranging.mark_up_to_date),
        offers=lambda question: question.is_outdated,
    ),
    "zusammenfuehren": ActPage(
        title=_lazy("Merge into another question"),
        explains=_lazy(
            "All that hangs on this question goes to the one that stays: answers, comments, topics"
            " and history. Its own text stands there, too, and its address leads there. Who asked"
            " is told by mail. For 30 days this can be undone; what is written after the merge"
            " stays with the other question then."
        ),
        done=_lazy("The questions are merged. This one stays."),
        form=forms.MergeForm,
        run=_merge,
        offers=lambda _question: True,
    ),
    "abtrennen": ActPage(
        title=_lazy("Split off an answer"),
        explains=_lazy(
            "An answer that asks something itself becomes a question: with its own words and its"
            " comments, of the county and the person who wrote it, who is told by mail. Here a"
            " link stays in its place."
        ),
        done=_lazy("The answer is a question of its own now."),
        form=forms.SplitForm,
        run=_split,
        offers=lambda question: question.answers_count > 0,
    ),
}


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent: also a form in which nothing has to be filled in."""
    return request.POST if request.method == "POST" else None


@login_required
def care_act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show an act's page, and do it."""
    if slug not in ACTS:
        raise Http404
    page = ACTS[slug]
    question = question_page(request.user).filter(pk=pk).first()
    if question is None:
        survivor = lead_or_404(request.user, pk).question
        messages.info(request, became_part_of(survivor))
        return redirect(survivor)
    require(page.allows(request.user, question))
    form = page.form(request.user, question, _posted(request))
    if request.method == "POST" and form.is_valid():
        return _run(request, page, question, form)
    return _page(request, page, question, form, 422 if form.errors else 200)


def _run(
    request: HttpRequest, page: ActPage, question: Question, form: forms.CareForm
) -> HttpResponse:
    try:
        place = page.run(person_of(request), question, form)
    except CannotBeDone as refusal:
        form.add_error(None, str(refusal))
        return _page(request, page, question, form, 409)
    messages.success(request, str(page.done))
    return redirect(place if isinstance(place, Question) else question)


def _page(
    request: HttpRequest, page: ActPage, question: Question, form: forms.CareForm, status: int
) -> HttpResponse:
    context = {"page": page, "question": question, "form": form}
    return render(request, "forum/care_act.html", context, status=status)


@login_required
def care_undo(request: HttpRequest, key: str) -> HttpResponse:
    """Say what undoing an act brings back, and do it."""
    act = get_object_or_404(acts_for(request.user), key=key)
    require(may_undo(request.user, act, timezone.now()))
    form = forms.CareForm(request.user, act.question, _posted(request))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            undoing.undo_act(
                actor=person_of(request),
                act=act,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except CannotBeDone as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("This is undone."))
            return redirect(act.question)
    context = {"act": act, "form": form}
    return render(request, "forum/care_undo.html", context, status=status)
