"""A solution as written (one entry of the YAML schema), read into plain values.

Every mistake raises Malformed; its sentence begins with the path in the file and says what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hospes.bookings.models import EventKind
from hospes.planning.conditions import read_conditions
from hospes.planning.lines import Line, read_line
from hospes.planning.places import Place

CATEGORIES = ("bookings", "customers", "owners")
RECIPES = (
    "pending_payment", "auto_confirm", "instructions", "review_request", "review_thanks", "owner_booking",
    "notification", "win_back", "free",
)  # fmt: skip
KINDS = ("transactional", "service", "marketing")
MODES = ("automatic", "prepare")
ANCHORS = (
    "booked",
    "arrival",
    "departure",
    "payment_due",
    "last_visit",
    *(f"event:{kind}" for kind in EventKind),
)
ELAPSED_UNITS = ("minutes", "hours")
CALENDAR_UNITS = ("days", "weeks", "months")
CLOCKS = ("agency", "property", "guest")
LATE = ("send_now", "skip", "bundle")
ACTIONS = ("confirm",)
CORRECTIONS = ("none", "prepare", "send")
CRITICAL = ("instructions", "pending_payment")
"""Recipes whose messages are critical unless the solution says otherwise."""
KEYS = (
    "name", "category", "recipe", "purpose", "kind", "active", "mode", "sandbox", "critical", "trigger",
    "repeat", "clock", "late", "deadline", "applies_to", "sends_late_existing", "conditions", "quiet_hours",
    "stitch", "corrections", "minutes_saved", "action", "reward", "notifications",
)  # fmt: skip
MOST_REQUESTS = 2
"""How often a guest may be asked for a review of one stay (S30)."""
FARTHEST = {"minutes": 5_256_000, "hours": 87_600, "days": 3_650, "weeks": 520, "months": 120}
"""Largest offset of each unit: ten years."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An anchor and an offset from it (S1): `anchor` is a word of ANCHORS, `at` a local clock time."""

    anchor: str
    offset: int
    unit: str
    at: time | None

    @property
    def event(self) -> str:
        """The kind of event that it counts from; empty when it counts from something else."""
        return self.anchor.removeprefix("event:") if self.anchor.startswith("event:") else ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """What a solution says of quiet hours: mode is inherit, none or own."""

    mode: str
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Reward:
    """What a thank-you gives: one fixed code, or a code of a pool; from a rating on when one is set."""

    code: str
    pool: str
    min_rating: int | None

    @property
    def column(self) -> dict[str, Any]:
        """As the planner's table keeps it."""
        source = {"code": self.code} if self.code else {"pool": self.pool}
        return {**source, "min_rating": self.min_rating}


@dataclass(frozen=True, slots=True)
class Definition:
    """A checked solution. `document` is the entry as written, in values that JSON can carry."""

    name: str
    category: str
    recipe: str
    purpose: str
    kind: str
    is_active: bool
    mode: str
    trigger: Moment
    repeat_days: int | None
    repeat_times: int
    clock: str
    late: str
    late_within: timedelta | None
    deadline: Moment | None
    applies_to: str
    applies_since: datetime | None
    conditions: Mapping[str, Any]
    quiet: QuietHours
    minutes_saved: Decimal | None
    lines: tuple[Line, ...]
    action: str
    reward: Reward | None
    corrections: str
    is_sandbox: bool
    is_critical: bool
    stitches: bool
    sends_late_existing: bool
    document: dict[str, Any]


def read_definition(written: object, path: str) -> Definition:
    """Check one entry of `solutions:` and read it.

    Args:
        written: what a YAML or JSON reader made of the entry.
        path: where it stands in its file, such as `solutions[2]`; every mistake begins with it.

    Raises:
        Malformed: anything that the schema does not allow; details hold the path.
    """
    entry = Place(path, written).fields(KEYS, required=("name", "trigger"))

    def word(key: str, allowed: tuple[str, ...], left_out: str = "") -> str:
        return entry[key].choice(allowed) if key in entry else left_out or allowed[0]

    def claim(key: str, *, left_out: bool) -> bool:
        return entry[key].claim() if key in entry else left_out

    late, within = _read_late(entry.get("late"))
    applies_to, since = _read_scope(entry.get("applies_to"))
    trigger = _read_moment(entry["trigger"])
    recipe = word("recipe", RECIPES, "notification")
    days, times = _read_repeat(entry.get("repeat"), recipe)
    conditions = entry.get("conditions") or Place(f"{path}.conditions", {})
    return Definition(
        name=entry["name"].text().strip(),
        category=word("category", CATEGORIES),
        recipe=recipe,
        purpose=entry["purpose"].text(60) if "purpose" in entry else "",
        kind=word("kind", KINDS),
        is_active=claim("active", left_out=True),
        mode=word("mode", MODES),
        trigger=trigger,
        repeat_days=days,
        repeat_times=times,
        clock=word("clock", CLOCKS),
        late=late,
        late_within=within,
        deadline=_read_moment(entry["deadline"]) if "deadline" in entry else None,
        applies_to=applies_to,
        applies_since=since,
        conditions=read_conditions(conditions, "pending" if recipe == "auto_confirm" else trigger.event),
        quiet=_read_quiet_hours(entry.get("quiet_hours")),
        minutes_saved=entry["minutes_saved"].number(1_000) if "minutes_saved" in entry else None,
        lines=_read_lines(entry),
        action=_read_action(entry, recipe),
        reward=_read_reward(entry.get("reward"), recipe),
        corrections=word("corrections", CORRECTIONS),
        is_sandbox=claim("sandbox", left_out=False),
        is_critical=claim("critical", left_out=recipe in CRITICAL),
        stitches=claim("stitch", left_out=True),
        sends_late_existing=claim("sends_late_existing", left_out=False),
        document=plain(written),
    )


def _read_lines(entry: Mapping[str, Place]) -> tuple[Line, ...]:
    return (
        tuple(read_line(item) for item in entry["notifications"].items()) if "notifications" in entry else ()
    )


def _read_action(entry: Mapping[str, Place], recipe: str) -> str:
    """The recipe *auto_confirm* acts and never writes; no other recipe acts."""
    action = entry.get("action")
    if recipe != "auto_confirm":
        if action:
            action.refuse("goes with the recipe auto_confirm only; leave it out or change the recipe.")
        return ""
    if "notifications" in entry and entry["notifications"].items():
        entry["notifications"].refuse(
            "a solution that confirms sends nothing itself; write one that counts from event:confirmed."
        )
    return action.choice(ACTIONS) if action else "confirm"


def _read_reward(place: Place | None, recipe: str) -> Reward | None:
    if place is None:
        return None
    entry = place.fields(("code", "pool", "min_rating"))
    if ("code" in entry) == ("pool" in entry):
        place.refuse("must name a code or a pool: {code: THANKS10} or {pool: thanks}.")
    if "min_rating" in entry and recipe != "review_thanks":
        entry["min_rating"].refuse("goes with the recipe review_thanks only, where there is a rating.")
    return Reward(
        code=entry["code"].text(60).strip() if "code" in entry else "",
        pool=entry["pool"].text(100).strip() if "pool" in entry else "",
        min_rating=entry["min_rating"].whole(1, 5) if "min_rating" in entry else None,
    )


def _read_moment(place: Place) -> Moment:
    entry = place.fields(("anchor", "offset", "unit", "at"), required=("anchor",))
    anchor = entry["anchor"].choice(ANCHORS)
    unit = entry["unit"].choice((*ELAPSED_UNITS, *CALENDAR_UNITS)) if "unit" in entry else "days"
    offset = entry["offset"].whole(-FARTHEST[unit], FARTHEST[unit]) if "offset" in entry else 0
    if offset < 0 and (anchor == "booked" or anchor.startswith("event:")):
        entry["offset"].refuse(f"{offset} lies before {anchor}, which nobody can know; use 0 or more.")
    if "at" in entry and unit in ELAPSED_UNITS:
        entry["at"].refuse(f"does not go with {unit}, which are exact durations; use days, weeks or months.")
    return Moment(anchor, offset, unit, entry["at"].clock() if "at" in entry else None)


def _read_late(place: Place | None) -> tuple[str, timedelta | None]:
    if place is None:
        return "send_now", None
    if isinstance(place.value, Mapping):
        entry = place.fields(("send_if_within",), required=("send_if_within",))
        return "send_if_within", entry["send_if_within"].duration()
    if place.value not in LATE:
        place.refuse(
            f'{place.value!r} is not allowed; use one of {", ".join(LATE)} or {{send_if_within: "6h"}}.'
        )
    return place.choice(LATE), None


def _read_scope(place: Place | None) -> tuple[str, datetime | None]:
    if place is None:
        return "new", None
    if isinstance(place.value, Mapping):
        return "since", place.fields(("since",), required=("since",))["since"].moment()
    if place.value not in ("new", "existing"):
        place.refuse(f'{place.value!r} is not allowed; use new, existing or {{since: "2026-05-01T00:00"}}.')
    return place.choice(("new", "existing")), None


def _read_repeat(place: Place | None, recipe: str) -> tuple[int | None, int]:
    if place is None:
        return None, 1
    entry = place.fields(("every_days", "times"), required=("every_days", "times"))
    if recipe == "review_request" and entry["times"].whole(1, 100) > MOST_REQUESTS:
        entry["times"].refuse(f"nobody is asked for a review more than {MOST_REQUESTS} times.")
    return entry["every_days"].whole(1, 365), entry["times"].whole(1, 100)


def _read_quiet_hours(place: Place | None) -> QuietHours:
    if place is None:
        return QuietHours("inherit")
    if isinstance(place.value, Mapping):
        entry = place.fields(("from", "to"), required=("from", "to"))
        return QuietHours("own", entry["from"].clock(), entry["to"].clock())
    if place.value not in ("inherit", "none"):
        place.refuse(f'{place.value!r} is not allowed; use inherit, none or {{from: "21:00", to: "09:00"}}.')
    return QuietHours(place.choice(("inherit", "none")))


def plain(written: Any, key: str = "") -> Any:
    """The same in values that JSON can carry: instants in ISO 8601, clock times as "15:00"."""
    if isinstance(written, Mapping):
        return {str(name): plain(value, str(name)) for name, value in written.items()}
    if isinstance(written, list | tuple):
        return [plain(value) for value in written]
    if isinstance(written, datetime | date | time):
        return written.isoformat()
    if key in ("at", "from", "to") and isinstance(written, int):
        return f"{written // 60:02}:{written % 60:02}"
    return written
