"""Django's registration of this room."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"
