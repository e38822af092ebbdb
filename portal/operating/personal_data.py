"""Who had deliveries tried again."""

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.operating.models import SecondTry


def _export(person: User) -> list[Row]:
    return [
        {"kind": "second_try", "reaction": one.reaction, "at": one.at.isoformat()}
        for one in SecondTry.objects.filter(actor=person).order_by("pk")
    ]


def _erase(person: User) -> None:
    SecondTry.objects.filter(actor=person).update(actor=None)


OPERATING = PersonalData(
    app="operating",
    fields=(
        PersonalField(
            "operating.SecondTry.actor",
            OnErasure.PSEUDONYMISE,
            "that it was tried again belongs to the log of the installation; the name goes",
        ),
    ),
    export=_export,
    erase=_erase,
)
