"""What is known of people here: what they look for and wish for. All of it goes with them."""

from portal.alerts.models import Alert, SavedSearch, Wish
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row


def _export(person: User) -> list[Row]:
    searches: list[Row] = [
        {
            "kind": "saved_search",
            "name": one.name,
            "address": one.url,
            "mails": one.rhythm,
            "paused": one.paused,
            "saved": one.saved_at.isoformat(),
            "known": [str(hit.reference) for hit in one.known.all()],
        }
        for one in SavedSearch.objects.filter(person=person).prefetch_related("known")
    ]
    wishes: list[Row] = [
        {"kind": "wish", "for": one.spelling, "at": one.wished_at.isoformat()}
        for one in Wish.objects.filter(person=person)
    ]
    mails: list[Row] = [
        {"kind": "alert_on_its_way", "begun": one.begun_at.isoformat()}
        for one in Alert.objects.filter(person=person)
    ]
    return [*searches, *wishes, *mails]


def _erase(person: User) -> None:
    for hers in (SavedSearch, Wish, Alert):
        hers.objects.filter(person=person).delete()


ALERTS = PersonalData(
    app="alerts",
    fields=(
        PersonalField("alerts.SavedSearch.person", OnErasure.DELETE),
        PersonalField("alerts.Wish.person", OnErasure.DELETE),
        PersonalField("alerts.Alert.person", OnErasure.DELETE),
    ),
    export=_export,
    erase=_erase,
)
