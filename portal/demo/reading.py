"""What counties of the story made of each other's case studies, and what readers say."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.demo import story
from portal.members.models import User
from portal.readers.actions import give_feedback, subscribe
from portal.replication.actions import Told, write_report

Line = Mapping[str, Any]


@transaction.atomic
def load_reading() -> None:
    """Let counties report and readers speak, one line after the other; days count back."""
    for line in story.REPLICATION.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        _ACTS[told["what"]](told)


def _report(told: Line) -> None:
    person = _person(told)
    fields = {name: told[name] for name in Told.__dataclass_fields__ if name in told}
    if begun := told.get("started_on"):
        fields["started_on"] = date.fromisoformat(begun)
    write_report(
        actor=person,
        page=_page(told),
        county=person.current_memberships[0].organisation,
        told=Told(**fields),
        now=_at(told),
    )


def _feedback(told: Line) -> None:
    give_feedback(
        reader=AnonymousUser(),
        page=_page(told),
        helpful=told["helpful"],
        missing=told["missing"],
        now=_at(told),
    )


def _subscribe(told: Line) -> None:
    subscribe(actor=_person(told), page=_page(told), now=_at(told))


def _publish(told: Line) -> None:
    page = _page(told)
    for name, value in told["fields"].items():
        setattr(page, name, value)
    page.save_revision().publish()


_ACTS: Mapping[str, Callable[[Line], None]] = {
    "report": _report,
    "feedback": _feedback,
    "subscribe": _subscribe,
    "publish": _publish,
}


def _page(told: Line) -> CaseStudy:
    page: CaseStudy = CaseStudy.objects.get(key=told["page"])
    return page


def _person(told: Line) -> User:
    return User.objects.get(email=told["by"])


def _at(told: Line) -> datetime:
    return timezone.now() - timedelta(days=told["days_ago"])
