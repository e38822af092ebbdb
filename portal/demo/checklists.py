"""What counties of the story have done of a guideline, and what was changed in it since."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casestudies.actions.importing import step_key
from casestudies.models import Guideline
from portal.checklists.actions import Plan, mark_step, plan_step, take_over
from portal.checklists.models import WorkingCopy
from portal.checklists.rules import State
from portal.demo import story
from portal.members.models import Organisation, User
from portal.publishing.markdown import rich_text_from_markdown


@transaction.atomic
def load_working_copies() -> None:
    """Take each guideline over and do of it what the county has done."""
    for line in story.CHECKLISTS.read_text(encoding="utf-8").splitlines():
        _work(json.loads(line))


def _work(told: Mapping[str, Any]) -> None:
    guideline = Guideline.objects.get(key=told["guideline"])
    copy = take_over(
        actor=User.objects.get(email=told["by"]),
        guideline=guideline,
        organisation=Organisation.objects.get(ags=told["organisation"]),
        now=timezone.now(),
    )
    for step in told["steps"]:
        _settle(copy, {"by": told["by"], **step}, step_key(guideline.key, step["key"]))
    _change(guideline, told["changed"])


def _settle(copy: WorkingCopy, step: Mapping[str, Any], key: UUID) -> None:
    actor, now = User.objects.get(email=step["by"]), timezone.now()
    if "done" in step or "reason" in step:
        mark_step(
            actor=actor,
            key=copy.key,
            step=key,
            state=State.DONE if "done" in step else State.NOT_NEEDED,
            was=State.OPEN,
            reason=step.get("reason", ""),
            now=now,
        )
    due = timezone.localdate() + timedelta(days=step["due_in"]) if "due_in" in step else None
    plan = Plan(
        note=step.get("note", ""),
        responsible=User.objects.filter(email=step.get("responsible", "")).first(),
        due_on=due,
    )
    plan_step(actor=actor, key=copy.key, step=key, plan=plan, base=0, now=now)


def _change(guideline: Guideline, changed: Mapping[str, str]) -> None:
    """Publish the guideline with one step in new words, as its editors did."""
    steps = list(guideline.steps.all())
    for step in steps:
        if step.key == step_key(guideline.key, changed["key"]):
            step.body = rich_text_from_markdown(changed["body"])
    guideline.steps.set(steps)
    guideline.save_revision().publish()
