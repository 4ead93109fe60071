"""Make restored data safe before a worker sees them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hospes.dispatch.park_restored_messages import park_restored_messages
from hospes.planning.hold_restored_tasks import hold_restored_tasks


@dataclass(frozen=True, slots=True)
class Rested:
    """What waits for a person now."""

    held_tasks: int
    uncertain_messages: int


def rest_after_restore(*, now: datetime) -> Rested:
    """Hold what was due and park what was on its way, so that nothing is sent twice (K14)."""
    with transaction.atomic():
        return Rested(hold_restored_tasks(now=now), park_restored_messages(now=now))
