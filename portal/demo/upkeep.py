"""Who looks after the story's pages, what they rest on, and what has changed since."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Answer
from portal.demo import story
from portal.kernel.content import Reference
from portal.members.models import User
from portal.publishing.models import ContentPage, content_models
from portal.taxonomy.models import Platform
from portal.upkeep.actions.foundations import (
    Described,
    Happened,
    announce_change,
    rest_page,
    rest_thing,
    save_foundation,
)
from portal.upkeep.actions.keeping import name_caretakers
from portal.upkeep.actions.reviewing import Word, review_page
from portal.upkeep.jobs import note_pages
from portal.upkeep.models import Foundation
from portal.upkeep.queries.pages import upkeep_of
from portal.upkeep.rules import Basis, Outcome

Told = Mapping[str, Any]


@transaction.atomic
def load_upkeep() -> None:
    """Do what the file says, line by line; what rests on something did so before it changed."""
    now = timezone.now()
    note_pages(now)
    for line in story.UPKEEP.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        _ACTS[told["what"]](told, now)


def _foundation(told: Told, now: datetime) -> None:
    moderator = User.objects.filter(platform_role=User.PlatformRole.ADMINISTRATOR).first()
    assert moderator is not None  # noqa: S101 - the story's people are there
    saved = save_foundation(
        actor=moderator,
        described=Described(
            basis=Basis(told["basis"]),
            name=told["name"],
            reference=told.get("reference", ""),
            land=told.get("land", ""),
            platform=Platform.objects.filter(slug=told.get("platform", "")).first(),
        ),
    )
    before = now - timedelta(days=90)
    for place in told["rests"]:
        page = _page(place["page"])
        step = page.steps_named()[place["step"] - 1][0] if "step" in place else ""
        rest_page(actor=moderator, page=page, foundation=saved, step=step, now=before)
    for question in told.get("answers", ()):
        answer = Answer.objects.filter(question__key=question).order_by("answered_at").first()
        if answer:
            thing = Reference("answer", answer.key)
            rest_thing(actor=moderator, thing=thing, foundations=[saved], now=before)


def _change(told: Told, now: datetime) -> None:
    announce_change(
        actor=_person(told["by"]),
        foundation=Foundation.objects.get(name=told["foundation"]),
        happened=Happened(what=told["said"], happened_on=date.fromisoformat(told["happened_on"])),
        now=now,
    )


def _caretakers(told: Told, _now: datetime) -> None:
    name_caretakers(
        actor=_person(told["by"]),
        page=_page(told["page"]),
        owner=_person(told["owner"]),
        deputy=_person(told["deputy"]),
    )


def _review(told: Told, now: datetime) -> None:
    page = _page(told["page"])
    word = Word(
        outcome=Outcome(told["outcome"]),
        standing=upkeep_of(page).version,
        remark=told["remark"],
        successor=_page(told["successor"]) if "successor" in told else None,
    )
    review_page(actor=_person(told["by"]), page=page, word=word, now=now)


_ACTS: Mapping[str, Callable[[Told, datetime], None]] = {
    "foundation": _foundation,
    "change": _change,
    "caretakers": _caretakers,
    "review": _review,
}


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _page(key: str) -> ContentPage:
    for model in content_models():
        found: ContentPage | None = (
            model.objects.filter(key=key).select_related("organisation").first()
        )
        if found:
            return found
    raise LookupError(key)
