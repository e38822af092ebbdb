from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Searches people keep, mails about what they newly find, and what people wish for."""

    name = "portal.alerts"
    label = "alerts"
    verbose_name = _("Saved searches")
