"""Pause, resume and stop bulk messages while they go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hospes.bookings.lock_bookings import lock_bookings
from hospes.bookings.models import Booking
from hospes.dispatch.find_bulks import lock_bulk
from hospes.dispatch.models import Bulk, BulkRecipient, BulkState, Lane, Message, MessageState
from hospes.kit.errors import Conflict


def pause_bulk(agency_id: int, bulk_id: int, *, now: datetime) -> Bulk:
    """Let nothing more of a bulk message leave until it is resumed; what is on the wire goes.

    Raises:
        NotFound: there is none.
        Conflict: it does not run.
    """
    with transaction.atomic():
        bulk = _steered(agency_id, bulk_id, [BulkState.RUNNING], not_so="does not run")
        waiting = _messages(bulk, MessageState.QUEUED)
        waiting.update(state=MessageState.HELD, reason="paused", token=None, lease_until=None, changed_at=now)
        return _now(bulk, state=BulkState.PAUSED)


def resume_bulk(agency_id: int, bulk_id: int, *, now: datetime) -> Bulk:
    """Let a paused bulk message go on where it was; what is about a booking that has ended does not go.

    Raises:
        NotFound: there is none.
        Conflict: it is not paused.
    """
    with transaction.atomic():
        bulk = _steered(agency_id, bulk_id, [BulkState.PAUSED], not_so="is not paused")
        held = _messages(bulk, MessageState.HELD)
        held.filter(booking_id__in=_ended(bulk, held)).update(
            state=MessageState.CANCELLED, reason="booking_ended", changed_at=now
        )
        held.update(state=MessageState.QUEUED, reason="", changed_at=now)
        return _now(bulk, state=BulkState.RUNNING)


def stop_bulk(agency_id: int, bulk_id: int, *, now: datetime) -> Bulk:
    """End a bulk message for good: who has not got it does not get it any more.

    Raises:
        NotFound: there is none.
        Conflict: it neither runs nor is paused.
    """
    with transaction.atomic():
        bulk = _steered(agency_id, bulk_id, [BulkState.RUNNING, BulkState.PAUSED], not_so="is not on its way")
        waiting = _messages(bulk, MessageState.QUEUED, MessageState.HELD)
        waiting.update(
            state=MessageState.CANCELLED, reason="by_person", token=None, lease_until=None, changed_at=now
        )
        entries = BulkRecipient.objects.filter(agency_id=agency_id, bulk_id=bulk_id, state="included")
        entries.update(state="stopped", reason="by_person")
        return _now(bulk, state=BulkState.STOPPED, finished_at=now)


def _steered(agency_id: int, bulk_id: int, states: Sequence[str], *, not_so: str) -> Bulk:
    bulk = lock_bulk(agency_id, bulk_id)
    if bulk.state not in states:
        raise Conflict(f"“{bulk.name}” {not_so}: it is {bulk.state}.", state=bulk.state)
    return bulk


def _ended(bulk: Bulk, held: QuerySet[Message]) -> list[int]:
    """The bookings that the list does not want any more; whoever changes one of them is waited for."""
    statuses = bulk.filters.get("statuses")
    if not statuses:
        return []
    ids = [id for id in held.values_list("booking_id", flat=True) if id]
    lock_bookings(bulk.agency_id, ids)
    ended = Booking.objects.filter(agency_id=bulk.agency_id, id__in=ids).exclude(status__in=statuses)
    return list(ended.values_list("id", flat=True))


def _messages(bulk: Bulk, *states: str) -> QuerySet[Message]:
    mine = Message.objects.filter(agency_id=bulk.agency_id, bulk_id=bulk.id, lane=Lane.BULK)
    return mine.filter(state__in=states)


def _now(bulk: Bulk, **changes: Any) -> Bulk:
    Bulk.objects.filter(agency_id=bulk.agency_id, id=bulk.id).update(**changes)
    for name, value in changes.items():
        setattr(bulk, name, value)
    return bulk
