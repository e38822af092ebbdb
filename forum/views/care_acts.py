"""The table of what can be done with a question: what its page says, who may, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.actions import arranging, closing, merging, splitting
from forum.actions.care import CannotBeDone
from forum.forms import care as forms
from forum.models import Question
from forum.rules.care import Closing, may_close, may_moderate, may_reopen
from portal.kernel.verdict import Verdict
from portal.members.audiences import Reader
from portal.members.models import User

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
        title=_("Close question"),
        explains=_(
            "A closed question takes no new answers and comments and is no longer listed as open."
            " What was written stays readable and can be found."
        ),
        done=_("The question is closed."),
        form=forms.CloseForm,
        run=_close,
        allows=lambda reader, question: may_close(reader, question, Closing.NO_LONGER_NEEDED),
        offers=lambda question: not question.closing,
    ),
    "wieder-oeffnen": ActPage(
        title=_("Reopen question"),
        explains=_("The question takes answers and comments again and is listed as open."),
        done=_("The question is open again."),
        form=forms.ReopenForm,
        run=_simple(closing.reopen_question),
        allows=may_reopen,
        offers=lambda question: bool(question.closing),
    ),
    "sperren": ActPage(
        title=_("Lock question"),
        explains=_(
            "Nobody can answer or comment until the question is unlocked. Who may read it goes on"
            " reading it."
        ),
        done=_("The question is locked."),
        run=_simple(closing.lock_question),
        offers=lambda question: not question.is_locked,
    ),
    "entsperren": ActPage(
        title=_("Unlock question"),
        explains=_("People can answer and comment again."),
        done=_("The question is unlocked."),
        run=_simple(closing.unlock_question),
        offers=lambda question: question.is_locked,
    ),
    "anheften": ActPage(
        title=_("Pin question"),
        explains=_("The question stands on top of the list, and of the lists of its topics."),
        done=_("The question is pinned."),
        form=forms.PinForm,
        run=_with_fields(closing.pin_question, "until"),
        offers=lambda question: not question.is_pinned,
    ),
    "loesen": ActPage(
        title=_("Unpin question"),
        explains=_("The question stands where its date puts it."),
        done=_("The question is no longer pinned."),
        run=_simple(closing.unpin_question),
        offers=lambda question: question.is_pinned,
    ),
    "verschieben": ActPage(
        title=_("Move to other topics"),
        explains=_("The question is found under the topics and channels you choose."),
        done=_("The question was moved."),
        form=forms.TopicsForm,
        run=_with_fields(arranging.move_to_topics, "topics", "channels"),
        offers=lambda _question: True,
    ),
    "veraltet": ActPage(
        title=_("Mark as outdated"),
        explains=_(
            "A banner says that this does not hold any more and leads to what does. The search"
            " shows it after what holds."
        ),
        done=_("The question is marked as outdated."),
        form=forms.OutdateForm,
        run=_outdate,
        offers=lambda _question: True,
    ),
    "aktuell": ActPage(
        title=_("Mark as up to date"),
        explains=_("The banner disappears, and the search shows the question as before."),
        done=_("The question counts as up to date."),
        run=_simple(arranging.mark_up_to_date),
        offers=lambda question: question.is_outdated,
    ),
    "zusammenfuehren": ActPage(
        title=_("Merge into another question"),
        explains=_(
            "All that hangs on this question goes to the one that stays: answers, comments, topics"
            " and history. Its own text stands there, too, and its address leads there. Who asked"
            " is told by mail. For 30 days this can be undone; what is written after the merge"
            " stays with the other question then."
        ),
        done=_("The questions are merged. This one stays."),
        form=forms.MergeForm,
        run=_merge,
        offers=lambda _question: True,
    ),
    "abtrennen": ActPage(
        title=_("Split off an answer"),
        explains=_(
            "An answer that asks something itself becomes a question: with its own words and its"
            " comments, of the county and the person who wrote it, who is told by mail. Here a"
            " link stays in its place."
        ),
        done=_("The answer is a question of its own now."),
        form=forms.SplitForm,
        run=_split,
        offers=lambda question: question.answers_count > 0,
    ),
}
