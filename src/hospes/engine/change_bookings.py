"""Change bookings by hand: one verb of the bookings, then the plan, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.bookings.receive_bookings import Received
from hospes.engine.again import try_again
from hospes.engine.take_in_bookings import plan_received
from hospes.planning.plan_tasks import PlanOutcome


@dataclass(frozen=True, slots=True)
class ChangedBooking:
    """What became of a booking, and how the plan changed (None: it did not have to)."""

    received: Received
    plan: PlanOutcome | None


def change_booking(agency_id: int, change: partial[Received], *, now: datetime, by: str) -> ChangedBooking:
    """Run a verb on a booking, plan what follows, and recall what nobody wants any more.

    All of it happens or nothing, and the workers are woken: the plan is never stale (S11). It is run again
    when the database took it back to end a deadlock.

    Args:
        agency_id: whose booking.
        change: the verb with its arguments, such as `partial(confirm_booking, agency_id, id, now=now)`.
        now: the instant of the change.
        by: which person does it; "" is the machine.

    Raises:
        Refused, Malformed: whatever the verb refuses; then nothing was changed.
    """

    def work() -> ChangedBooking:
        with acting_for(agency_id):
            received = change()
            plan = plan_received(agency_id, [received], now=now)
            if received.outcome == "changed":
                details = {"events": list(received.kinds)} if received.kinds else {}
                record_audit(
                    agency_id, change.func.__name__, received.reference, by=by, now=now, details=details
                )
            return ChangedBooking(received, plan)

    return try_again(work)
