"""Who wrote what pages were made from, and who said what about it."""

from collections.abc import Iterator

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.provenance.models import BlockSource, ConsentStep

_THE_COUNTYS = "what was written and agreed stays the county's; the name goes with the account"


def _export(person: User) -> list[Row]:
    return [*_sources(person), *_steps(person)]


def _sources(person: User) -> Iterator[Row]:
    for source in BlockSource.objects.filter(author=person).order_by("pk"):
        yield {
            "kind": "source_of_a_page",
            "page": str(source.page),
            "post": f"{source.post_kind}:{source.post_key}",
            "consent": source.consent,
            "readers": source.visibility,
            "at": source.taken_at.isoformat(),
        }


def _steps(person: User) -> Iterator[Row]:
    steps = ConsentStep.objects.filter(person=person).select_related("source")
    for step in steps.order_by("pk"):
        yield {
            "kind": "consent_step",
            "page": str(step.source.page),
            "act": step.act,
            "remark": step.remark,
            "readers": step.visibility,
            "at": step.at.isoformat(),
        }


def _erase(person: User) -> None:
    BlockSource.objects.filter(author=person).update(author=None)
    ConsentStep.objects.filter(person=person).update(person=None)


PROVENANCE = PersonalData(
    app="provenance",
    fields=(
        PersonalField("provenance.BlockSource.author", OnErasure.PSEUDONYMISE, _THE_COUNTYS),
        PersonalField("provenance.ConsentStep.person", OnErasure.PSEUDONYMISE, _THE_COUNTYS),
    ),
    export=_export,
    erase=_erase,
)
