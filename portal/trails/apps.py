from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrailsConfig(AppConfig):
    """Collections: pages of several kinds in an order, put together by curators."""

    name = "portal.trails"
    label = "trails"
    verbose_name = _("Collections")
