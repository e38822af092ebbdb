from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecklistsConfig(AppConfig):
    """A county's own copies of guidelines, with what is done of them."""

    name = "portal.checklists"
    label = "checklists"
    verbose_name = _("Working copies")
