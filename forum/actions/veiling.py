"""Writing behind a veil, and looking behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.confidence import may_hide, may_lift_veil
from forum.facts import VeilLifted
from forum.models import CareAct, Question, Veil, VeilLift
from forum.models.behind import Veilable
from forum.queries.veils import asker_among, asking_county_among, count_alike
from forum.rules import may_write_for
from portal.kernel.text import clean_line
from portal.kernel.verdict import refused, require
from portal.members.models import Organisation, User
from portal.members.stand_ins import stand_in_for
from portal.outbox.recording import record


@dataclass(frozen=True, slots=True)
class Byline:
    """Under which name a post stands, and who is behind it where that is not said."""

    organisation: Organisation
    author: User | None
    behind: Organisation | None = None

    @property
    def is_veiled(self) -> bool:
        """Whether the county is not named."""
        return self.behind is not None

    def veil(self, actor: User | None, now: datetime, **post: Any) -> None:
        """Note who wrote a veiled post, just saved: `question=`, `answer=` … names it."""
        if self.behind:
            Veil.objects.create(organisation=self.behind, person=actor, created_at=now, **post)


def byline_of_question(
    actor: User,
    organisation: Organisation,
    *,
    confidential: bool,
    visibility: str,
    addressed: Collection[Organisation] | None,
) -> Byline:
    """Ask under the own county's name, or under its stand-in's where that hides it."""
    if not confidential:
        return Byline(organisation, actor)
    require(may_hide(organisation, visibility, count_alike(organisation, addressed)))
    return Byline(stand_in_for(organisation), None, organisation)


def byline_in_thread(actor: User, organisation: Organisation, question: Question) -> Byline:
    """Write under the county's name; people of a county behind a veil on this page stay there.

    Even for another organisation of theirs: nobody may betray herself by accident.
    """
    asker = asker_among(actor, question)
    require(may_write_for(actor, asker or organisation))
    if asker:
        return Byline(stand_in_for(asker), None, asker)
    return Byline(organisation, actor)


def byline_of_edit(editor: User | None, post: Veilable) -> Byline:
    """Change a post: as oneself, or unseen where the post itself is veiled.

    Not where another county's post stands on a confidential page: there, an edit without a name
    would tell whose people made it.
    """
    if post.is_veiled:
        return Byline(post.organisation, None, post.written_for)
    return Byline(post.organisation, editor)


def require_openly(actor: User, question: Question) -> None:
    """Refuse what names the actor's county, where it stands on this page without its name."""
    if asker_among(actor, question):
        require(refused(_("Your county writes here without its name, and this would show it.")))


def veils_came(left: Question, reached: Question) -> None:
    """Note that what came from one page to another may bring veils along."""
    if left.has_veils:
        Question.objects.filter(pk=reached.pk).update(has_veils=True)


def act_unseen(act: CareAct, actor: User, now: datetime) -> None:
    """Take the name out of what people of the asking county did with its confidential question.

    Moderators of that county, too: what only moderators may do is done under their name.
    """
    if asker := asking_county_among(actor, act.question):
        CareAct.objects.filter(pk=act.pk).update(actor=None)
        act.actor = None
        Byline(act.question.organisation, None, asker).veil(actor, now, act=act)


def require_still_hidden(
    question: Question, visibility: str, addressed: Collection[Organisation] | None
) -> None:
    """Refuse an edit after which fewer counties could have asked."""
    if question.is_veiled:
        asker = question.written_for
        require(may_hide(asker, visibility, count_alike(asker, addressed)))


@transaction.atomic
def lift_veil(*, actor: User, question: Question, reason: str, now: datetime) -> VeilLift:
    """Let a moderator see who asked; that she looked is kept, for the county that asked."""
    require(may_lift_veil(actor))
    lifted = VeilLift.objects.create(
        question=question, moderator=actor, reason=clean_line(reason), lifted_at=now
    )
    record(VeilLifted(reference=question.reference))
    return lifted
