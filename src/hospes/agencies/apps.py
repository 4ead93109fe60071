"""Django's registration of this room."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.agencies"
    label = "agencies"
    default_auto_field = "django.db.models.BigAutoField"
