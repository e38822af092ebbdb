"""What a submission has to say before its page is published, and beside its form in the CMS."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from portal.editorial.models import Submission
from portal.editorial.queries.pages import step_of, wants_changes
from portal.members.models import User
from portal.publishing.guards import Guard, Obstacle
from portal.publishing.models import ContentPage


def _obstacles(page: ContentPage) -> Sequence[Obstacle]:
    """While a page is on its way, the way publishes it: nothing passes by the county's release."""
    on_its_way = Submission.objects.filter(
        page=page.pk, workflow_state__in=WorkflowState.objects.active().values("pk")
    )
    if page.pk is None or not on_its_way.exists():
        return ()
    return (
        Obstacle(
            text=_("The page was handed in and is not released yet. Please decide there."),
            url=reverse("editorial:page", args=[page.key]),
            label=_("Where it stands"),
        ),
    )


def _panel(page: ContentPage, _editor: User) -> SafeString:
    """Say where the page stands; a page nobody has handed in has no panel."""
    found = Submission.objects.filter(page=page.pk, outcome="") if page.pk else None
    submission = found.select_related("workflow_state").first() if found is not None else None
    if submission is None:
        return SafeString("")
    context = {
        "submission": submission,
        "step": step_of(submission),
        "wants_changes": wants_changes(submission),
        "notes": submission.notes.filter(settled_at=None).count(),
    }
    return render_to_string("editorial/_panel.html", context)


def _published(_page: ContentPage) -> None:
    """Nothing follows here: the step that published it has noted it."""


REVIEWS = Guard(name="reviews", obstacles=_obstacles, published=_published, panel=_panel)
