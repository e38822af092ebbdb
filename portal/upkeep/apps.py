from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    """Who looks after pages, when they are reviewed, and what they rest on."""

    name = "portal.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep of pages")
