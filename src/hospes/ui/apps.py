"""Django's registration of this room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the room's templates and static files."""

    name = "hospes.ui"
    label = "ui"
