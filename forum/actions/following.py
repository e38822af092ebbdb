"""What a person wants to hear of, and what not. Hers alone: nothing is recorded.

Topics are followed by `portal.notifications.actions`: they belong to all content.
"""

from datetime import datetime

from django.db import transaction

from forum.models import Following, Question
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.members.rules import may_change_own_account

Target = Question | Organisation


@transaction.atomic
def follow(*, actor: User, target: Target, now: datetime) -> None:
    """Hear of a question or of a county's questions; ends being muted."""
    _set(actor, target, now, muted=False)


@transaction.atomic
def mute(*, actor: User, target: Target, now: datetime) -> None:
    """Hear nothing of it, whatever else is followed."""
    _set(actor, target, now, muted=True)


@transaction.atomic
def stop_following(*, actor: User, target: Target) -> None:
    """Neither follow nor mute it any more; repeating it changes nothing."""
    require(may_change_own_account(actor))
    Following.objects.filter(person=actor, **_where(target)).delete()


def follow_by_itself(person: User, question: Question, now: datetime) -> None:
    """Whoever asks or answers hears what follows, unless she muted it; part of that act."""
    following = Following(person=person, question=question, since=now)
    Following.objects.bulk_create([following], ignore_conflicts=True)


def _set(actor: User, target: Target, now: datetime, *, muted: bool) -> None:
    require(may_change_own_account(actor))
    Following.objects.update_or_create(
        person=actor, **_where(target), defaults={"muted": muted}, create_defaults={
            "muted": muted, "since": now,
        },
    )  # fmt: skip


def _where(target: Target) -> dict[str, Target]:
    return {type(target).__name__.lower(): target}
