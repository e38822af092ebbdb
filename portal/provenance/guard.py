"""What the sources of a page have to say before it is published, and beside its form."""

from collections.abc import Sequence

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.members.models import User
from portal.provenance.actions.sources import cite
from portal.provenance.queries.pages import rows_of, sources_in
from portal.provenance.rules import Lack, lack_of
from portal.publishing.guards import Guard, Obstacle
from portal.publishing.models import ContentPage

_TEXTS = {
    Lack.OPEN: gettext_lazy(
        "%(county)s has not said yet whether its post may stand here. Please wait for the answer,"
        " or take the block out."
    ),
    Lack.REFUSED: gettext_lazy(
        "%(county)s does not want its post to stand here. Please take the block out."
    ),
    Lack.WITHDRAWN: gettext_lazy(
        "%(county)s has withdrawn its consent. Please take the block out."
    ),
    Lack.READERS: gettext_lazy(
        "%(county)s has agreed to fewer readers than the page would have. Please let fewer read"
        " it, or ask anew on the page of its sources."
    ),
}


@transaction.atomic
def _obstacles(page: ContentPage) -> Sequence[Obstacle]:
    """Name the sources that lack consent. They are held: nobody withdraws while we publish."""
    sources = sources_in(page).select_for_update().order_by("pk")
    lacking = [(source.county, lack) for source in sources if (lack := lack_of(source, page))]
    return [
        Obstacle(
            text=str(_TEXTS[lack]) % {"county": county},
            url=reverse("provenance:sources", args=[page.pk]),
            label=_("Sources of this page"),
        )
        for county, lack in dict.fromkeys(lacking)
    ]


def _published(page: ContentPage) -> None:
    cite(page=page)


def _panel(page: ContentPage, _editor: User) -> SafeString:
    """List the sources with where they stand; a page without any has no panel."""
    rows = rows_of(page) if page.pk else []
    if not rows:
        return SafeString("")
    unsettled = any((row.stands and row.lack) or row.changed for row in rows)
    context = {"rows": rows, "page": page, "unsettled": unsettled}
    return render_to_string("provenance/_panel.html", context)


SOURCES = Guard(name="sources", obstacles=_obstacles, published=_published, panel=_panel)
