"""Who is told that a page she wished for is there, and how that reads."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.alerts.models import Commission
from portal.alerts.queries import commission_of, wishing_for
from portal.kernel.content import Reference
from portal.members.audiences import tokens_of
from portal.members.models import User
from portal.notifications.matters import Matter, Reason, Shown
from portal.notifications.notices import Notice
from portal.notifications.telling import Occasion, tell_each
from portal.outbox.registry import Failure
from search.reactions import describe
from search.registry import visible_references

WISHES = Notice("wishes", gettext_lazy("A page you wished for is there"))

_WISHED = Reason(
    name="wished",
    text=gettext_lazy("because you wished for it when a search found nothing"),
    stop="alerts:search-list",
    notice=WISHES,
)


def _pages(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    """Say which page is there; the row names the commission's page by kind and key."""
    pages = Commission.objects.filter(key__in=keys)
    spellings = {one.reference: one.spelling for one in pages}
    visible, tokens = visible_references(reader, spellings), tokens_of(reader)
    return {
        reference.key: Shown(
            text=_("You looked for “%(query)s”. Now there is") % {"query": spellings[reference]},
            title=document.title,
            url=document.url,
            conversation=str(reference),
        )
        for reference, document in describe(visible).items()
        if not document.audience.isdisjoint(tokens)
    }


WISH_CAME_TRUE = Matter("wish_came_true", (_WISHED,), _pages)


def tell_of_wished(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who wished for it that a commissioned page is published, and theirs to read."""
    return tell_each(references, _occasion)


def _occasion(page: Reference) -> Occasion | None:
    commission = commission_of(page)
    if commission is None:
        return None
    return Occasion(
        matter=WISH_CAME_TRUE,
        about=page,
        reasons=dict.fromkeys(wishing_for(commission), _WISHED.name),
        may_know=partial(_may_know, page),
    )


def _may_know(page: Reference, person: User) -> bool:
    return bool(visible_references(person, [page]))
