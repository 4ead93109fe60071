"""Django's registration of this room."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.engine"
    label = "engine"
    default_auto_field = "django.db.models.BigAutoField"
