"""What follows from the report."""

from datetime import datetime

from django.db import transaction

from casestudies.actions.writing import NewCaseStudy, begin_case_study
from casestudies.models import CaseStudy
from portal.alerts.actions import note_commission
from portal.curating.rules import may_curate
from portal.kernel.verdict import require
from portal.members.models import User


@transaction.atomic
def commission_case_study(
    *, actor: User, wanted: NewCaseStudy, key: str, query: str, now: datetime
) -> CaseStudy:
    """Begin a case study about what was looked for; those who wished for it are told one day."""
    require(may_curate(actor))
    page = begin_case_study(actor=actor, wanted=wanted, key=key)
    note_commission(page=page.reference, spelling=query, now=now)
    return page
