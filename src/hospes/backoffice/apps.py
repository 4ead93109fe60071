"""Django's registration of this room."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Registers the room's templates and static files."""

    name = "hospes.backoffice"
    label = "backoffice"
