from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseStudiesConfig(AppConfig):
    """Case studies and guidelines; their bridge listens to Wagtail for all pages."""

    name = "casestudies"
    verbose_name = _("Case studies and guidelines")

    def ready(self) -> None:
        from casestudies import bridge

        bridge.connect()
