"""Case studies as a sign that a county knows."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.utils.translation import ngettext

from casestudies.models import CaseStudy
from portal.members.audiences import Reader
from portal.members.experience import Clue, Clues, Experience, Subject, freshness


def _clues(reader: Reader, subject: Subject, now: datetime) -> Clues:
    """Count what counties published on the subject, as far as the reader may see it."""
    if not (subject.topics or subject.channels):
        return {}
    on = Q(topics__slug__in=subject.topics) | Q(channels__slug__in=subject.channels)
    seen = CaseStudy.objects.visible_to(reader).filter(on, published_at__lte=now)
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for organisation_id, _pk, at in seen.order_by().values_list(
        "organisation_id", "pk", "published_at"
    ).distinct():  # fmt: skip
        found[organisation_id].append(at)
    return {
        organisation_id: Clue(
            sum(freshness(at, now) for at in days),
            ngettext("%(number)d case study", "%(number)d case studies", len(days))
            % {"number": len(days)},
        )
        for organisation_id, days in found.items()
    }


CASE_STUDIES = Experience("case_study", _clues)
