"""Set going again what stands still."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.kernel.content import Reference
from portal.kernel.verdict import require
from portal.members.models import User
from portal.operating.facts import DeliveriesTriedAgain
from portal.operating.models import SecondTry
from portal.operating.rules import may_operate
from portal.outbox.delivery import try_again
from portal.outbox.recording import record


@transaction.atomic
def try_deliveries_again(
    *, actor: User, reaction: str, deliveries: Sequence[int], now: datetime
) -> int:
    """Give failed deliveries of one reaction another chance; returns how many there still were."""
    require(may_operate(actor))
    number = try_again(deliveries, now)
    if number:
        SecondTry.objects.create(reaction=reaction, number=number, at=now, actor=actor)
        record(DeliveriesTriedAgain(reference=Reference("reaction", reaction)))
    return number
