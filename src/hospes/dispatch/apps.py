"""Django's registration of this room."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"
