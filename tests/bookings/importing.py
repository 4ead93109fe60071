"""An import in a process of its own, which kills itself in the middle."""

import os
import signal
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connections

from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.import_bookings import ImportOptions, import_bookings
from hospes.bookings.receive_bookings import Received, receive_bookings
from tests.making import NOW


def run(database: dict[str, Any], agency_id: int, path: str, kill: tuple[str, int]) -> None:
    """Import a file in batches of two; at ("before" or "after", n) the n-th batch's commit, be killed."""
    connections["default"].settings_dict.update(database)
    batches = 0

    def take_in(facts: Sequence[BookingFacts]) -> Sequence[Received]:
        nonlocal batches
        batches += 1
        received = receive_bookings(agency_id, facts, now=NOW + timedelta(minutes=1), origin=Origin.IMPORT)
        if kill == ("before", batches):
            os.kill(os.getpid(), signal.SIGKILL)
        return received

    def progress(_: int) -> None:
        if kill == ("after", batches):
            os.kill(os.getpid(), signal.SIGKILL)

    options = ImportOptions(batch=2, progress=progress)
    import_bookings(agency_id, Path(path), now=NOW, take_in=take_in, options=options)
