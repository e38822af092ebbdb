"""Keeping what somebody types until it is published."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.actions.deflection import note_given_up
from forum.models import PostDraft
from forum.queries.drafts import is_posted, other_drafts
from forum.rules import may_write
from portal.kernel.verdict import refused, require
from portal.members.models import User

KEPT_FIELDS = (
    "organisation", "title", "body", "addressed_to", "topics", "channels", "visibility",
    "confidential", "shown", "opened",
)  # fmt: skip
MOST_CHARACTERS = 80_000
MOST_VALUES = 500
MOST_DRAFTS = 50

Fields = Mapping[str, Sequence[str]]


@transaction.atomic
def save_draft(*, actor: User, place: str, fields: Fields, key: str, now: datetime) -> bool:
    """Keep a text at a place, instead of what was kept there; False where there is none to keep.

    A late save of a form that was sent meanwhile must not bring its text back.
    """
    require(may_write(actor))
    if is_posted(key):
        return False
    kept = {name: list(fields[name]) for name in KEPT_FIELDS if any(fields.get(name, ()))}
    if not any(value.strip() for name in ("title", "body") for value in kept.get(name, ())):
        discard_draft(actor=actor, place=place)
        return False
    _require_room(actor, place, kept)
    PostDraft.objects.update_or_create(
        person=actor, place=place, defaults={"fields": kept, "saved_at": now}
    )
    return True


def _require_room(actor: User, place: str, kept: Fields) -> None:
    values = [value for name in kept for value in kept[name]]
    if len(values) > MOST_VALUES or sum(map(len, values)) > MOST_CHARACTERS:
        require(refused(_("The text is too long to be kept. Please shorten it.")))
    if other_drafts(actor, place) >= MOST_DRAFTS:
        require(refused(_("You have many drafts. Please publish or discard one first.")))


@transaction.atomic
def give_up_draft(*, actor: User, place: str, now: datetime) -> None:
    """Throw away what was kept at a place, and will not be published."""
    for draft in PostDraft.objects.select_for_update().filter(person=actor, place=place):
        note_given_up(draft, now)
        draft.delete()


@transaction.atomic
def discard_draft(*, actor: User, place: str) -> None:
    """Forget what was kept at a place: it is published, or there is nothing left of it."""
    PostDraft.objects.filter(person=actor, place=place).delete()
