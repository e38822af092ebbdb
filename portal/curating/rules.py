"""Who reads the report on all pages."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.publishing.rules import may_enter_cms

# Younger case studies nobody can have tried yet.
TIME_TO_REPEAT = timedelta(days=180)


def may_curate(person: Reader) -> Verdict:
    """Moderators; it counts and names what they may read."""
    return ALLOWED if may_enter_cms(person) else refused(_("Only moderators read this report."))
