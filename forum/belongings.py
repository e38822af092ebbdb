"""What somebody looks after in the forum: the drafts she began in her county's name."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum.actions.official import hand_over_drafts
from forum.models import OfficialDraft
from portal.members.belongings import Belonging, Belongings
from portal.members.models import Organisation, User


def _held_by(person: User, organisation: Organisation) -> Sequence[Belonging]:
    drafts = OfficialDraft.objects.open().filter(drafted_by=person, organisation=organisation)
    return [
        Belonging(draft.question.title, reverse("forum:draft-detail", args=[draft.pk]))
        for draft in drafts.select_related("question").order_by("pk")
    ]


OFFICIAL_DRAFTS = Belongings(
    kind="official_draft",
    label=_("Drafts of answers for the county"),
    held_by=_held_by,
    hand_over=hand_over_drafts,
)
