"""One booking of the demo as a portal would report it first: a row in the canonical columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hospes.cli.demo.dice import Dice
from hospes.cli.demo.people import Guest
from hospes.cli.demo.places import Agency, Portal
from hospes.cli.demo.visits import Visit

COLUMNS = (
    "reference",
    "status",
    "status_at",
    "cancelled_by",
    "portal",
    "property",
    "owner_email",
    "owner_name",
    "agent_email",
    "guest_name",
    "guest_email",
    "guest_phone",
    "guest_language",
    "guest_country",
    "client_name",
    "client_email",
    "client_phone",
    "booked_at",
    "arrival",
    "departure",
    "starts_at",
    "ends_at",
    "adults",
    "children",
    "total",
    "paid",
    "currency",
    "payment_due",
    "payment_method",
    "tags",
    "property_tags",
    "owner_tags",
    "notes",
)
"""The canonical columns of a CSV of bookings, in order."""

_SHARES = [("web", 38), ("airbnb", 22), ("booking", 26), ("vrbo", 9), ("swap", 5)]
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_SEASON_PRICE = (70, 70, 80, 90, 100, 115, 140, 150, 110, 90, 75, 85)
_FIRST_STATUS = {
    "web": [("confirmed", 70), ("pending", 22), ("inquiry", 8)],
    "airbnb": [("confirmed", 88), ("pending", 12)],
    "booking": [("confirmed", 100)],
    "vrbo": [("confirmed", 80), ("pending", 15), ("inquiry", 5)],
    "swap": [("confirmed", 100)],
}
_TAGS = [("", 86), ("late arrival", 5), ("dog", 4), ("honeymoon", 2), ("owner stay", 1), ("baby cot", 2)]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a booking costs and how it is paid.

    Attributes:
        total: whole euros.
        due: the date of the rest, ISO; empty when it is paid on arrival or by the portal.
        method: "card", "bank_transfer", "portal", "on_arrival" or empty.
    """

    total: int
    due: str
    method: str


def choose_portal(visit: Visit, agency: Agency, dice: Dice) -> Portal:
    """Where it was booked; appointments only on the agency's own web."""
    return agency.portal("web" if visit.place.slots else dice.weighted(_SHARES))


def write_row(
    visit: Visit, guest: Guest, portal: Portal, *, agency: Agency, number: int, dice: Dice
) -> dict[str, str]:
    """The booking as first reported: nothing paid, in its first status.

    Args:
        visit: what was booked.
        guest: who comes.
        portal: where it was booked.
        agency: for its currency and agents.
        number: the booking's own in the season, part of its reference.
        dice: the booking's own.

    Returns:
        All of `COLUMNS`, as text; empty where a portal does not say.
    """
    reference = _reference(portal, number, dice)
    tags = dice.weighted(_TAGS)
    terms = set_terms(visit, portal, tags=tags, dice=dice)
    written = {
        "reference": reference,
        "status": dice.weighted(_FIRST_STATUS["swap" if tags == "owner stay" else portal.code]),
        "portal": portal.name,
        "currency": agency.settings["currency"],
        "total": f"{terms.total}.00",
        "paid": "0.00",
        "payment_due": terms.due,
        "payment_method": terms.method,
        "tags": tags,
        "notes": guest.note if dice.falls(0.12) else "",
        **_of_visit(visit, dice),
        **_of_guest(guest, portal, reference=reference, dice=dice),
        **(_of_others(guest, agency, dice) if portal.code == "web" else {}),
    }
    return {column: written.get(column, "") for column in COLUMNS}


def set_terms(visit: Visit, portal: Portal, *, tags: str, dice: Dice) -> Terms:
    """Price and way of paying, as is usual on that portal."""
    if portal.code == "swap" or tags == "owner stay":
        return Terms(0, "", "")
    total = visit.place.price * max(visit.nights, 1) * _SEASON_PRICE[visit.arrival.month - 1] // 100
    if portal.code == "booking":
        # Nobody stands at a door with a code to take the money.
        return Terms(total, "", "portal" if visit.place.code else "on_arrival")
    if portal.code in {"airbnb", "vrbo"} or visit.place.slots or dice.falls(0.25):
        return Terms(total, "", "card" if portal.code == "web" else "portal")
    due = max(visit.arrival - timedelta(days=30), visit.booked_at.date() + timedelta(days=3))
    return Terms(total, min(due, visit.arrival).isoformat(), "bank_transfer")


def deposit_of(row: Mapping[str, str], dice: Dice) -> int:
    """What is paid when the booking is confirmed, in whole euros."""
    total = int(float(row["total"]))
    if row["payment_method"] == "bank_transfer":
        return total * 30 // 100 if dice.falls(0.8) else 0
    return total if row["payment_method"] in {"card", "portal"} else 0


def _reference(portal: Portal, number: int, dice: Dice) -> str:
    letters = "".join(dice.pick(_LETTERS) for _ in range(5))
    return {
        "web": f"CB-{2000 + number}",
        "airbnb": f"HM{letters}{_LETTERS[number // 900]}{_LETTERS[number // 30 % 30]}{_LETTERS[number % 30]}",
        "booking": f"{30000 + dice.below(60000)}{number:05d}",
        "vrbo": f"HA-{letters[:2]}{number:04d}",
        "swap": f"SWAP-{number:04d}",
    }[portal.code]


def _of_visit(visit: Visit, dice: Dice) -> dict[str, str]:
    place = visit.place
    adults = dice.between(1, min(place.sleeps, 4))
    children = min(dice.weighted([(0, 70), (1, 14), (2, 12), (3, 4)]), place.sleeps - adults)
    return {
        "property": place.name,
        "owner_email": place.owner.email,
        "owner_name": place.owner.name,
        "owner_tags": "|".join(place.owner.tags),
        "property_tags": "|".join(place.tags),
        "booked_at": _instant(visit.booked_at),
        "status_at": _instant(visit.booked_at),
        "arrival": visit.arrival.isoformat(),
        "departure": visit.departure.isoformat(),
        "starts_at": _instant(visit.starts_at),
        "ends_at": _instant(visit.ends_at),
        "adults": str(adults),
        "children": str(children),
    }


def _of_guest(guest: Guest, portal: Portal, *, reference: str, dice: Dice) -> dict[str, str]:
    masked = {
        "airbnb": f"guest-{reference.lower()}@airbnb.example.net",
        "booking": f"{guest.email.split('.')[0]}.{dice.between(100000, 999999)}@guest.booking.example.net",
        "vrbo": f"{reference.lower()}@messages.vrbo.example.net",
    }
    silent = portal.code == "vrbo" and dice.falls(0.12)
    return {
        "guest_name": guest.name,
        "guest_email": "" if silent else masked.get(portal.code, guest.email),
        "guest_phone": "" if silent else guest.phone,
        "guest_language": "" if silent else guest.language,
        "guest_country": guest.country,
    }


def _of_others(guest: Guest, agency: Agency, dice: Dice) -> dict[str, str]:
    throw = dice.share()
    if throw < 0.06:
        return {"agent_email": dice.pick(agency.agents).email}
    if throw < 0.14:
        name, _, domain = guest.email.partition("@")
        return {"client_name": f"{guest.name.split()[-1]} & Co", "client_email": f"office.{name}@{domain}"}
    return {}


def _instant(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
