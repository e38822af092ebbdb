"""What packages know about people: who asked for one, and who took it away."""

from portal.exits.models import ExitEvent, ExitPackage
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_LOG = "the organisation's log says that somebody took its things along, no longer who"


def _export(person: User) -> list[Row]:
    events = ExitEvent.objects.filter(actor=person).select_related("package__organisation")
    return [
        {
            "kind": "exit_package_event",
            "organisation": event.package.organisation.display_name,
            "act": event.act,
            "at": event.at.isoformat(),
        }
        for event in events.order_by("pk")
    ]


def _erase(person: User) -> None:
    ExitPackage.objects.filter(requested_by=person).update(requested_by=None)
    ExitEvent.objects.filter(actor=person).update(actor=None)


EXITS = PersonalData(
    app="exits",
    fields=(
        PersonalField("exits.ExitPackage.requested_by", OnErasure.PSEUDONYMISE, _THE_LOG),
        PersonalField("exits.ExitEvent.actor", OnErasure.PSEUDONYMISE, _THE_LOG),
    ),
    export=_export,
    erase=_erase,
)
