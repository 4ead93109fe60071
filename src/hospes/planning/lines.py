"""The notifications of a solution as written: to whom, which words, over which channels, with what along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hospes.planning.places import Place

CHANNELS = ("email", "sms", "viber", "campaign")
ROLES = ("guest", "client", "owner", "agent", "administrators")
ATTACHMENTS = ("calendar", "codes", "payment_qr")
KEYS = ("to", "template", "channels", "cc", "bcc", "attach")


@dataclass(frozen=True, slots=True)
class Line:
    """One notification: to whom, with which words, over which channels in order, with what attached."""

    role: str
    target: str
    template: str
    chain: tuple[Mapping[str, Any], ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    attach: tuple[str, ...] = ()


def read_line(place: Place) -> Line:
    """Check one entry of `notifications:` and read it.

    Raises:
        Malformed: anything that the schema does not allow.
    """
    entry = place.fields(KEYS, required=("to", "template"))
    role, target = _read_recipient(entry["to"])
    chain = entry.get("channels", Place(f"{place.path}.channels", ["email"]))
    if not chain.items():
        chain.refuse("names no channel; write for example [email].")
    steps = tuple(_read_step(step) for step in chain.items())
    if len({step["channel"] for step in steps}) < len(steps):
        chain.refuse("names a channel twice; each is tried once, so leave the second out.")
    return Line(
        role=role,
        target=target,
        template=entry["template"].text(100),
        chain=steps,
        cc=entry["cc"].texts() if "cc" in entry else (),
        bcc=entry["bcc"].texts() if "bcc" in entry else (),
        attach=_read_attachments(entry["attach"], steps) if "attach" in entry else (),
    )


def _read_attachments(place: Place, chain: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    read = tuple(item.choice(ATTACHMENTS) for item in place.items())
    if read and not any(step["channel"] == "email" for step in chain):
        place.refuse("attachments travel by e-mail only; add email to the channels or leave this out.")
    return read


def _read_recipient(place: Place) -> tuple[str, str]:
    if isinstance(place.value, Mapping):
        entry = place.fields(("email", "phone"))
        if len(entry) != 1:
            place.refuse("names no recipient; write {email: …} or {phone: …}.")
        role, target = next(iter(entry.items()))
        return role, target.text(254)
    if isinstance(place.value, str) and place.value.startswith("staff:"):
        return "member", Place(place.path, place.value.removeprefix("staff:")).text(254)
    if place.value not in ROLES:
        allowed = f"{', '.join(ROLES)}, staff:<e-mail of a member>, {{email: …}} or {{phone: …}}"
        place.refuse(f"{place.value!r} is not allowed; use one of {allowed}.")
    return place.choice(ROLES), ""


def _read_step(place: Place) -> dict[str, Any]:
    if not isinstance(place.value, Mapping):
        return {"channel": place.choice(CHANNELS), "timeout": None}
    entry = place.fields(CHANNELS)
    if len(entry) != 1:
        place.refuse("must name one channel, like {viber: {timeout: 60m}}.")
    channel, options = next(iter(entry.items()))
    timeout = options.fields(("timeout",), required=("timeout",))["timeout"].duration()
    if not timedelta(seconds=10) <= timeout <= timedelta(hours=24):
        options.refuse("the time-out must lie between 10s and 24h.")
    return {"channel": channel, "timeout": int(timeout.total_seconds())}
