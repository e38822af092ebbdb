from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvenanceConfig(AppConfig):
    """Case studies and guidelines made from answers, and what became of their sources."""

    name = "portal.provenance"
    label = "provenance"
    verbose_name = _("Sources of pages")
