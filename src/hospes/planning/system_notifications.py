"""The matrix of system notifications as plain values: what a cell says, and which solutions it makes.

A cell is an event, an audience and a channel. Cells are written as entries of `system_notifications:`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hospes.content.system_words.load_system_words import system_template
from hospes.planning.models import SystemNotification
from hospes.planning.places import Place

KEYS = ("event", "audience", "channel", "active", "leads", "template")
AUDIENCES = ("guest", "client", "administrators")
CHANNELS = ("email", "sms", "viber")
CHANNEL_TITLES = {"email": "e-mail", "sms": "SMS", "viber": "Viber"}
MEMBER = "staff:"
FARTHEST_LEAD = 365 * 24 * 60
USUAL_LEADS = (24 * 60,)


@dataclass(frozen=True, slots=True)
class Rule:
    """What every cell of an event has in common.

    Attributes:
        title: how its solutions are called.
        anchor: what the planner counts from.
        purpose: what the message is for (S19); a reminder's also names its lead.
        statuses: of bookings that it concerns.
        event_by: whose doing the event must have been: guest, us, or empty for anybody's.
        kind: legal class: news of the booking always goes, the rest can be refused (S25).
        answers: whether it answers something that somebody waits for, so that it goes in quiet hours too.
        attach: what goes along by e-mail to the guest or the client.
    """

    title: str
    anchor: str
    purpose: str
    statuses: tuple[str, ...]
    event_by: str = ""
    kind: str = "transactional"
    answers: bool = False
    attach: tuple[str, ...] = ()


ALIVE = ("pending", "confirmed")
STAYED = ("confirmed", "completed")
CALENDAR = ("calendar",)
RULES = {
    "pending": Rule("booking pending", "event:pending", "pending", ("pending",), answers=True),
    "confirmed": Rule(
        "booking confirmed",
        "event:confirmed",
        "confirmation",
        STAYED,
        answers=True,
        attach=("calendar", "codes"),
    ),
    "rejected": Rule("booking rejected", "event:rejected", "rejection", ("rejected",)),
    "cancelled_by_us": Rule(
        "cancelled by us", "event:cancelled", "cancellation", ("cancelled",), event_by="us", attach=CALENDAR
    ),
    "cancelled_by_guest": Rule(
        "cancelled by the guest",
        "event:cancelled",
        "cancellation",
        ("cancelled",),
        event_by="guest",
        answers=True,
        attach=CALENDAR,
    ),
    "moved": Rule("booking moved", "event:moved", "move", ALIVE, attach=CALENDAR),
    "reinstated": Rule(
        "booking reinstated", "event:reinstated", "reinstatement", ALIVE, attach=("calendar", "codes")
    ),
    "paid": Rule(
        "payment received",
        "event:paid",
        "payment_received",
        (*ALIVE, "completed"),
        answers=True,
        attach=("codes",),
    ),
    "reminder": Rule("reminder", "arrival", "reminder", ("confirmed",), kind="service"),
    "review_received": Rule(
        "review received", "event:review_received", "review_received", STAYED, kind="service"
    ),
}
"""The events of the matrix, in the order of a booking's life."""

Key = tuple[str, str, str, str]
"""Event, audience, target, channel: there is one cell of each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `target` is the member's e-mail; `leads` are a reminder's minutes before the start."""

    event: str
    audience: str = "guest"
    target: str = ""
    channel: str = "email"
    is_active: bool = True
    leads: tuple[int, ...] = ()
    template: str = ""

    @property
    def key(self) -> Key:
        """What makes it this cell and no other."""
        return self.event, self.audience, self.target, self.channel

    @property
    def rule(self) -> Rule:
        """What it has in common with the other cells of its event."""
        return RULES[self.event]

    @property
    def to(self) -> str:
        """Its audience as the YAML schema writes a recipient."""
        return f"{MEMBER}{self.target}" if self.audience == "member" else self.audience

    @property
    def words(self) -> str:
        """The template that it speaks with: the agency's own, else the built-in one."""
        reader = "guest" if self.audience in ("guest", "client") else "staff"
        return self.template or system_template(self.event, reader)

    @property
    def names(self) -> list[str]:
        """The names of its solutions, whether it is on or off: one, or one for each lead."""
        who = self.target or self.audience
        leads = [f" {lead_title(lead)} before" for lead in self.leads] or [""]
        return [f"System: {self.rule.title}{lead} · {who} · {CHANNEL_TITLES[self.channel]}" for lead in leads]

    def solutions(self) -> list[dict[str, Any]]:
        """Its solutions as the YAML schema writes them; none while it is off."""
        if not self.is_active:
            return []
        return [self._solution(name, lead) for name, lead in zip(self.names, self.leads or (0,), strict=True)]

    def written(self) -> dict[str, Any]:
        """The entry of `system_notifications:` that makes it."""
        leads = {"leads": [lead_written(lead) for lead in self.leads]} if self.leads else {}
        template = {"template": self.template} if self.template else {}
        return {
            "event": self.event,
            "audience": self.to,
            "channel": self.channel,
            "active": self.is_active,
            **leads,
            **template,
        }

    def _solution(self, name: str, lead: int) -> dict[str, Any]:
        rule = self.rule
        attach = {"attach": list(rule.attach)} if self._encloses else {}
        return {
            "name": name,
            "category": "bookings",
            "recipe": "notification",
            "purpose": f"{rule.purpose}@{lead}" if lead else rule.purpose,
            "kind": rule.kind,
            "trigger": {"anchor": rule.anchor, "offset": -lead, "unit": "minutes"},
            "late": "skip" if lead else "send_now",
            "applies_to": "existing",
            "conditions": {"statuses": list(rule.statuses)},
            "quiet_hours": "none" if rule.answers else "inherit",
            "notifications": [{"to": self.to, "template": self.words, "channels": [self.channel], **attach}],
        }

    @property
    def _encloses(self) -> bool:
        return self.channel == "email" and self.audience in ("guest", "client") and bool(self.rule.attach)


SUGGESTED = (
    *(
        Cell(event, is_active=False)
        for event in (
            "pending", "confirmed", "rejected", "cancelled_by_us", "cancelled_by_guest", "moved",
            "reinstated", "paid",
        )
    ),
    Cell("reminder", is_active=False, leads=USUAL_LEADS),
    Cell("reminder", channel="sms", is_active=False, leads=(3 * 60,)),
    *(
        Cell(event, audience="administrators", is_active=False)
        for event in ("pending", "confirmed", "cancelled_by_guest", "review_received")
    ),
)  # fmt: skip
"""What most agencies want; nothing of it is on until somebody switches it on."""


def cell_of(row: SystemNotification) -> Cell:
    """The cell that is stored in a row."""
    return Cell(
        row.event, row.audience, row.target, row.channel, row.is_active, tuple(row.leads), row.template
    )


def in_order(cell: Cell) -> tuple[int, str, str, int]:
    """Where a cell stands in the matrix: by event, audience, channel."""
    place = list(RULES).index(cell.event)
    return place, "" if cell.audience == "guest" else cell.audience, cell.target, CHANNELS.index(cell.channel)


def read_cells(written: Sequence[object], path: str = "system_notifications") -> list[Cell]:
    """Check the entries of `system_notifications:` and read them.

    Args:
        written: what a YAML or JSON reader made of the entries.
        path: where they stand in their file; every mistake begins with it.

    Raises:
        Malformed: anything that the schema does not allow, or the same cell twice.
    """
    places = Place(path, written).items()
    cells = [_read_cell(place) for place in places]
    seen: set[Key] = set()
    for place, cell in zip(places, cells, strict=True):
        if cell.key in seen:
            place.refuse(f"{cell.event} to {cell.to} by {cell.channel} is there twice; write it once.")
        seen.add(cell.key)
    return cells


def _read_cell(place: Place) -> Cell:
    entry = place.fields(KEYS, required=("event",))
    audience, target = _read_audience(entry["audience"]) if "audience" in entry else ("guest", "")
    cell = Cell(
        event=entry["event"].choice(tuple(RULES)),
        audience=audience,
        target=target,
        channel=entry["channel"].choice(CHANNELS) if "channel" in entry else "email",
        is_active=entry["active"].claim() if "active" in entry else True,
        template=entry["template"].text(100) if "template" in entry else "",
    )
    if cell.event == "reminder":
        return replace(cell, leads=_read_leads(entry["leads"]) if "leads" in entry else USUAL_LEADS)
    if "leads" in entry:
        entry["leads"].refuse("goes with the event reminder only; leave it out.")
    return cell


def _read_audience(place: Place) -> tuple[str, str]:
    if isinstance(place.value, str) and place.value.startswith(MEMBER):
        target = Place(place.path, place.value.removeprefix(MEMBER).strip()).text(150)
        return "member", target
    if place.value not in AUDIENCES:
        place.refuse(
            f"{place.value!r} is not allowed; use {', '.join(AUDIENCES)} or staff:<e-mail of a member>."
        )
    return place.choice(AUDIENCES), ""


def _read_leads(place: Place) -> tuple[int, ...]:
    leads = {int(item.duration().total_seconds()) // 60 for item in place.items()}
    if not leads or min(leads) < 1 or max(leads) > FARTHEST_LEAD:
        place.refuse('name one or more times before the start, from 1m to 365d, like ["24h", "3h"].')
    return tuple(sorted(leads, reverse=True))


def lead_written(minutes: int) -> str:
    """A lead as a file writes it: "24h", "2d", "90m"."""
    if minutes % 60:
        return f"{minutes}m"
    return f"{minutes // 1440}d" if minutes > 1440 and minutes % 1440 == 0 else f"{minutes // 60}h"


def lead_title(minutes: int) -> str:
    """A lead in a name: "24 h", "2 days", "90 min"."""
    written = lead_written(minutes)
    return f"{written[:-1]} {({'m': 'min', 'h': 'h', 'd': 'days'})[written[-1]]}"
