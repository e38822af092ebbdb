from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """What all pages made in the CMS have in common."""

    name = "portal.publishing"
    label = "publishing"
    verbose_name = _("Editorial office")
