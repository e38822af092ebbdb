"""Who subscribed to pages, and who dealt with feedback. Who gave it is not known."""

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.readers.models import Feedback, Subscription


def _export(person: User) -> list[Row]:
    subscriptions: list[Row] = [
        {"kind": "page_subscription", "page": one.page.title, "since": one.since.isoformat()}
        for one in Subscription.objects.filter(person=person).select_related("page").order_by("pk")
    ]
    settled: list[Row] = [
        {"kind": "settled_feedback", "page": one.page.title, "at": str(one.done_at)}
        for one in Feedback.objects.filter(done_by=person).select_related("page").order_by("pk")
    ]
    return [*subscriptions, *settled]


def _erase(person: User) -> None:
    Subscription.objects.filter(person=person).delete()
    Feedback.objects.filter(done_by=person).update(done_by=None)


READERS = PersonalData(
    app="readers",
    fields=(
        PersonalField("readers.Subscription.person", OnErasure.DELETE),
        PersonalField(
            "readers.Feedback.done_by",
            OnErasure.PSEUDONYMISE,
            "that it was dealt with matters to the county; the name goes with the account",
        ),
    ),
    export=_export,
    erase=_erase,
)
