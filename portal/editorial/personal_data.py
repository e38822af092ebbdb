"""Who handed in, decided and noted what; and who was asked without an account."""

from collections.abc import Iterator

from portal.editorial.models import Opinion, SectionNote, StepState, Submission
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_COUNTYS = "what was decided about a page stays with it; the name goes with the account"
_A_WHILE = "a link is sent there; name and address are taken out some time after it ended"


def _export(person: User) -> list[Row]:
    return [*_submissions(person), *_decisions(person), *_notes(person), *_opinions(person)]


def _submissions(person: User) -> Iterator[Row]:
    handed_in = Submission.objects.filter(workflow_state__requested_by=person)
    for one in handed_in.select_related("page").order_by("pk"):
        yield {
            "kind": "submission",
            "page": one.page.draft_title,
            "note": one.note,
            "outcome": one.outcome,
            "at": one.created_at.isoformat(),
        }


def _decisions(person: User) -> Iterator[Row]:
    steps = StepState.objects.filter(finished_by=person).order_by("pk")
    for step in steps.select_related("workflow_state__submission__page"):
        yield {
            "kind": "review",
            "page": step.workflow_state.submission.page.draft_title,
            "step": step.step,
            "decision": step.status,
            "comment": step.comment,
            "at": step.finished_at.isoformat(),
        }


def _notes(person: User) -> Iterator[Row]:
    for note in SectionNote.objects.filter(person=person).order_by("pk"):
        yield {
            "kind": "note_on_a_page",
            "page": str(note.submission),
            "section": note.section,
            "text": note.body,
            "at": note.at.isoformat(),
        }


def _opinions(person: User) -> Iterator[Row]:
    """What she was asked at her address, before or beside her account."""
    for one in Opinion.objects.filter(email=person.email).order_by("pk"):
        yield {
            "kind": "opinion",
            "page": str(one.submission),
            "office": one.office,
            "name": one.name,
            "word": one.word,
            "comment": one.comment,
            "at": one.asked_at.isoformat(),
        }


def _erase(person: User) -> None:
    StepState.objects.filter(claimed_by=person).update(claimed_by=None, claimed_until=None)
    StepState.objects.filter(finished_by=person).update(finished_by=None)
    Submission.objects.filter(ended_by=person).update(ended_by=None)
    SectionNote.objects.filter(person=person).update(person=None)
    SectionNote.objects.filter(settled_by=person).update(settled_by=None)
    Opinion.objects.filter(asked_by=person).update(asked_by=None)
    Opinion.objects.filter(email=person.email).update(name="", email="")


_OF_THE_PAGES = (
    "Submission.ended_by", "SectionNote.person", "SectionNote.settled_by", "Opinion.asked_by",
)  # fmt: skip
EDITORIAL = PersonalData(
    app="editorial",
    fields=(
        PersonalField("editorial.StepState.claimed_by", OnErasure.DELETE),
        *(
            PersonalField(f"editorial.{name}", OnErasure.PSEUDONYMISE, _THE_COUNTYS)
            for name in _OF_THE_PAGES
        ),
        PersonalField("editorial.Opinion.name", OnErasure.PSEUDONYMISE, _A_WHILE),
        PersonalField("editorial.Opinion.email", OnErasure.PSEUDONYMISE, _A_WHILE),
    ),
    export=_export,
    erase=_erase,
)
