"""What a person has ticked off in collections."""

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.trails.models import StationRead


def _export(person: User) -> list[Row]:
    ticks = StationRead.objects.filter(person=person).select_related("trail").order_by("pk")
    return [
        {
            "kind": "station_read",
            "collection": one.trail.title,
            "station": str(one.reference),
            "at": one.read_at.isoformat(),
        }
        for one in ticks
    ]


def _erase(person: User) -> None:
    StationRead.objects.filter(person=person).delete()


TRAILS = PersonalData(
    app="trails",
    fields=(PersonalField("trails.StationRead.person", OnErasure.DELETE),),
    export=_export,
    erase=_erase,
)
