"""What follows for counties' copies when a guideline is published anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from casestudies.models import Guideline
from portal.checklists.changes import digest_of
from portal.checklists.models import GuidelineNews, WorkingCopy
from portal.checklists.notices import GUIDELINE_CHANGED
from portal.checklists.queries import changes_in, people_at
from portal.checklists.rules import may_work_for
from portal.kernel.content import Reference
from portal.members.audiences import may_see
from portal.notifications.telling import Occasion, tell
from portal.outbox.registry import Failure


def tell_of_changed_guidelines(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who work with a copy that there is something to take over, once for each state."""
    now = timezone.now()
    keys = {one.key for one in references if one.kind == Guideline.kind}
    for guideline in Guideline.objects.filter(key__in=keys, live=True):
        copies = WorkingCopy.objects.filter(guideline=guideline.key, finished_at=None)
        for copy in copies.select_related("organisation").prefetch_related("steps").order_by("pk"):
            _tell(copy, guideline, now)
    return {}


def _tell(copy: WorkingCopy, guideline: Guideline, now: datetime) -> None:
    steps = list(copy.steps.all())
    changes = changes_in(steps, guideline)
    if not changes:
        return
    news, _new = GuidelineNews.objects.get_or_create(
        copy=copy, digest=digest_of(changes), defaults={"found_at": now}
    )
    occasion = Occasion(
        matter=GUIDELINE_CHANGED,
        about=news.reference,
        reasons=dict.fromkeys(people_at(copy, steps), "works_with_copy"),
        may_know=lambda person: bool(
            may_work_for(person, copy.organisation) and may_see(person, guideline)
        ),
    )
    tell(occasion, now)
