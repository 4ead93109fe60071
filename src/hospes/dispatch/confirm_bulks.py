"""Confirm a prepared bulk message, or throw it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hospes.dispatch.find_bulks import lock_bulk
from hospes.dispatch.models import Bulk, BulkState
from hospes.kit.errors import Conflict


def confirm_bulk(agency_id: int, bulk_id: int, *, expected: int, now: datetime) -> Bulk:
    """Let a bulk message go, to exactly as many recipients as the confirming person has read.

    Args:
        agency_id: whose.
        bulk_id: which.
        expected: how many messages the person agrees to.
        now: the instant of confirming.

    Raises:
        NotFound: there is none.
        Conflict: another number is on the list, nobody is, or it was confirmed before.
    """
    with transaction.atomic():
        bulk = lock_bulk(agency_id, bulk_id)
        if bulk.state != BulkState.PREPARED:
            raise Conflict(f"“{bulk.name}” was confirmed before: it is {bulk.state}.", state=bulk.state)
        included = int(bulk.counts["included"])
        if expected != included:
            message = f"“{bulk.name}” goes to {included:,}, not to {expected:,}: confirm that number."
            raise Conflict(message, expected=expected, included=included)
        if not included:
            raise Conflict(f"“{bulk.name}” has no recipients: there is nothing to send.", included=0)
        change = {"state": BulkState.RUNNING, "confirmed_at": now}
        Bulk.objects.filter(agency_id=agency_id, id=bulk_id).update(**change)
    bulk.state, bulk.confirmed_at = BulkState.RUNNING, now
    return bulk


def discard_bulk(agency_id: int, bulk_id: int) -> Bulk:
    """Throw a bulk message away that nobody has confirmed; returns what it was.

    Raises:
        NotFound: there is none.
        Conflict: it was confirmed: stop it instead.
    """
    with transaction.atomic():
        bulk = lock_bulk(agency_id, bulk_id)
        if bulk.state != BulkState.PREPARED:
            raise Conflict(f"“{bulk.name}” was confirmed: stop it instead.", state=bulk.state)
        Bulk.objects.filter(agency_id=agency_id, id=bulk_id).delete()
    return bulk
