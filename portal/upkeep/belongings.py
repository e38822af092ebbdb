"""What deputies look after; pages themselves go along with `portal.publishing.belongings`."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.members.belongings import Belonging, Belongings
from portal.members.models import Organisation, User
from portal.publishing.models import content_models
from portal.upkeep.models import Upkeep


def _held_by(person: User, organisation: Organisation) -> Sequence[Belonging]:
    rows = _rows(person, organisation).select_related("page").order_by("page")
    return [Belonging(row.page.title, reverse("upkeep:page", args=[row.pk])) for row in rows]


def _rows(person: User, organisation: Organisation) -> QuerySet[Upkeep]:
    own = Q(pk__in=())
    for model in content_models():
        pages = model.objects.filter(organisation=organisation).order_by()
        own |= Q(page__in=pages.values("pk"))
    return Upkeep.objects.filter(own, deputy=person)


def _hand_over(
    person: User, organisation: Organisation, successor: User | None, _now: datetime
) -> int:
    """Name another deputy, except where the successor owns the page already."""
    rows = list(_rows(person, organisation).values_list("pk", flat=True))
    held = Upkeep.objects.filter(pk__in=rows)
    if successor is None:
        return held.update(deputy=None)
    own = Upkeep.objects.filter(page__owner=successor, pk__in=rows).values_list("pk", flat=True)
    released = Upkeep.objects.filter(pk__in=list(own)).update(deputy=None)
    return released + held.filter(deputy=person).update(deputy=successor)


DEPUTIES = Belongings(
    kind="page_deputy",
    label=_("Pages of which you are the deputy"),
    held_by=_held_by,
    hand_over=_hand_over,
)
