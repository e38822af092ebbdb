"""Guidelines with steps, and what counties make of them."""

from typing import Any

from django.utils import timezone

from casestudies.actions import NewStep
from casestudies.models import Guideline
from portal.checklists.actions import take_over
from portal.checklists.models import WorkingCopy, WorkingStep
from portal.members.models import Organisation, User
from tests.factories.casestudies import guideline

STEPS = (
    NewStep("Regeln festlegen", "Eine **halbe** Seite.", key="regeln"),
    NewStep("Zeiten nennen", "Im Profil.", key="zeiten"),
    NewStep("Vertreten lassen", "", key="vertretung"),
)


def guideline_of(of: Organisation, *, steps: Any = STEPS, **fields: Any) -> Guideline:
    """Publish a guideline with three steps."""
    return guideline(of, **{"key": "leitfaden", "steps": steps, **fields})


def copy_of(actor: User, page: Guideline, of: Organisation) -> WorkingCopy:
    """Take a guideline over."""
    return take_over(actor=actor, guideline=page, organisation=of, now=timezone.now())


def step_called(copy: WorkingCopy, title: str) -> WorkingStep:
    """Return a step by its title."""
    return copy.steps.get(title=title)
