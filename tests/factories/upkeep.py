"""Pages that are looked after, and what they rest on."""

from typing import Any, TypeVar

from django.utils import timezone
from wagtail.models import Page

from portal.members.models import User
from portal.publishing.models import ContentPage
from portal.upkeep.actions.foundations import (
    Described,
    Happened,
    announce_change,
    rest_page,
    save_foundation,
)
from portal.upkeep.actions.keeping import keep_up
from portal.upkeep.models import Foundation, FoundationChange, Reliance, Upkeep
from portal.upkeep.rules import Basis
from tests.factories.members import person

P = TypeVar("P", bound=ContentPage)


def looked_after(page: P, owner: User | None = None, deputy: User | None = None) -> P:
    """Note a page, with those who look after it."""
    keep_up(type(page), [page.pk])
    Page.objects.filter(pk=page.pk).update(owner=owner)
    Upkeep.objects.filter(page=page.pk).update(deputy=deputy)
    return type(page).objects.get(pk=page.pk)


def foundation(name: str, basis: Basis = Basis.LAW, **fields: Any) -> Foundation:
    """Note a foundation as a moderator does."""
    moderator = person("Mia Grundlage", User.PlatformRole.MODERATOR)
    return save_foundation(actor=moderator, described=Described(basis=basis, name=name, **fields))


def rest(page: ContentPage, on: Foundation, step: str = "", **fields: Any) -> Reliance:
    """Rest a page on a foundation, by its owner."""
    owner = User.objects.get(pk=page.owner_id)
    now = fields.get("now", timezone.now())
    return rest_page(actor=owner, page=page, foundation=on, step=step, now=now)


def change(
    actor: User, of: Foundation, what: str = "Das Gericht hat anders entschieden.", **fields: Any
) -> FoundationChange:
    """Say that a foundation has changed."""
    now = fields.get("now", timezone.now())
    happened = Happened(what=what, happened_on=timezone.localdate(now))
    return announce_change(actor=actor, foundation=of, happened=happened, now=now)
