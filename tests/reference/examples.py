"""Small bookings and solutions for the tests. Everything happens in Madrid unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.moments import to_instant
from tests.reference.plan import Task, plan_pair
from tests.reference.solutions import Solution, SolutionFile, read_solution
from tests.reference.world import (
    Agency,
    Booking,
    Change,
    Facts,
    Person,
    Property,
    Situation,
    situations,
)

MADRID = ZoneInfo("Europe/Madrid")
AGENCY = Agency(MADRID)
HOME = Property("Casa Azul")
LANGUAGES = {"words": ("en",)}


def utc(text: str) -> datetime:
    """`2026-06-01 10:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def madrid(text: str) -> datetime:
    """`2026-06-01 10:00` in Madrid, as an instant."""
    return to_instant(datetime.fromisoformat(text), MADRID)


def solution(trigger: Mapping[str, Any], **keys: Any) -> Solution:
    """A solution for existing bookings that tells the guest; keys as in the YAML."""
    to_guest = [{"to": "guest", "template": "words", "channels": ["email"]}]
    whole = {"name": "Solution", "applies_to": "existing", "notifications": to_guest, **keys}
    return read_solution({**whole, "trigger": trigger})


def solution_file(*solutions: Solution) -> SolutionFile:
    return SolutionFile(solutions, LANGUAGES)


def facts(**changes: Any) -> Facts:
    """A confirmed stay of three nights, 10 to 13 June 2026, booked on 1 May at 12:00 Madrid."""
    usual: dict[str, Any] = {
        "status": "confirmed",
        "booked_at": madrid("2026-05-01 12:00"),
        "arrival": date(2026, 6, 10),
        "departure": date(2026, 6, 13),
        "property": HOME,
        "adults": 2,
        "total": Decimal(300),
        "people": {"guest": Person("ana@example.com"), "owner": Person("owner@example.com")},
        "permissions": {("marketing", "email"): True},
    }
    return Facts(**{**usual, **changes})


def booking(*changes: tuple[str, Facts], **keys: Any) -> Booking:
    """A booking from (Madrid time, facts) pairs; the first is when it was first seen."""
    return Booking("B1", tuple(Change(madrid(at), f) for at, f in changes), **keys)


def received(f: Facts, agency: Agency = AGENCY) -> Situation:
    """The booking as received when it was booked."""
    return next(situations(agency, Booking("B1", (Change(f.booked_at, f),))))


def planned(rule: Solution, stay: Booking, agency: Agency = AGENCY) -> dict[int, Task]:
    """The tasks after every change, nothing having been executed."""
    tasks: dict[int, Task] = {}
    for seen in situations(agency, stay):
        tasks = plan_pair(rule, seen, tasks)
    return tasks


def shown(tasks: Mapping[int, Task]) -> dict[int, str]:
    """`state(reason) due` in Madrid time, for literal comparison."""
    return {n: _shown(task) for n, task in tasks.items()}


def _shown(task: Task) -> str:
    if task.state == "planned":
        return f"planned {task.due_at.astimezone(MADRID):%Y-%m-%d %H:%M}"
    return f"{task.state}({task.reason})" if task.reason else task.state


def at(text: str) -> time:
    return time.fromisoformat(text)
