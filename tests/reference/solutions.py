"""Solutions and templates as plain values, read from the YAML of interfaces.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

Tree = Mapping[str, Any]
STATUSES = ("inquiry", "pending", "confirmed", "rejected", "cancelled", "completed", "no_show")
CALENDAR_DAYS = {"days": 1, "weeks": 7, "months": 30}
ELAPSED = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


@dataclass(frozen=True)
class Moment:
    """An anchor with an offset: S1."""

    anchor: str
    offset: int = 0
    unit: str = "days"
    at: time | None = None

    @property
    def event(self) -> str | None:
        return self.anchor.removeprefix("event:") if self.anchor.startswith("event:") else None


@dataclass(frozen=True)
class Notification:
    to: str | Mapping[str, str]
    template: str
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Solution:
    name: str
    trigger: Moment
    order: int = 0
    category: str = "bookings"
    recipe: str = "notification"
    purpose: str | None = None
    kind: str = "transactional"
    active: bool = True
    mode: str = "automatic"
    every_days: int = 0
    times: int = 1
    clock: str = "agency"
    late: str = "send_now"
    within: timedelta | None = None
    deadline: Moment | None = None
    applies_to: str = "new"
    since: datetime | None = None
    """Naive means agency time."""
    conditions: Tree = field(default_factory=lambda: {"statuses": ["confirmed"]})
    quiet_hours: str | tuple[time, time] = "inherit"
    critical: bool = False
    stitch: bool = True
    sends_late_existing: bool = False
    event_by: str = ""
    """Only events of the guest ("guest"), or of everybody else ("us"). System notifications say so."""
    is_system: bool = False
    notifications: tuple[Notification, ...] = ()
    switched_on_at: datetime | None = None
    """None: switched on before everything."""

    @property
    def is_instruction(self) -> bool:
        return self.recipe == "instructions" or self.purpose == "arrival_info"

    @property
    def is_critical(self) -> bool:
        """S22: what goes in quiet hours rather than never."""
        return self.critical or self.recipe in ("instructions", "pending_payment")

    @property
    def tells_guest(self) -> bool:
        return any(line.to in ("guest", "client") for line in self.notifications)

    @property
    def guest_channels(self) -> frozenset[str]:
        """The channels to the guest, when nobody else gets anything: S25."""
        if not all(line.to in ("guest", "client") for line in self.notifications):
            return frozenset()
        return frozenset(channel for line in self.notifications for channel in line.channels)

    @property
    def may_go_again(self) -> bool:
        """S12: reminders and instructions once more after a move."""
        return (
            self.trigger.anchor in ("arrival", "departure", "payment_due")
            and self.recipe in ("instructions", "pending_payment", "notification", "free")
            and self.kind != "marketing"
            and self.purpose not in ("confirmation", "review_request", "review_thanks")
        )


@dataclass(frozen=True)
class SolutionFile:
    solutions: tuple[Solution, ...]
    languages: Mapping[str, tuple[str, ...]]
    """Template name → languages of its versions, in the order of the file."""
    words: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """Template name → language → part (subject, text …) → source."""


def read_solutions(source: Path | str) -> SolutionFile:
    """Reads a file of solutions and templates (a path, or the YAML itself)."""
    tree = yaml.safe_load(source.read_text() if isinstance(source, Path) else source)
    solutions = tuple(read_solution(entry, i) for i, entry in enumerate(tree.get("solutions") or ()))
    words = {t["name"]: t.get("versions") or {} for t in tree.get("templates") or ()}
    return SolutionFile(solutions, {name: tuple(versions) for name, versions in words.items()}, words)


PLAIN = (
    "category", "recipe", "purpose", "kind", "active", "mode", "clock", "critical", "stitch",
    "sends_late_existing",
)  # fmt: skip


def read_solution(entry: Tree, order: int = 0) -> Solution:
    """One entry of `solutions:`; keys that are absent or null take the defaults of the schema."""
    trigger, repeat = _moment(entry["trigger"]), entry.get("repeat") or {}
    late, within = _late(entry.get("late") or "send_now")
    applies_to, since = _applies_to(entry.get("applies_to") or "new")
    plain = {key: entry[key] for key in PLAIN if entry.get(key) is not None}
    return Solution(
        name=entry["name"],
        trigger=trigger,
        order=order,
        every_days=repeat.get("every_days", 0),
        times=repeat.get("times", 1),
        late=late,
        within=within,
        deadline=_moment(entry["deadline"]) if entry.get("deadline") else None,
        applies_to=applies_to,
        since=since,
        conditions=_conditions(entry.get("conditions") or {}, trigger.event),
        quiet_hours=_quiet_hours(entry.get("quiet_hours") or "inherit"),
        notifications=tuple(_notification(n) for n in entry.get("notifications") or ()),
        **plain,
    )


def _moment(tree: Tree) -> Moment:
    at = tree.get("at")
    return Moment(
        anchor=tree["anchor"],
        offset=tree.get("offset") or 0,
        unit=tree.get("unit") or "days",
        at=clock_time(at) if at is not None else None,
    )


def clock_time(value: str | int) -> time:
    """`"15:00"`; YAML 1.1 reads an unquoted 15:00 as 900 minutes."""
    return time.fromisoformat(value) if isinstance(value, str) else time(value // 60, value % 60)


def duration(text: str) -> timedelta:
    """`90m`, `6h`, `2d`."""
    number, unit = re.fullmatch(r"(\d+)\s*([smhd])", text).groups()  # type: ignore[union-attr]
    return int(number) * {"s": timedelta(seconds=1), "d": timedelta(days=1), **_SHORT}[unit]


_SHORT = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}


def _late(value: str | Tree) -> tuple[str, timedelta | None]:
    return (value, None) if isinstance(value, str) else ("send_if_within", duration(value["send_if_within"]))


def _applies_to(value: str | Tree) -> tuple[str, datetime | None]:
    if isinstance(value, str):
        return value, None
    since = value["since"]
    return "since", since if isinstance(since, datetime) else datetime.fromisoformat(str(since))


def _conditions(tree: Tree, event: str | None) -> Tree:
    status = event if event in STATUSES else "confirmed"
    return {"statuses": [status], **{key: wanted for key, wanted in tree.items() if wanted is not None}}


def _quiet_hours(value: str | Tree) -> str | tuple[time, time]:
    return value if isinstance(value, str) else (clock_time(value["from"]), clock_time(value["to"]))


def _notification(tree: Tree) -> Notification:
    return Notification(tree["to"], tree["template"], _channels(tree.get("channels") or ["email"]))


def _channels(chain: Sequence[str | Tree]) -> tuple[str, ...]:
    return tuple(step if isinstance(step, str) else next(iter(step)) for step in chain)
