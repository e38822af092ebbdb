"""An embargo before a press release is published, and beside its form."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.members.models import User
from portal.pages.models import NewsPage
from portal.pages.rules import may_be_published_now
from portal.publishing.guards import Guard, Obstacle
from portal.publishing.models import ContentPage


def _obstacles(page: ContentPage) -> Sequence[Obstacle]:
    if not isinstance(page, NewsPage):
        return []
    if verdict := may_be_published_now(page, timezone.now()):
        return []
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk else ""
    return [Obstacle(str(verdict.reason), address, _("See to the embargo"))]


def _published(_page: ContentPage) -> None:
    return None


def _panel(page: ContentPage, _editor: User) -> SafeString:
    """Say until when it is kept back, and what happens then."""
    under_embargo = isinstance(page, NewsPage) and page.embargo_until
    if not under_embargo or page.embargo_until <= timezone.now():
        return SafeString("")
    return render_to_string("pages/_embargo_panel.html", {"page": page})


EMBARGO = Guard(name="embargo", obstacles=_obstacles, published=_published, panel=_panel)
