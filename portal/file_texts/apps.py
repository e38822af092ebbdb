from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FileTextsConfig(AppConfig):
    """The text of files that stand on pages, read so that the search finds it."""

    name = "portal.file_texts"
    label = "file_texts"
    verbose_name = _("Texts of files")
