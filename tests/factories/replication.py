"""Reports as tests need them, written by the action."""

from typing import Any

from django.utils import timezone

from portal.members.models import User
from portal.publishing.models import ContentPage
from portal.replication.actions import Told, write_report
from portal.replication.models import Report


def told(**values: Any) -> Told:
    """Say that it worked."""
    return Told(**{"visibility": "public", "result": "worked", "outcome": "Es ging gut.", **values})


def report(actor: User, page: ContentPage, **values: Any) -> Report:
    """Report for the first county the person acts for."""
    county = actor.current_memberships[0].organisation
    return write_report(
        actor=actor, page=page, county=county, told=told(**values), now=timezone.now()
    )
