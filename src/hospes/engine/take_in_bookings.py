"""Take in bookings: receive and plan in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hospes.agencies.tenancy import acting_for
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.lock_bookings import lock_bookings
from hospes.bookings.receive_bookings import Received, receive_bookings
from hospes.dispatch.propose_corrections import propose_corrections
from hospes.dispatch.readdress_messages import readdress_messages
from hospes.dispatch.recall_messages import recall_messages
from hospes.dispatch.recall_switched_off import recall_switched_off
from hospes.engine.again import try_again
from hospes.engine.prepared import FEW, look_up_by_index, prepared_statements
from hospes.engine.wake import wake
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from hospes.planning.release_filled import release_filled

STATUSES = frozenset({"cancelled", "rejected", "completed", "no_show"})


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of bookings that came in: a `Received` for each, and the change of the plan, if any."""

    received: list[Received]
    plan: PlanOutcome | None


def take_in_bookings(
    agency_id: int, facts: Sequence[BookingFacts], *, now: datetime, origin: Origin
) -> TakenIn:
    """Receive bookings and plan their tasks, in one transaction; then the workers are woken.

    Either all of it happens or nothing: the plan is never stale (S11). Facts that are refused are values in
    the result and do not disturb the others. The same facts again change nothing.

    Args:
        agency_id: whose bookings.
        facts: one version of each booking, in the order in which they came.
        now: the instant of receiving.
        origin: how they came in; decides what is old news (S17).
    """
    return try_again(lambda: _take_in(agency_id, facts, now=now, origin=origin))


def _take_in(agency_id: int, facts: Sequence[BookingFacts], *, now: datetime, origin: Origin) -> TakenIn:
    with prepared_statements(), acting_for(agency_id):
        if len(facts) <= FEW:
            look_up_by_index()
        received = receive_bookings(agency_id, facts, now=now, origin=origin)
        return TakenIn(received, plan_received(agency_id, received, now=now))


def plan_received(agency_id: int, received: Sequence[Received], *, now: datetime) -> PlanOutcome | None:
    """Plan bookings that changed in this transaction, with their relatives; wake the workers.

    Messages that wait to leave are recalled when their booking has just ended, or does not allow their
    channel any more; those that could not be delivered go to the new address of their recipient; what was
    said and is not so any more is corrected; what waited for a value is looked at again.

    Returns:
        How the plan changed; None when no booking did.
    """
    ids = touched(received)
    if not ids:
        return None
    if relatives := {id for entry in received for id in entry.relatives}:
        lock_bookings(agency_id, relatives)
    plan = plan_tasks(agency_id, now=now, booking_ids=ids)
    if gone := ended(received):
        recall_messages(agency_id, gone, now=now)
    changed = [e.booking_id for e in received if e.booking_id is not None and e.outcome == "changed"]
    if relatives or changed:
        release_filled(agency_id, [*changed, *relatives], now=now)
        readdress_messages(agency_id, [*changed, *relatives], now=now)
    if changed:
        recall_switched_off(agency_id, changed, now=now)
        propose_corrections(agency_id, changed, now=now)
    wake()
    return plan


def ended(received: Sequence[Received]) -> list[int]:
    """The bookings whose status has just changed, so that messages on their way may be unwanted."""
    return [
        entry.booking_id for entry in received if entry.booking_id is not None and STATUSES & {*entry.kinds}
    ]


def touched(received: Sequence[Received]) -> list[int]:
    """The bookings whose plan may change: those that changed, and their relatives."""
    ids = {relative for entry in received for relative in entry.relatives}
    for entry in received:
        if entry.booking_id is not None and entry.outcome in {"created", "changed"}:
            ids.add(entry.booking_id)
    return sorted(ids)
