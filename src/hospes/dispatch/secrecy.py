"""When a door code may be said, and to whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from hospes.content.fields import find_field
from hospes.content.quotes import fields_used
from hospes.content.secrets import is_secret_path
from hospes.content.words import Words
from hospes.dispatch.recipients import Facts, Somebody
from hospes.kit.clock import to_instant

OPENS_BEFORE = timedelta(days=7)
STANDING = ("confirmed", "completed")


@lru_cache(maxsize=1024)
def is_private(version: Words) -> bool:
    """Whether the words use a field that must not reach copies (S20)."""
    found = (find_field(path) for path in _used(version, ("email",)))
    return any(field is not None and field.is_secret for field in found)


@lru_cache(maxsize=1024)
def says_secrets(version: Words, channel: str) -> bool:
    """Whether the words name a code of the property or the booking."""
    return any(map(is_secret_path, _used(version, (channel,))))


def may_know(who: Somebody, facts: Facts) -> bool:
    """Codes are for the guest alone; a client who is the guest is the guest."""
    return who.role == "guest" or (who.role == "client" and who.person_id == facts["guest"]["id"])


def stay_of(facts: Facts) -> tuple[datetime, datetime]:
    """The instants at which the stay begins and ends."""
    booking, place = facts["booking"], facts["property"]
    zone = place["timezone"] or facts["agency"]["timezone"]
    begins = booking["starts_at"] or _at(booking["arrival"], place["check_in"] or time(15), zone)
    ends = booking["ends_at"] or _at(booking["departure"], place["check_out"] or time(11), zone)
    return begins, ends


def obstacle(facts: Facts, *, now: datetime) -> tuple[str, datetime | None]:
    """What keeps a code back now, and until when if that is known; ("", None) when nothing does.

    Returns:
        "status" (not confirmed), "payment" (not paid in full, where the agency asks for it), "over" (the stay
        is), or "time" with the instant from which it may be said: a week before the arrival.
    """
    booking = facts["booking"]
    begins, ends = stay_of(facts)
    if booking["status"] not in STANDING:
        return "status", None
    if facts["agency"]["secrets_need_payment"] and booking["paid"] < booking["total"]:
        return "payment", None
    if now >= ends:
        return "over", None
    opens = begins - OPENS_BEFORE
    return ("time", opens) if now < opens else ("", None)


def _used(version: Words, channels: Iterable[str]) -> set[str]:
    return {path for channel in channels for path in fields_used(version, channel)}


def _at(day: Any, clock: time, zone: str) -> datetime:
    return to_instant(datetime.combine(day, clock), zone)
