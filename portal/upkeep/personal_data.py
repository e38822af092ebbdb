"""Who looks after pages, and who said what of them."""

from collections.abc import Iterator

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.upkeep.models import FoundationChange, Review, Upkeep

_THE_REVIEW = "that a page was reviewed holds for its readers; the name goes with the account"
_THE_CHANGE = "what changed is said for everybody; who said it goes with the account"


def _export(person: User) -> list[Row]:
    return [*_deputies(person), *_reviews(person), *_changes(person)]


def _deputies(person: User) -> Iterator[Row]:
    for row in Upkeep.objects.filter(deputy=person).select_related("page").order_by("page"):
        yield {"kind": "deputy_of_a_page", "title": row.page.title}


def _reviews(person: User) -> Iterator[Row]:
    for review in Review.objects.filter(person=person).select_related("page").order_by("pk"):
        yield {
            "kind": "review",
            "of": review.page.title if review.page else f"{review.thing_kind}:{review.thing_key}",
            "outcome": review.outcome,
            "remark": review.remark,
            "at": review.at.isoformat(),
        }


def _changes(person: User) -> Iterator[Row]:
    said = FoundationChange.objects.filter(person=person).select_related("foundation")
    for change in said.order_by("pk"):
        yield {
            "kind": "change_of_a_foundation",
            "foundation": change.foundation.name,
            "what": change.what,
            "at": change.at.isoformat(),
        }


def _erase(person: User) -> None:
    Upkeep.objects.filter(deputy=person).update(deputy=None)
    Review.objects.filter(person=person).update(person=None)
    FoundationChange.objects.filter(person=person).update(person=None)
    FoundationChange.objects.filter(taken_back_by=person).update(taken_back_by=None)


UPKEEP = PersonalData(
    app="upkeep",
    fields=(
        PersonalField("upkeep.Upkeep.deputy", OnErasure.PSEUDONYMISE, _THE_REVIEW),
        PersonalField("upkeep.Review.person", OnErasure.PSEUDONYMISE, _THE_REVIEW),
        PersonalField("upkeep.FoundationChange.person", OnErasure.PSEUDONYMISE, _THE_CHANGE),
        PersonalField("upkeep.FoundationChange.taken_back_by", OnErasure.PSEUDONYMISE, _THE_CHANGE),
    ),
    export=_export,
    erase=_erase,
)
