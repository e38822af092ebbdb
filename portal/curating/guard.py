"""What editors read beside the form of a page that was commissioned."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.alerts.queries import commission_of
from portal.members.models import User
from portal.publishing.guards import Guard, Obstacle
from portal.publishing.models import ContentPage


def _obstacles(_page: ContentPage) -> Sequence[Obstacle]:
    return ()


def _published(_page: ContentPage) -> None:
    """Nothing follows here: who wished for it is told by a reaction."""


def _panel(page: ContentPage, _editor: User) -> SafeString:
    brief = commission_of(page.reference)
    return render_to_string("curating/_panel.html", {"brief": brief}) if brief else SafeString("")


BRIEFS = Guard("briefs", obstacles=_obstacles, published=_published, panel=_panel)
