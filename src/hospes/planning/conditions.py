"""The conditions of a solution as written: a tree whose every node is the AND of all its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hospes.planning.alternatives import PAYMENTS, STATUSES
from hospes.planning.places import Place

TAG_KINDS = ("bookings", "owners", "properties", "portals")
RANGES = ("lead_days", "nights", "party")
LISTS = ("portals", "properties", "languages")
BRANCHES = ("where", "all", "any", "not")
KEYS = (
    "statuses", "payment", "tags", "without_tags", "portals", "properties", "message_group", "lead_days",
    "nights", "party", "languages", "season",
)  # fmt: skip
DEEPEST = 10


def read_conditions(place: Place, event: str = "") -> dict[str, Any]:
    """Check a tree of conditions and return it without the keys that are not set.

    Left out, `statuses` means confirmed bookings only, or the status that `event` names when the solution
    counts from it; an empty list means every status. Seasons come back as pairs of month × 100 + day.

    Raises:
        Malformed: an unknown key or a value that is not allowed; the sentence begins with the path.
    """
    status = event if event in STATUSES else "confirmed"
    return {"statuses": (status,), **_read_node(place, 0)}


def _read_node(place: Place, depth: int) -> dict[str, Any]:
    if depth > DEEPEST:
        place.refuse(f"is nested too deeply; at most {DEEPEST} levels.")
    read = {key: _read_key(key, value, depth) for key, value in place.fields((*KEYS, *BRANCHES)).items()}
    return {key: value for key, value in read.items() if value is not None}


def _read_key(key: str, place: Place, depth: int) -> Any:
    if key in ("all", "any"):
        return [_read_node(child, depth + 1) for child in place.items()]
    if key in ("where", "not"):
        return _read_node(place, depth + 1)
    if key in LISTS:
        return place.texts()
    if key in RANGES:
        return _read_range(place)
    return _SINGLE[key](place)


def _read_range(place: Place) -> tuple[int | None, int | None]:
    entry = place.fields(("min", "max"))
    low, high = (entry[key].whole(-30_000, 30_000) if key in entry else None for key in ("min", "max"))
    if low is not None and high is not None and low > high:
        place.refuse(f"min {low} is greater than max {high}; no booking could ever match.")
    return low, high


def _read_tags(place: Place) -> dict[str, tuple[str, ...]]:
    return {kind: names.texts() for kind, names in place.fields(TAG_KINDS).items()}


def _read_season(place: Place) -> tuple[int | None, int | None]:
    entry = place.fields(("from", "to"))
    return (
        entry["from"].day() if "from" in entry else None,
        entry["to"].day() if "to" in entry else None,
    )


_SINGLE = {
    "statuses": lambda place: tuple(item.choice(STATUSES) for item in place.items()),
    "payment": lambda place: place.choice(tuple(PAYMENTS)),
    "tags": _read_tags,
    "without_tags": _read_tags,
    "message_group": lambda place: place.text(100),
    "season": _read_season,
}


def specificity(node: Mapping[str, Any]) -> int:
    """How many restricting conditions a checked tree has (S19): each bound, each kind of tags counts one."""
    return sum(_weight(key, wanted) for key, wanted in node.items())


def _weight(key: str, wanted: Any) -> int:
    if not wanted or (key, wanted) == ("payment", "any"):
        return 0
    if key in ("all", "any"):
        return sum(specificity(child) for child in wanted)
    if key in ("where", "not"):
        return specificity(wanted)
    if isinstance(wanted, Mapping):
        return sum(1 for names in wanted.values() if names)
    if key in (*RANGES, "season"):
        return sum(1 for bound in wanted if bound is not None)
    return 1
