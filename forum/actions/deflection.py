"""Keeping what was seen before asking, so that it can be told whether suggestions help."""

from datetime import datetime

from django.utils import timezone

from forum.models import NEW_QUESTION, BeforeAsking, GivenUpQuestion, PostDraft, Question
from forum.rules.deflection import SeenBefore, seen_from
from portal.kernel.content import Reference
from portal.members.audiences import member_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from search.registry import visible_references


def keep_seen(question: Question, author: User, seen: SeenBefore) -> None:
    """Keep it with the question she has just asked, as far as she may see it.

    Nothing with a confidential question: what somebody may open can tell where she works.
    """
    if question.is_veiled or not seen.shown:
        return
    visible = visible_references(author, {*seen.shown, *seen.opened})
    shown, opened = _known(seen.shown, visible), _known(seen.opened, visible)
    if shown:
        BeforeAsking.objects.create(question=question, shown=shown, opened=opened)


def _known(references: tuple[Reference, ...], visible: set[Reference]) -> list[str]:
    return [str(reference) for reference in references if reference in visible]


def note_given_up(draft: PostDraft, now: datetime) -> None:
    """Count the draft of a question that ends unasked, if suggestions were shown.

    Not one that was to be confidential, or for her own county only.
    """
    seen = _seen_in(draft)
    if draft.place != NEW_QUESTION or not seen.shown or _is_nobodys_business(draft):
        return
    if organisation := _organisation_of(draft):
        GivenUpQuestion.objects.create(
            organisation=organisation,
            ended_on=timezone.localdate(now),
            has_opened=bool(seen.opened),
        )


def _seen_in(draft: PostDraft) -> SeenBefore:
    shown, opened = ("\n".join(draft.fields.get(name, ())) for name in ("shown", "opened"))
    return seen_from(shown, opened)


def _is_nobodys_business(draft: PostDraft) -> bool:
    fields = draft.fields
    return bool(fields.get("confidential")) or fields.get("visibility") == [Visibility.COUNTY.value]


def _organisation_of(draft: PostDraft) -> Organisation | None:
    """Return for whom she wrote; None where she writes for nobody any more."""
    mine = {str(one.pk): one for one in member_organisations_of(draft.person)}
    chosen = (mine[pk] for pk in draft.fields.get("organisation", ()) if pk in mine)
    return next(chosen, None) or next(iter(mine.values()), None)
