"""Case studies in the making as tests need them, begun by the actions people use."""

from typing import Any

from casestudies.actions.writing import NewCaseStudy, begin_case_study, edit_section
from casestudies.models import CaseStudy
from portal.kernel.content import new_key
from portal.members.models import User
from portal.publishing.passages import NEW


def wanted(actor: User, **fields: Any) -> NewCaseStudy:
    """Want a case study of the actor's first organisation."""
    values = {
        "title": "Hochwasser 2024",
        "organisation": actor.current_memberships[0].organisation,
        "visibility": "members",
    }
    return NewCaseStudy(**(values | fields))


def draft(actor: User, key: str = "", **fields: Any) -> CaseStudy:
    """Begin a case study."""
    return begin_case_study(actor=actor, wanted=wanted(actor, **fields), key=key or new_key())


def write(actor: User, page: CaseStudy, text: str, field: str = "goal") -> CaseStudy:
    """Add text to a section of the newest version."""
    base = newest(page).latest_revision_id
    return edit_section(actor=actor, pk=page.pk, field=field, texts={NEW: text}, base=base or 0)


def newest(page: CaseStudy) -> CaseStudy:
    """Return the newest version as the CMS would open it."""
    found: CaseStudy = CaseStudy.objects.get(pk=page.pk).get_latest_revision_as_object()
    return found
