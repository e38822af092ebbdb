"""Mails of the forum. What is not right any more when a mail is due is not sent."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from forum.models import CareAct, Question
from forum.models.cared import HAS_PAGE
from portal.kernel.content import Reference
from portal.members.audiences import may_see
from portal.members.models import User
from portal.members.queries import leaders_of
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.notices import Notice
from portal.outbox.registry import Failure, slow

POSTS_REARRANGED = Notice(
    "posts_rearranged", _("Moderators merged your question, or made a question of your answer")
)


@slow
def mail_merged(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who asked a question that it became part of another one, and where to find it."""
    return send_for(references, _merged)


@slow
def mail_split_off(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who wrote an answer that it is a question of its own now."""
    return send_for(references, _split_off)


def _merged(reference: Reference) -> Iterable[Mail]:
    acts = CareAct.objects.filter(
        act=CareAct.Act.MERGE, question__key=reference.key, undone_at=None
    )
    for act in acts.select_related("question__organisation", "other"):
        # Where the survivor became part of a third one, this is where it is found now.
        survivor = act.question.merged_into
        if survivor:
            yield from _to_writers("question_merged", act, act.question, survivor)


def _split_off(reference: Reference) -> Iterable[Mail]:
    acts = CareAct.objects.filter(act=CareAct.Act.SPLIT, other__key=reference.key, undone_at=None)
    for act in acts.select_related("question", "other__organisation"):
        new = act.other
        if new and Question.objects.filter(HAS_PAGE, pk=new.pk).exists():
            yield from _to_writers("answer_split_off", act, new, new)


def _to_writers(template: str, act: CareAct, written: Question, place: Question) -> Iterable[Mail]:
    for person in _writers(written):
        if person.pk != act.actor_id and may_see(person, place):
            yield mail_to(
                person,
                template,
                context={"act": act, "question": written, "place": place},
                once=act.key,
                notice=POSTS_REARRANGED,
            )


def _writers(question: Question) -> Iterable[User]:
    """Who wrote it, or those who look after the county where she has left."""
    county = question.written_for
    writer = question.written_by_id or 0
    author = User.objects.filter(pk=writer, is_active=True, memberships__organisation=county)
    return author.distinct() or leaders_of(county)
