"""Undoing what moderators did: within 30 days, and where nothing that came later forbids it."""

from datetime import datetime

from django.db import transaction
from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.actions.arranging import shelves_of
from forum.actions.care import CannotBeDone, hold, require_page, take_turn
from forum.actions.merging import undo_merge
from forum.actions.splitting import undo_split
from forum.facts import CareUndone
from forum.models import CareAct, Question
from forum.rules.care import may_moderate, may_undo
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record

Act = CareAct.Act
# Acts that change the same: the later one has to be undone first.
_SAME_STATE = (
    {Act.CLOSE, Act.REOPEN},
    {Act.LOCK, Act.UNLOCK},
    {Act.PIN, Act.UNPIN},
    {Act.OUTDATE, Act.UPDATE},
    {Act.RETOPIC},
)


@transaction.atomic
def undo_act(*, actor: User, act: CareAct, reason: str, now: datetime) -> CareAct:
    """Bring back what was before an act. Raises CannotBeDone where something later forbids it."""
    take_turn()
    touched = _hold_touched(act)
    # Read anew under the questions' locks: of two who undo at once, the second is told.
    act = CareAct.objects.select_related("question", "other").get(pk=act.pk)
    for question in touched:
        require(may_moderate(actor, question))
    if act.undone_at:
        raise CannotBeDone(_("Somebody undid this meanwhile."))
    require(may_undo(actor, act, now))
    _bring_back(act, touched)
    CareAct.objects.filter(pk=act.pk).update(
        undone_at=now, undone_by=actor, undone_reason=clean_line(reason)
    )
    for question in touched:
        record(CareUndone(reference=question.reference))
    return CareAct.objects.get(pk=act.pk)


def _hold_touched(act: CareAct) -> list[Question]:
    """Lock what undoing touches: a split's old question may be part of another one by now."""
    if act.act != Act.SPLIT or not act.other_id:
        others = [Question(pk=act.other_id)] if act.other_id else []
        return hold(Question(pk=act.question_id), *others)
    home = Question.objects.values_list("split_from", flat=True).get(pk=act.other_id)
    return hold(Question(pk=act.other_id), Question(pk=home or act.question_id))


def _bring_back(act: CareAct, touched: list[Question]) -> None:
    if act.act == Act.MERGE:
        undo_merge(act, *touched)
    elif act.act == Act.SPLIT:
        undo_split(act, *touched)
    elif act.act == Act.RETOPIC:
        _require_latest(act)
        _undo_topics(act, touched[0])
    else:
        _require_latest(act)
        require_page(touched[0])
        Question.objects.filter(pk=act.question_id).update(**act.before)


def _undo_topics(act: CareAct, question: Question) -> None:
    require_page(question)
    if shelves_of(question) != act.before["after"]:
        raise CannotBeDone(_("Topics or channels were changed since, so this stays as it is."))
    for name, pks in act.before["before"].items():
        getattr(question, name).set(pks)


def _require_latest(act: CareAct) -> None:
    same = next(acts for acts in _SAME_STATE if act.act in acts)
    later = CareAct.objects.filter(
        question=act.question_id, act__in=same, undone_at=None, pk__gt=act.pk
    ).first()
    if later:
        raise CannotBeDone(
            format_lazy(
                _("Since then, on {date}, it was: {act}. Please undo that first."),
                date=date_format(timezone.localtime(later.at), "DATETIME_FORMAT"),
                act=later.get_act_display(),
            )
        )
