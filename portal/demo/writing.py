"""A case study somebody of the story has begun to write, and not finished."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from casestudies.actions.writing import (
    NewCaseStudy,
    begin_case_study,
    edit_fields,
    edit_section,
)
from portal.demo import story
from portal.kernel.content import new_key
from portal.members.models import Organisation, User
from portal.publishing.passages import NEW
from portal.taxonomy.models import Platform, Topic


@transaction.atomic
def load_drafts() -> None:
    """Begin each draft and answer the first questions, as its author did."""
    for line in story.WRITING.read_text(encoding="utf-8").splitlines():
        _write(json.loads(line))


def _write(told: Mapping[str, Any]) -> None:
    actor = User.objects.get(email=told["by"])
    page = begin_case_study(
        actor=actor,
        wanted=NewCaseStudy(
            title=told["title"],
            organisation=Organisation.objects.get(ags=told["organisation"]),
            visibility=told["visibility"],
            pattern=told["pattern"],
            topics=Topic.objects.filter(slug__in=told.get("topics", ())),
            channels=Platform.objects.filter(slug__in=told["channels"]),
        ),
        key=new_key(),
    )
    for field, text in told["sections"].items():
        page.refresh_from_db()
        base = page.latest_revision_id or 0
        edit_section(actor=actor, pk=page.pk, field=field, texts={NEW: text}, base=base)
    page.refresh_from_db()
    edit_fields(actor=actor, pk=page.pk, values=told["fields"], base=page.latest_revision_id or 0)
