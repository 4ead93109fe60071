"""What the forking process loads once: Django and the product, without any connection."""

import logging

import django

django.setup()
logging.disable(logging.CRITICAL)

import hospes.delivery.send_messages  # noqa: E402
import hospes.dispatch.execute_tasks  # noqa: E402, F401
