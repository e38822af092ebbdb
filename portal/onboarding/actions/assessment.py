"""A county assesses itself, page by page: rule, change, fact, in one transaction each."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.onboarding.facts import AssessmentCompleted
from portal.onboarding.models import Assessment, ChosenWorry, CountyPath, Experience
from portal.onboarding.models.assessment import PAGES
from portal.onboarding.rules.paths import may_walk
from portal.outbox.recording import record
from portal.taxonomy.models import Platform


@transaction.atomic
def say_channels(
    *,
    actor: User,
    organisation: Organisation,
    running: Collection[Platform],
    planned: Collection[Platform],
    now: datetime,
) -> Assessment:
    """Save the first page: which channels run, which are planned."""
    assessment = _opened(actor, organisation, now)
    assessment.running.set(running)
    assessment.planned.set(planned)
    return _saved(assessment, 1, now)


@transaction.atomic
def say_experience(
    *, actor: User, organisation: Organisation, levels: Mapping[str, int], now: datetime
) -> Assessment:
    """Save the second page: the level of experience by field."""
    assessment = _opened(actor, organisation, now)
    assessment.experience.all().delete()
    Experience.objects.bulk_create(
        Experience(assessment=assessment, field=field, level=level)
        for field, level in levels.items()
    )
    return _saved(assessment, 2, now)


@transaction.atomic
def say_worries(
    *, actor: User, organisation: Organisation, worries: Collection[str], now: datetime
) -> Assessment:
    """Save the third page: chances, hurdles, reservations."""
    assessment = _opened(actor, organisation, now)
    assessment.worries.all().delete()
    ChosenWorry.objects.bulk_create(
        ChosenWorry(assessment=assessment, worry=worry) for worry in sorted(set(worries))
    )
    return _saved(assessment, 3, now)


@transaction.atomic
def say_words(
    *, actor: User, organisation: Organisation, words: str, seeks_mentor: bool, now: datetime
) -> Assessment:
    """Save the last page: free words, and whether a mentor is wanted."""
    assessment = _opened(actor, organisation, now)
    assessment.words, assessment.seeks_mentor = clean_text(words).strip(), seeks_mentor
    return _saved(assessment, PAGES, now)


def _opened(actor: User, organisation: Organisation, now: datetime) -> Assessment:
    """Return the county's assessment, locked: two who save at once save one after the other."""
    require(may_walk(actor, organisation))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    CountyPath.objects.get_or_create(organisation=organisation, defaults={"begun_at": now})
    assessment, _created = Assessment.objects.get_or_create(
        organisation=organisation, defaults={"started_at": now}
    )
    assessment.changed_by, assessment.changed_at = actor, now
    return assessment


def _saved(assessment: Assessment, page: int, now: datetime) -> Assessment:
    """Keep that the page is there; pages are filled in their order, so the last one completes."""
    if page <= assessment.pages + 1:
        assessment.pages = max(assessment.pages, page)
    first_time = assessment.pages == PAGES and assessment.completed_at is None
    if first_time:
        assessment.completed_at = now
    assessment.save()
    if first_time:
        record(AssessmentCompleted(reference=assessment.reference))
    return assessment
