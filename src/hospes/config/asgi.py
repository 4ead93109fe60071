"""The web application, for an ASGI server."""

from hospes.config.installation import Installation

Installation().connect()

from django.core.asgi import get_asgi_application  # noqa: E402 (Django must be set up before)

application = get_asgi_application()
