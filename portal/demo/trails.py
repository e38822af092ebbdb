"""Collections of the story, with stations of every kind; one is for members only."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.demo import story
from portal.importing.lookup import Lookup
from portal.kernel.content import Reference
from portal.members.models import User
from portal.publishing.imports import Common
from portal.taxonomy.models import Platform, Topic
from portal.trails.actions import NewStation, import_trail, mark_read


@transaction.atomic
def load_trails() -> None:
    """Put them together; somebody has read a part of the first one."""
    for line in story.TRAILS.read_text(encoding="utf-8").splitlines():
        _load(json.loads(line))


def _load(told: Mapping[str, Any]) -> None:
    day = datetime.fromisoformat(told["published_at"])
    common = Common(
        key=told["key"],
        title=told["title"],
        summary=told["summary"],
        organisation=Lookup().organisation(told["organisation"], "organisation"),
        visibility=told["visibility"],
        topics=Topic.objects.filter(slug__in=told["topics"]),
        channels=Platform.objects.filter(slug__in=told["channels"]),
        published_at=timezone.make_aware(day.replace(hour=9)),
    )
    stations = [
        NewStation(
            Reference(one["kind"], one["key"]), reason=one["reason"], section=one.get("section", "")
        )
        for one in told["stations"]
    ]
    trail = import_trail(
        common,
        now=timezone.now(),
        introduction=told["introduction"],
        stations=stations,
        owner=User.objects.get(email=told["by"]),
    ).page
    for email, number in told.get("read", {}).items():
        reader = User.objects.get(email=email)
        for one in stations[:number]:
            mark_read(actor=reader, trail=trail, reference=one.reference, now=timezone.now())
