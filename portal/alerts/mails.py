"""What is new in somebody's saved searches: looked for when the mail is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.alerts.actions import end_alert, settle_search
from portal.alerts.looking import Look, SearchAway, looks_at
from portal.alerts.models import Alert, Rhythm, SavedSearch
from portal.alerts.queries import has_confirmed_address
from portal.alerts.stopping import stop_path
from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import people_with_memberships
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.notices import Notice
from portal.notifications.queries import wants
from portal.outbox.registry import Failure, slow
from search.port import Document
from search.registry import searchable

# A mail names so many hits of a search; the others are a click away.
MOST_NAMED = 10
NEW_HITS = Notice("saved_searches", _("A search you saved finds something new"))


@dataclass(frozen=True, slots=True)
class Part:
    """What a mail says of one search."""

    search: SavedSearch
    hits: list[tuple[str | Promise, Document]]
    more: int
    stop_path: str


@slow
def mail_alerts(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Look at the searches that are due and mail their owners what is new, one mail for each."""
    failures: dict[Reference, Failure] = {}
    for alert in Alert.objects.filter(key__in=[one.key for one in references]):
        try:
            failures |= _mail(alert)
        except SearchAway:
            failures[alert.reference] = Failure("the search is away")
        except Exception as error:  # noqa: BLE001 - one person's searches must not stop the others'
            failures[alert.reference] = Failure(f"{type(error).__name__}: {error}")
    return failures


def _mail(alert: Alert) -> Mapping[Reference, Failure]:
    looks = _looks(alert)
    failures = send_for([alert.reference], lambda _about: _mails(alert, looks))
    if not failures:
        for look in looks:
            settle_search(search=look.search, known=look.known, found=look.found, now=look.at)
        end_alert(alert=alert, now=timezone.now())
    return failures


def _looks(alert: Alert) -> list[Look]:
    """Look, as far as the owner is to hear of it now."""
    people = people_with_memberships([alert.person_id])
    if not people or not _is_told(people[0]):
        return []
    kept = alert.searches.filter(paused=False).exclude(rhythm=Rhythm.NONE)
    return looks_at(list(kept.prefetch_related("known").order_by("name", "pk")), people[0])


def _is_told(person: User) -> bool:
    return person.takes_part and has_confirmed_address(person) and wants(person, NEW_HITS)


def _mails(alert: Alert, looks: Iterable[Look]) -> Iterator[Mail]:
    parts = [_part(look) for look in looks if look.news]
    if parts:
        yield mail_to(alert.person, "saved_searches", context={"parts": parts}, notice=NEW_HITS)


def _part(look: Look) -> Part:
    hits = [(_label(one), one) for one in look.news[:MOST_NAMED]]
    return Part(look.search, hits, len(look.news) - len(hits), stop_path(look.search))


def _label(document: Document) -> str | Promise:
    described = searchable(document.reference.kind)
    return described.label if described else ""
