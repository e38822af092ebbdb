"""What of Wagtail's workflow is left out in the CMS: decisions are made on our own pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.action_menu import CancelWorkflowMenuItem
from wagtail.models import Page

# Ours leave a fact and know the version that was read.
_WAGTAILS_ACTS = frozenset(
    {
        "action-submit", "action-restart-workflow", "action-cancel-workflow",
        "action-workflow-action",
    }
)  # fmt: skip


@hooks.register("construct_page_action_menu")
def no_decisions_in_the_form(
    items: list[Any],
    request: HttpRequest,  # noqa: ARG001
    context: dict[str, Any],  # noqa: ARG001
) -> None:
    """Offer none of Wagtail's acts beside the form."""
    items[:] = [item for item in items if not isinstance(item, CancelWorkflowMenuItem)]


@hooks.register("before_edit_page")
def no_crafted_decisions(request: HttpRequest, page: Page) -> None:  # noqa: ARG001
    """Refuse them also where a form was made by hand."""
    if _WAGTAILS_ACTS & request.POST.keys():
        raise PermissionDenied(_("Please decide on the page that shows where this one stands."))
