"""Django's registration of this room."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
