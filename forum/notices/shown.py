"""How something reads for who was told of it, as far as she may see it now.

By whom, only as the content says itself: the county under which it stands.
"""

from collections.abc import Callable, Collection, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.models import Answer, CareAct, Comment, OfficialDraftStep, Question
from forum.queries.official import visible_drafts
from forum.rules.care import may_read_log
from forum.rules.states import DraftState
from portal.members.models import User
from portal.notifications.matters import Shown

EXCERPT = 200

Shows = Mapping[str, Shown]


def questions(reader: User, keys: Collection[str]) -> Shows:
    """Questions that were asked."""
    found = Question.objects.visible_to(reader).filter(key__in=keys)
    return {
        question.key: _shown(
            question,
            text=_("%(county)s asks a question") % {"county": byline_of(question)},
            excerpt=question.body_text,
        )
        for question in found.select_related("organisation")
    }


def answers(reader: User, keys: Collection[str]) -> Shows:
    """Answers, personal or for the county."""
    return {
        answer.key: _shown(
            answer.question, text=_answered(answer), url=answer.get_absolute_url(),
            excerpt=answer.body_text,
        )
        for answer in _answers(reader, keys)
    }  # fmt: skip


def _answered(answer: Answer) -> str:
    county = {"county": byline_of(answer)}
    if answer.is_official:
        return _("%(county)s answered in its own name") % county
    return _("%(county)s answered") % county


def accepted(reader: User, keys: Collection[str]) -> Shows:
    """Answers that were accepted, and still are."""
    return {
        answer.key: _shown(
            answer.question,
            text=_("The answer of %(county)s was accepted") % {"county": byline_of(answer)},
            url=answer.get_absolute_url(),
            excerpt=answer.body_text,
        )
        for answer in _answers(reader, keys).filter(is_accepted=True)
    }


def thanked(reader: User, keys: Collection[str]) -> Shows:
    """Answers for which thanks were said."""
    return {
        answer.key: _shown(
            answer.question,
            text=_("Thanks for the answer of %(county)s") % {"county": byline_of(answer)},
            url=answer.get_absolute_url(),
            excerpt=answer.thanks,
        )
        for answer in _answers(reader, keys).exclude(thanks="")
    }


def comments(reader: User, keys: Collection[str]) -> Shows:
    """Comments that are still there."""
    found = Comment.objects.shown().filter(
        key__in=keys,
        answer__opens=False,
        answer__question__in=Question.objects.visible_to(reader),
    )
    return {
        comment.key: _shown(
            comment.answer.question,
            text=_("%(county)s commented on an answer") % {"county": byline_of(comment)},
            url=comment.get_absolute_url(),
            excerpt=comment.body,
        )
        for comment in found.select_related("organisation", "answer__question")
    }


def submitted_drafts(reader: User, keys: Collection[str]) -> Shows:
    """Drafts that were submitted for release; those that do not wait any more are settled."""
    return {
        str(step.pk): _draft(
            step, _("A draft for %(county)s waits for release"), waits_as=DraftState.SUBMITTED
        )
        for step in _steps(reader, keys)
    }


def returned_drafts(reader: User, keys: Collection[str]) -> Shows:
    """Drafts that came back, with the remark."""
    return {
        str(step.pk): _draft(
            step, _("A draft for %(county)s came back"), waits_as=DraftState.RETURNED
        )
        for step in _steps(reader, keys)
    }


def _draft(step: OfficialDraftStep, text: str, waits_as: DraftState) -> Shown:
    draft = step.draft
    return _shown(
        draft.question,
        text=text % {"county": draft.organisation.display_name},
        url=reverse("forum:draft-detail", args=[draft.pk]),
        excerpt=step.remark,
        is_settled=draft.state != waits_as,
    )


def care_acts(reader: User, keys: Collection[str]) -> Shows:
    """What moderators, or the county that asked, did with questions, and was not undone."""
    acts = CareAct.objects.filter(
        key__in=keys, undone_at=None, question__in=Question.objects.readable_by(reader)
    ).select_related("question__organisation", "question__merged_into__organisation")
    places = set(
        Question.objects.visible_to(reader)
        .filter(pk__in=[_place(act).pk for act in acts])
        .values_list("pk", flat=True)
    )
    return {act.key: _care(reader, act) for act in acts if _place(act).pk in places}


def _place(act: CareAct) -> Question:
    return act.question.merged_into or act.question


def _care(reader: User, act: CareAct) -> Shown:
    place = _place(act)
    anchor = f"#frage-{act.question.pk}" if place != act.question else ""
    return _shown(
        place,
        title=act.question.title,
        text=_CARE[CareAct.Act(act.act)](),
        url=place.get_absolute_url() + anchor,
        excerpt=act.reason if may_read_log(reader, act.question) else "",
    )


_CARE: Mapping[CareAct.Act, Callable[[], str]] = {
    CareAct.Act.CLOSE: lambda: _("The question was closed"),
    CareAct.Act.MERGE: lambda: _("The question was merged into another one"),
    CareAct.Act.OUTDATE: lambda: _("The question was marked as outdated"),
    CareAct.Act.RETOPIC: lambda: _("The question was moved to other topics"),
}


def byline_of(post: Question | Answer | Comment) -> str:
    """Return who stands above a post for everybody: its county, never a person."""
    return post.organisation.display_name


def _answers(reader: User, keys: Collection[str]) -> QuerySet[Answer]:
    visible = Question.objects.visible_to(reader)
    found = Answer.objects.filter(key__in=keys, question__in=visible)
    return found.select_related("organisation", "question")


def _steps(reader: User, keys: Collection[str]) -> QuerySet[OfficialDraftStep]:
    seen = visible_drafts(reader).order_by().values("pk")
    found = OfficialDraftStep.objects.filter(pk__in=[int(key) for key in keys], draft__in=seen)
    return found.select_related("draft__question", "draft__organisation")


def _shown(
    question: Question,
    *,
    text: str,
    title: str = "",
    url: str = "",
    excerpt: str = "",
    is_settled: bool = False,
) -> Shown:
    return Shown(
        text=text,
        title=title or question.title,
        url=url or question.get_absolute_url(),
        excerpt=Truncator(excerpt).chars(EXCERPT),
        mute_url=reverse("forum:question-mute", args=[question.pk]),
        conversation=question.key,
        is_settled=is_settled,
    )
