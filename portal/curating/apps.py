from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CuratingConfig(AppConfig):
    """What is missing among all pages, and what needs somebody."""

    name = "portal.curating"
    label = "curating"
    verbose_name = _("Curating")
