"""Django's registration of this room."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"
