"""Django's registration of this room."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"
