"""What a county has taken over, and what is new in the guidelines it was taken from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet

from casestudies.models import Guideline
from portal.checklists.changes import Change, changes_between, live_steps
from portal.checklists.models import GuidelineNews, WorkingCopy, WorkingStep
from portal.checklists.rules import State
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

_FOR_READERS = ("key", "title", "slug", "live", "visibility", "organisation", "html")


class Counted(TypedDict):
    """How far a copy is."""

    total: int
    settled: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many steps are settled; what does not apply is."""

    settled: int
    total: int


def copies_of(
    reader: Reader, *, finished: bool
) -> "QuerySet[WithAnnotations[WorkingCopy, Counted]]":
    """Return the copies of the reader's counties with `total` and `settled` steps."""
    here = Q(steps__is_removed=False)
    return (
        _of_her_counties(reader)
        .filter(finished_at__isnull=not finished)
        .select_related("organisation")
        .annotate(
            total=Count("steps", filter=here),
            settled=Count("steps", filter=here & ~Q(steps__state=State.OPEN)),
        )
        .order_by("-finished_at", "-begun_at", "-pk")
    )


def copy_called(reader: Reader, key: str) -> WorkingCopy | None:
    """Return a copy if the reader may know of it: her county's, while that is a member."""
    found = _of_her_counties(reader).filter(key=key)
    return found.select_related("organisation", "begun_by", "finished_by").first()


def open_copies_from(reader: Reader, guideline: Guideline) -> list[WorkingCopy]:
    """Return the open copies of a guideline in the reader's counties."""
    copies = _of_her_counties(reader).filter(guideline=guideline.key, finished_at=None)
    return list(copies.select_related("organisation"))


def _of_her_counties(reader: Reader) -> QuerySet[WorkingCopy]:
    counties = [one.pk for one in member_organisations_of(reader)]
    return WorkingCopy.objects.filter(organisation__in=counties)


def steps_of(copy: WorkingCopy) -> list[WorkingStep]:
    """Return the steps in their order with the people at them; removed ones last."""
    return list(copy.steps.select_related("state_by", "note_by", "responsible"))


def progress_of(steps: Iterable[WorkingStep]) -> Progress:
    """Count what is settled among the steps the guideline has."""
    here = [one for one in steps if not one.is_removed]
    return Progress(sum(one.is_settled for one in here), len(here))


def guideline_at(reader: Reader, slug: str) -> Guideline | None:
    """Return the published guideline at an address, if the reader may see it."""
    return _read(Guideline.objects.visible_to(reader).filter(slug=slug))


def guideline_of(reader: Reader, copy: WorkingCopy) -> Guideline | None:
    """Return the guideline of a copy as it is published, if the reader may (still) see it."""
    return _read(Guideline.objects.visible_to(reader).filter(key=copy.guideline))


def _read(guidelines: "QuerySet[Guideline]") -> Guideline | None:
    found: Guideline | None = guidelines.only(*_FOR_READERS).first()
    return found


def changes_in(steps: Sequence[WorkingStep], guideline: Guideline | None) -> list[Change]:
    """Return what is new in the guideline; nothing where it cannot be read any more."""
    if guideline is None:
        return []
    return changes_between(steps, live_steps(guideline.html))


def colleagues_in(organisation: Organisation) -> QuerySet[User]:
    """Return who can look after a step: the county's own people."""
    return User.objects.filter(is_active=True, memberships__organisation=organisation).order_by(
        "name", "pk"
    )


def people_at(copy: WorkingCopy, steps: Iterable[WorkingStep]) -> set[int]:
    """Return who works with a copy: who began it, ticked off, noted, or looks after a step."""
    found = {copy.begun_by_id}
    for one in steps:
        found |= {one.state_by_id, one.note_by_id, one.responsible_id}
    return {pk for pk in found if pk is not None}


def steps_of_person(person: User, organisation: Organisation) -> QuerySet[WorkingStep]:
    """Return the open steps of open copies a person looks after for a county."""
    return WorkingStep.objects.filter(
        responsible=person,
        state=State.OPEN,
        is_removed=False,
        copy__organisation=organisation,
        copy__finished_at=None,
    ).select_related("copy")


def waiting_for(person: User, today: date) -> QuerySet[WorkingStep]:
    """Return the open steps a person looks after that are due, the longest due first."""
    steps = WorkingStep.objects.filter(
        responsible=person,
        state=State.OPEN,
        is_removed=False,
        due_on__lte=today,
        copy__finished_at=None,
        copy__organisation__in=[one.pk for one in member_organisations_of(person)],
    )
    return steps.select_related("copy").order_by("due_on", "pk")


def news_called(reader: Reader, keys: Iterable[str]) -> list[GuidelineNews]:
    """Return these news with their copies, as far as they are of the reader's counties."""
    counties = [one.pk for one in member_organisations_of(reader)]
    news = GuidelineNews.objects.filter(key__in=keys, copy__organisation__in=counties)
    return list(news.select_related("copy").prefetch_related("copy__steps"))
