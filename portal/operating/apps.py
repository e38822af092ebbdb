from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperatingConfig(AppConfig):
    """What whoever runs an installation needs to see, and to set going again."""

    name = "portal.operating"
    label = "operating"
    verbose_name = _("Operation")
