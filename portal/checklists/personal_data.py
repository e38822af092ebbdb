"""Who works with which copy, ticked what off, noted what, and looks after what."""

from collections.abc import Iterator

from django.db.models import Q

from portal.checklists.models import WorkingCopy, WorkingStep
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_COUNTYS = "what is done of a guideline is the county's; the name goes with the account"


def _export(person: User) -> list[Row]:
    return [*_copies(person), *_steps(person)]


def _copies(person: User) -> Iterator[Row]:
    for copy in WorkingCopy.objects.filter(Q(begun_by=person) | Q(finished_by=person)):
        yield {
            "kind": "working_copy",
            "title": copy.title,
            "begun": copy.begun_by_id == person.pk,
            "finished": copy.finished_by_id == person.pk,
            "at": copy.begun_at.isoformat(),
        }


def _steps(person: User) -> Iterator[Row]:
    hers = Q(state_by=person) | Q(note_by=person) | Q(responsible=person)
    for step in WorkingStep.objects.filter(hers).select_related("copy").order_by("pk"):
        noted = step.note_by_id == person.pk
        yield {
            "kind": "working_step",
            "copy": step.copy.title,
            "step": step.title,
            "state": step.state if step.state_by_id == person.pk else None,
            "reason": step.reason if step.state_by_id == person.pk else None,
            "note": step.note if noted else None,
            "responsible": step.responsible_id == person.pk,
            "due_on": step.due_on.isoformat() if step.due_on else None,
        }


def _erase(person: User) -> None:
    WorkingCopy.objects.filter(begun_by=person).update(begun_by=None)
    WorkingCopy.objects.filter(finished_by=person).update(finished_by=None)
    for field in ("state_by", "note_by", "responsible"):
        WorkingStep.objects.filter(**{field: person}).update(**{field: None})


CHECKLISTS = PersonalData(
    app="checklists",
    fields=tuple(
        PersonalField(f"checklists.{name}", OnErasure.PSEUDONYMISE, _THE_COUNTYS)
        for name in (
            "WorkingCopy.begun_by", "WorkingCopy.finished_by", "WorkingStep.state_by",
            "WorkingStep.note_by", "WorkingStep.responsible",
        )
    ),
    export=_export,
    erase=_erase,
)  # fmt: skip
