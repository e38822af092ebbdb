from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadersConfig(AppConfig):
    """What readers do with a page beside reading it: cite, compare, subscribe, take along, say."""

    name = "portal.readers"
    label = "readers"
    verbose_name = _("For readers of pages")
