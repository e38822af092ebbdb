from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    """The way of a page from its author to its readers: release, review, publication."""

    name = "portal.editorial"
    label = "editorial"
    verbose_name = _("Editorial work")

    def ready(self) -> None:
        from portal.editorial.quiet import stop_wagtails_mails

        stop_wagtails_mails()
