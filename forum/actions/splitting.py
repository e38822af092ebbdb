"""An answer that is a question of its own becomes one, and back again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.actions.care import CannotBeDone, keep_act
from forum.actions.hanging import go_with_answers
from forum.actions.merging import recount
from forum.actions.openness import hold_place_of
from forum.actions.posting import slug_of
from forum.actions.veiling import veils_came
from forum.facts import AnswerSplitOff, QuestionSplitOff
from forum.models import Answer, CareAct, Mention, Question, Revision, Veil
from forum.rules.care import may_moderate
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.content import Visibility
from portal.members.models import User
from portal.outbox.recording import record

# The answer's words become the question's, with all that says whose and since when they are.
_CARRIED = (
    "organisation_id", "author_id", "author_name", "body", "body_html", "body_text", "edited_at",
    "version",
)  # fmt: skip


@transaction.atomic
def split_answer(
    *, actor: User, answer: Answer, title: str, reason: str, now: datetime
) -> Question:
    """Make a question of an answer: its words, its county, its time; the title is the moderator's.

    Its comments go with it, and stand under the question. Raises CannotBeDone.
    """
    question = hold_place_of(answer)
    require(may_moderate(actor, question))
    answer = Answer.with_openings.get(pk=answer.pk)
    _require_splittable(answer, question)
    new = _question_of(answer, question, clean_line(title))
    act = keep_act(
        question,
        other=new,
        actor=actor,
        act=CareAct.Act.SPLIT,
        reason=reason,
        now=now,
        before={"answer": answer.pk},
    )
    recount(question)
    record(AnswerSplitOff(reference=act.question.reference))
    record(QuestionSplitOff(reference=new.reference))
    return new


def _require_splittable(answer: Answer, question: Question) -> None:
    if answer.opens:
        raise CannotBeDone(_("This answer is a question of its own already."))
    internal = question.visibility == Visibility.COUNTY
    if internal and answer.organisation_id != question.organisation_id:
        raise CannotBeDone(
            _("An internal question of one county cannot become another county's: its readers"
              " would be others.")
        )  # fmt: skip


def _question_of(answer: Answer, question: Question, title: str) -> Question:
    new = Question.objects.create(
        title=title,
        slug=slug_of(title),
        visibility=question.visibility,
        asked_at=answer.answered_at,
        split_from=question,
        **{name: getattr(answer, name) for name in _CARRIED},
    )
    _veil_alike(answer, new)
    new.topics.set(question.topics.all())
    new.channels.set(question.channels.all())
    # Nothing counts that it was accepted as long as it is a question.
    Answer.with_openings.filter(pk=answer.pk).update(question=new, opens=True)
    Revision.objects.filter(answer=answer).update(question=new, answer=None, title=title)
    Mention.objects.filter(answer=answer).update(question=new, answer=None)
    go_with_answers(question, new)
    veils_came(question, new)
    return new


def _veil_alike(answer: Answer, new: Question) -> None:
    """Let the question know who is behind the answer's words, as the answer does."""
    for veil in Veil.objects.filter(answer=answer):
        Veil.objects.create(
            question=new,
            organisation=veil.organisation,
            person=veil.person,
            created_at=veil.created_at,
        )


def undo_split(act: CareAct, new: Question, home: Question) -> None:
    """Make the answer of the question again, where its old question is now. Both are held.

    Raises CannotBeDone where somebody has worked with the new question since.
    """
    answer = Answer.with_openings.get(pk=act.before["answer"])
    _require_untouched(answer, new)
    _require_one_official(answer, home)
    Answer.with_openings.filter(pk=answer.pk).update(question=home, opens=False)
    Revision.objects.filter(question=new, answer=None, comment=None).update(
        question=home, answer=answer, title=""
    )
    Mention.objects.filter(question=new, answer=None).update(question=home, answer=answer)
    Veil.objects.filter(question=new).delete()
    go_with_answers(new, home)
    veils_came(new, home)
    Question.objects.filter(pk=new.pk).update(returned_as=answer)
    recount(home)


def _require_untouched(answer: Answer, new: Question) -> None:
    if not new.has_page:
        raise CannotBeDone(_("The new question became part of another one. Undo that first."))
    if Answer.objects.filter(question=new).exists() or new.merged_count or new.split_count:
        raise CannotBeDone(
            _("The new question has answers by now. Please merge it into the old one instead.")
        )
    if new.version != answer.version:
        raise CannotBeDone(
            _("The new question was edited since. Please merge it into the old one instead.")
        )


def _require_one_official(answer: Answer, home: Question) -> None:
    others = Answer.objects.filter(question=home, organisation=answer.organisation)
    if answer.is_official and others.filter(is_official=True).exists():
        raise CannotBeDone(
            _("The county has answered the old question in its name since. So this stays as it is.")
        )
