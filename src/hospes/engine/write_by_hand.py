"""Write by hand, to one or to many: the verbs of dispatch, the audit trail and the workers' bell."""

from collections.abc import Callable, Collection
from datetime import datetime

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.dispatch.cancel_messages import cancel_messages
from hospes.dispatch.confirm_bulks import confirm_bulk, discard_bulk
from hospes.dispatch.models import Bulk
from hospes.dispatch.prepare_bulks import Circular, prepare_bulk
from hospes.dispatch.steer_bulks import pause_bulk, resume_bulk, stop_bulk
from hospes.dispatch.try_solutions import Trial, Tried, try_solution
from hospes.dispatch.word_messages import Letter
from hospes.dispatch.write_messages import Written, write_message
from hospes.engine.again import try_again
from hospes.engine.wake import wake

STEERS: dict[str, Callable[..., Bulk]] = {"pause": pause_bulk, "resume": resume_bulk, "stop": stop_bulk}


def write_by_hand(agency_id: int, letter: Letter, *, now: datetime, by: str) -> Written:
    """Queue a message by hand and wake the workers; see `write_message`."""

    def work() -> Written:
        with acting_for(agency_id):
            written = write_message(agency_id, letter, now=now, by=by)
            details = {"purpose": letter.manner.purpose, "warnings": list(written.warnings)}
            record_audit(agency_id, "write_message", str(written.message_id), by=by, now=now, details=details)
            wake()
            return written

    return try_again(work)


def take_back(agency_id: int, message_ids: Collection[int], *, now: datetime, by: str) -> int:
    """Cancel messages that wait to leave; returns how many did."""
    with acting_for(agency_id):
        cancelled = cancel_messages(agency_id, message_ids, now=now)
        if cancelled:
            record_audit(
                agency_id, "cancel_messages", ", ".join(map(str, sorted(message_ids))), by=by, now=now
            )
    return cancelled


def send_test(agency_id: int, trial: Trial, *, now: datetime, by: str) -> Tried:
    """Send a solution or a template to a tester; see `try_solution`."""
    with acting_for(agency_id):
        tried = try_solution(agency_id, trial, now=now, by=by)
        wake()
    return tried


def prepare_for_many(agency_id: int, circular: Circular, *, now: datetime, by: str) -> Bulk:
    """Fix the recipients of a bulk message; nothing goes until it is confirmed."""
    with acting_for(agency_id):
        return prepare_bulk(agency_id, circular, now=now, by=by)


def confirm_for_many(agency_id: int, bulk_id: int, *, expected: int, now: datetime, by: str) -> Bulk:
    """Let a prepared bulk message go, and wake the workers."""
    with acting_for(agency_id):
        bulk = confirm_bulk(agency_id, bulk_id, expected=expected, now=now)
        record_audit(agency_id, "confirm_bulk", bulk.name, by=by, now=now, details={"recipients": expected})
        wake()
    return bulk


def discard_for_many(agency_id: int, bulk_id: int, *, now: datetime, by: str) -> Bulk:
    """Throw a bulk message away that nobody has confirmed."""
    with acting_for(agency_id):
        bulk = discard_bulk(agency_id, bulk_id)
        record_audit(agency_id, "discard_bulk", bulk.name, by=by, now=now)
    return bulk


def steer_for_many(agency_id: int, bulk_id: int, action: str, *, now: datetime, by: str) -> Bulk:
    """Pause, resume or stop a bulk message that is on its way.

    Args:
        agency_id: whose.
        bulk_id: which.
        action: "pause", "resume" or "stop".
        now: when.
        by: who does it.
    """
    with acting_for(agency_id):
        bulk = STEERS[action](agency_id, bulk_id, now=now)
        record_audit(agency_id, f"{action}_bulk", bulk.name, by=by, now=now)
        wake()
    return bulk
