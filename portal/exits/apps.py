from django.apps import AppConfig


class ExitsConfig(AppConfig):
    name = "portal.exits"
    label = "exits"
