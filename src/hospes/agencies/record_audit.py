"""Record that somebody changed something."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hospes.agencies.models import AuditEntry


def record_audit(
    agency_id: int,
    verb: str,
    subject: str,
    *,
    by: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the audit trail, in the transaction of the change itself.

    Args:
        agency_id: where it was changed.
        verb: the name of what was done, such as `cancel_booking`.
        subject: what it was done to, as people call it.
        by: who did it; "" is the machine, of whom no line is kept.
        now: when.
        details: what exactly, as JSON can carry it; never secrets or addresses.
    """
    if by:
        AuditEntry.objects.create(
            agency_id=agency_id,
            at=now,
            by=by[:254],
            verb=verb[:60],
            subject=subject[:200],
            details=dict(details or {}),
        )
