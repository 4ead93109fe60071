"""A checked tree of conditions in disjunctive normal form: one flat row of conditions per alternative.

A booking meets the tree exactly when it meets all conditions of at least one alternative. The names of an
alternative's conditions are the columns of the table `Alternative`; what is not named is not a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

from hospes.kit.errors import Malformed

STATUSES = ("inquiry", "pending", "confirmed", "rejected", "cancelled", "completed", "no_show")
PAYMENTS = {
    "zero_total": ("zero_total",),
    "unpaid": ("unpaid",),
    "partly_paid": ("partly_paid",),
    "paid": ("paid",),
    "unsettled": ("unpaid", "partly_paid"),
    "any": ("zero_total", "unpaid", "partly_paid", "paid"),
}
"""Each word of `payment` as a set of classes; every booking is of exactly one class."""
MOST = 64
"""More alternatives than this are refused: no person could still read the rule."""
_MOST_ON_THE_WAY = 4_096
_TAGS = {
    "bookings": "booking_tags",
    "owners": "owner_tags",
    "properties": "property_tags",
    "portals": "portal_tags",
}
_SETS = {
    "portals": "portals",
    "properties": "properties",
    "languages": "languages",
    "message_group": "groups",
}
_RANGES = {"lead_days": "lead", "nights": "nights", "party": "party"}

Alternative = dict[str, Any]
Tree = Mapping[str, Any]


def alternatives_of(conditions: Tree, path: str = "conditions") -> list[Alternative]:
    """The normal form of a tree as `conditions.read_conditions` returns it.

    Args:
        conditions: the tree.
        path: where it stands in its file, for the sentence of a refusal.

    Returns:
        Alternatives without duplicates; none at all when no booking could ever meet the tree.

    Raises:
        Malformed: the tree means more than 64 alternatives.
    """
    found = _distinct(_tidy(alternative) for alternative in _meant(conditions, path))
    if len(found) > MOST:
        _refuse(path)
    return found


def _refuse(path: str) -> None:
    sentence = f"{path}: means more than {MOST} alternatives; make it simpler or write several solutions."
    raise Malformed(sentence, path=path)


def _meant(node: Tree, path: str, *, holds: bool = True) -> list[Alternative]:
    """What it means that a node holds, or that it does not: a node is the AND of its keys."""
    branches = [_key_meant(key, wanted, path, holds=holds) for key, wanted in node.items()]
    return _both(branches, path) if holds else _either(branches, path)


def _key_meant(key: str, wanted: Any, path: str, *, holds: bool) -> list[Alternative]:
    if key in ("where", "not"):
        return _meant(wanted, path, holds=holds == (key == "where"))
    if key in ("all", "any"):
        branches = [_meant(child, path, holds=holds) for child in wanted]
        return _both(branches, path) if (key == "all") == holds else _either(branches, path)
    if key in _RANGES:
        return _range_meant(_RANGES[key], wanted, holds=holds)
    if key in _SETS:
        return _set_meant(_SETS[key], wanted, holds=holds)
    return _SINGLE[key](wanted, holds)


def _either(branches: Iterable[list[Alternative]], path: str) -> list[Alternative]:
    found = _distinct(alternative for branch in branches for alternative in branch)
    if len(found) > _MOST_ON_THE_WAY:
        _refuse(path)
    return found


def _both(branches: Iterable[list[Alternative]], path: str) -> list[Alternative]:
    found: list[Alternative] = [{}]
    for branch in branches:
        pairs = product(found, branch)
        found = _either((_merged(one, other) for one, other in pairs), path)
    return found


def _distinct(alternatives: Iterable[Alternative]) -> list[Alternative]:
    return list({repr(sorted(one.items())): one for one in alternatives}.values())


def _merged(one: Alternative, other: Alternative) -> list[Alternative]:
    """Both at once: none when they contradict each other, several when tags have to be spread out."""
    merged = dict(one)
    spread: list[list[Alternative]] = []
    for column, value in other.items():
        if column not in merged:
            merged[column] = value
        elif column.endswith("tags_any"):
            spread.append([{column.replace("_any", "_all"): (name,)} for name in value])
        else:
            merged[column] = _rule(column)(merged[column], value)
    if not _is_possible(merged):
        return []
    if not spread:
        return [merged]
    return [found for extra in product(*spread) for found in _with_all(merged, extra)]


def _with_all(merged: Alternative, extra: Iterable[Alternative]) -> list[Alternative]:
    for more in extra:
        (merged,) = _merged(merged, more)
    return [merged]


def _rule(column: str) -> Callable[[Any, Any], Any]:
    if column == "languages_any":
        return _common_languages
    if column.endswith("_min"):
        return max
    if column.endswith("_max"):
        return min
    if column in ("statuses", "payments") or column.endswith("_any"):
        return lambda one, other: tuple(name for name in one if name in other)
    return lambda one, other: tuple(sorted({*one, *other}))


def _common_languages(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """`pt` speaks for `pt-BR` too, so what both mean is the narrower of the two."""
    alike = ((a, b) for a in one for b in other if a == b or _stem(a) == b or _stem(b) == a)
    return tuple(sorted({max(a, b, key=len) for a, b in alike}))


def _stem(language: str) -> str:
    return language.split("-", maxsplit=1)[0]


def _is_possible(alternative: Alternative) -> bool:
    if any(value == () for value in alternative.values()):
        return False
    return all(
        alternative.get(f"{name}_min", -(10**9)) <= alternative.get(f"{name}_max", 10**9)
        for name in _RANGES.values()
    )


def _tidy(alternative: Alternative) -> Alternative:
    return {column: list(v) if isinstance(v, tuple) else v for column, v in alternative.items()}


def _range_meant(name: str, bounds: tuple[int | None, int | None], *, holds: bool) -> list[Alternative]:
    low, high = bounds
    if holds:
        ends = {f"{name}_min": low, f"{name}_max": high}
        return [{column: end for column, end in ends.items() if end is not None}]
    outside = [{f"{name}_max": low - 1}] if low is not None else []
    return outside + ([{f"{name}_min": high + 1}] if high is not None else [])


def _set_meant(name: str, wanted: str | tuple[str, ...], *, holds: bool) -> list[Alternative]:
    names = (wanted,) if isinstance(wanted, str) else wanted
    if name == "languages":
        names = tuple(language.lower().replace("_", "-") for language in names)
    if not names:
        return [{}] if holds else []
    return [{f"{name}_any" if holds else f"{name}_none": tuple(sorted(set(names)))}]


def _statuses_meant(wanted: tuple[str, ...], holds: bool) -> list[Alternative]:
    return _classes_meant("statuses", wanted or STATUSES, STATUSES, holds=holds)


def _payment_meant(wanted: str, holds: bool) -> list[Alternative]:
    return _classes_meant("payments", PAYMENTS[wanted], PAYMENTS["any"], holds=holds)


def _classes_meant(
    column: str, wanted: Iterable[str], every: tuple[str, ...], *, holds: bool
) -> list[Alternative]:
    meant = tuple(name for name in every if (name in wanted) == holds)
    if meant == every:
        return [{}]
    return [{column: meant}] if meant else []


def _tags_meant(wanted: Mapping[str, tuple[str, ...]], holds: bool) -> list[Alternative]:
    """At least one of each named kind."""
    named = {_TAGS[kind]: tuple(sorted(set(names))) for kind, names in wanted.items() if names}
    if not holds:
        return [{f"{column}_none": names} for column, names in named.items()]
    return [{f"{column}_{'any' if len(names) > 1 else 'all'}": names for column, names in named.items()}]


def _absent_tags_meant(unwanted: Mapping[str, tuple[str, ...]], holds: bool) -> list[Alternative]:
    named = {_TAGS[kind]: tuple(sorted(set(names))) for kind, names in unwanted.items() if names}
    if holds:
        return [{f"{column}_none": names for column, names in named.items()}]
    return [{f"{column}_{'any' if len(names) > 1 else 'all'}": names} for column, names in named.items()]


def _season_meant(bounds: tuple[int | None, int | None], holds: bool) -> list[Alternative]:
    first, last = bounds
    if first is None and last is None:
        return [{}] if holds else []
    season = (first or 101) * 10_000 + (last or 1231)
    return [{"seasons_in" if holds else "seasons_out": (season,)}]


_SINGLE: dict[str, Callable[[Any, bool], list[Alternative]]] = {
    "statuses": _statuses_meant,
    "payment": _payment_meant,
    "tags": _tags_meant,
    "without_tags": _absent_tags_meant,
    "season": _season_meant,
}
