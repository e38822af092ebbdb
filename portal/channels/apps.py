from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "portal.channels"
    label = "channels"
