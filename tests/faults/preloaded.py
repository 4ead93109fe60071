"""What the forking process loads once: Django and the product, without any connection."""

import logging

import django

django.setup()
logging.disable(logging.CRITICAL)

from hospes.delivery.send_messages import send_messages  # noqa: E402
from hospes.dispatch.execute_tasks import execute_tasks  # noqa: E402

LOADED = (send_messages, execute_tasks)
