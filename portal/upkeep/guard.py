"""What upkeep has to do with publishing: it keeps nothing back, and notes what went live."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.members.models import User
from portal.publishing.guards import Guard, Obstacle
from portal.publishing.models import ContentPage
from portal.upkeep.actions.keeping import keep_up
from portal.upkeep.queries.pages import upkeep_of
from portal.upkeep.queries.validity import standing_of


def _obstacles(_page: ContentPage) -> Sequence[Obstacle]:
    return ()


def _published(page: ContentPage) -> None:
    keep_up(type(page), [page.pk])


def _panel(page: ContentPage, _editor: User) -> SafeString:
    context = {"page": page, "upkeep": upkeep_of(page), "standing": standing_of(page)}
    return render_to_string("upkeep/_panel.html", context)


KEPT_UP = Guard("upkeep", obstacles=_obstacles, published=_published, panel=_panel)
