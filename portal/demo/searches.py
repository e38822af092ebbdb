"""What people of the story keep an eye on, wish for, and looked for in vain."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.alerts.actions import make_wish, save_search
from portal.demo import story
from portal.members.models import User
from search.asked.actions import note_asked

Line = Mapping[str, Any]


@transaction.atomic
def load_searches() -> None:
    """Save, wish and look for, one line after the other; days count back."""
    for line in story.SEARCHES.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        _ACTS[told["what"]](told)


def _saved(told: Line) -> None:
    save_search(
        actor=_person(told["by"]),
        name=told["name"],
        address=told["address"],
        rhythm=told["rhythm"],
        now=timezone.now(),
    )


def _wish(told: Line) -> None:
    make_wish(actor=_person(told["by"]), text=told["text"], now=timezone.now())


def _asked(told: Line) -> None:
    for reader in map(_person, told["by"]):
        for days in told["days_ago"]:
            when = timezone.now() - timedelta(days=days)
            note_asked(reader=reader, text=told["text"], found=told["found"], now=when)


def _person(email: str) -> User:
    return User.objects.get(email=email)


_ACTS: Mapping[str, Callable[[Line], None]] = {"saved": _saved, "wish": _wish, "asked": _asked}
