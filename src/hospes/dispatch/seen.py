"""What the conditions of a task saw when it was executed: kept with it, to explain it later. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hospes.dispatch.recipients import Facts
from hospes.kit.clock import local_date


def seen_of(facts: Facts, *, now: datetime) -> dict[str, Any]:
    """The facts that conditions ask for, in values that JSON can carry."""
    booking, event, task = facts["booking"], facts["event"], facts["task"]
    arrival = _arrival(facts)
    anchor = event["at"].isoformat() if event["at"] else task["anchor_on"] and str(task["anchor_on"])
    return {
        "status": booking["status"],
        "total": str(booking["total"]),
        "paid": str(booking["paid"]),
        "currency": booking["currency"],
        "nights": (booking["departure"] - booking["arrival"]).days,
        "party": booking["adults"] + booking["children"],
        "lead_days": (arrival - local_date(booking["booked_at"], facts["agency"]["timezone"])).days,
        "language": facts["guest"]["language"] or booking["language"],
        "property": facts["property"]["name"],
        "portal": facts["portal"]["name"],
        "tags": booking["tags"],
        "event": event["kind"] or "",
        "anchor_at": anchor,
        "now": now.isoformat(),
    }


def _arrival(facts: Facts) -> Any:
    starts_at = facts["booking"]["starts_at"]
    zone = facts["property"]["timezone"] or facts["agency"]["timezone"]
    return local_date(starts_at, zone) if starts_at else facts["booking"]["arrival"]
