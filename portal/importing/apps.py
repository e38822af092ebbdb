from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "portal.importing"
    label = "importing"
