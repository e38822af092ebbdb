"""What people look after in the CMS: the pages of their county, drafts included."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.members.belongings import Belonging, Belongings
from portal.members.models import Organisation, User
from portal.publishing.models import ContentPage, content_models
from portal.publishing.rules import may_enter_cms


def _held_by(person: User, organisation: Organisation) -> Sequence[Belonging]:
    pages = sorted(_pages_of(person, organisation), key=lambda page: page.pk)
    return [Belonging(page.draft_title, _address(page, person)) for page in pages]


def _pages_of(person: User, organisation: Organisation) -> list[ContentPage]:
    hers = Q(owner=person, organisation=organisation)
    return [
        page
        for model in content_models()
        for page in model.objects.filter(hers).defer("html", "text")
    ]


def _address(page: ContentPage, person: User) -> str:
    """Return where she works on it, or reads it."""
    if may_enter_cms(person):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page.get_absolute_url() if page.live else page.writing_url


def _hand_over(
    person: User, organisation: Organisation, successor: User | None, _now: datetime
) -> int:
    """Give the pages another owner; without one, a draft is the county's alone.

    Whoever began a draft may finish it (docs/decisions/0005): that right goes along. It changes
    nothing a reader sees, so that no fact follows.
    """
    pages = [page.pk for page in _pages_of(person, organisation)]
    return int(Page.objects.filter(pk__in=pages).update(owner=successor))


PAGES = Belongings(kind="page", label=_("Pages"), held_by=_held_by, hand_over=_hand_over)
