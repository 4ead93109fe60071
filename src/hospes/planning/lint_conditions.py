"""Problems of a solution's conditions: what nobody can meet, names that do not exist, rivals. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hospes.kit.errors import Malformed
from hospes.planning.alternatives import STATUSES, Alternative, alternatives_of
from hospes.planning.definitions import Definition
from hospes.planning.problems import Problem

Known = Mapping[str, frozenset[str]]
"""Names that exist: portals, properties, groups, those with properties, tags by kind ("property_tags")."""
_KINDS = {
    "portals": "the portal",
    "properties": "the property",
    "groups": "the message group",
    "booking_tags": "the booking's tag",
    "owner_tags": "the owner's tag",
    "property_tags": "the property's tag",
    "portal_tags": "the portal's tag",
}


def condition_problems(
    definition: Definition, alternatives: Sequence[Alternative], known: Known
) -> Iterator[Problem]:
    """What is wrong with the conditions of a solution.

    Args:
        definition: the solution.
        alternatives: its conditions in normal form.
        known: the names that exist.
    """
    if not alternatives:
        yield Problem("never_matches", "solution", definition.name)
        return
    event = definition.trigger.event
    if event in STATUSES and not any(event in one.get("statuses", STATUSES) for one in alternatives):
        yield Problem("event_status", "solution", definition.name, {"event": event})
    if definition.recipe == "pending_payment" and not any(_may_owe(one) for one in alternatives):
        yield Problem("paid_reminder", "solution", definition.name)
    yield from _unknown_names(definition, alternatives, known)


def rivals(definitions: Sequence[Definition]) -> Iterator[Problem]:
    """Pairs of solutions that are on, have one purpose, and can apply to one booking (S19)."""
    for place, one in enumerate(definitions):
        for other in definitions[place + 1 :]:
            if one.purpose and one.purpose == other.purpose and _overlap(one, other):
                values = {"other": one.name, "purpose": one.purpose}
                yield Problem("same_purpose", "solution", other.name, values)


def _may_owe(alternative: Alternative) -> bool:
    payments = alternative.get("payments")
    return payments is None or "unpaid" in payments or "partly_paid" in payments


def _unknown_names(
    definition: Definition, alternatives: Sequence[Alternative], known: Known
) -> Iterator[Problem]:
    named = {
        (kind, name)
        for alternative in alternatives
        for kind in _KINDS
        for way in ("any", "all")
        for name in alternative.get(f"{kind}_{way}", ())
    }
    own_group = definition.conditions.get("message_group")
    for kind, name in sorted({*named, *([("groups", own_group)] if own_group else ())}):
        if name not in known.get(kind, frozenset()):
            values = {"kind": _KINDS[kind], "name": name}
            yield Problem("unknown_name", "solution", definition.name, values)
        elif kind == "groups" and name not in known.get("filled_groups", frozenset()):
            yield Problem("empty_group", "solution", definition.name, {"name": name})


def _overlap(one: Definition, other: Definition) -> bool:
    if one.trigger.event != other.trigger.event:
        return False
    both: dict[str, Any] = {"all": [one.conditions, other.conditions]}
    try:
        return bool(alternatives_of(both))
    except Malformed:
        return True
