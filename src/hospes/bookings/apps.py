"""Django's registration of this room."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Registers the room's tables under its own name."""

    name = "hospes.bookings"
    label = "bookings"
    default_auto_field = "django.db.models.BigAutoField"
