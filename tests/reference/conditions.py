"""Conditions, evaluated directly on the tree of the YAML schema (no normal form)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.reference.moments import arrival_anchor, departure_anchor, to_local
from tests.reference.solutions import Tree
from tests.reference.world import Facts, Situation


def matches(conditions: Tree, seen: Situation) -> bool:
    """True when the booking meets all conditions. A booking of an excluded portal never does."""
    portal = seen.facts.portal
    return not (portal and portal.excluded) and holds(conditions, seen)


def holds(node: Tree, seen: Situation) -> bool:
    """A node of the tree is the AND of all its keys."""
    return all(_CHECKS[key](wanted, seen) for key, wanted in node.items() if wanted is not None)


def unmet(conditions: Tree, seen: Situation) -> list[str]:
    """The keys at the top that do not hold, for explanations."""
    return [
        key for key, wanted in conditions.items() if wanted is not None and not _CHECKS[key](wanted, seen)
    ]


def stay_dates(seen: Situation) -> tuple[date, date]:
    """Local dates of arrival and departure; those of the real start and end where there are such."""
    return arrival_anchor(seen).date, departure_anchor(seen).date


def lead_days(seen: Situation) -> int:
    return (stay_dates(seen)[0] - to_local(seen.facts.booked_at, seen.agency.zone).date()).days


def nights(seen: Situation) -> int:
    arrival, departure = stay_dates(seen)
    return (departure - arrival).days


def party(seen: Situation) -> int:
    return seen.facts.adults + seen.facts.children


def payment_states(facts: Facts) -> set[str]:
    """Every value of `payment` that is true of the booking."""
    total, paid = facts.total, facts.paid
    if total == 0:
        return {"any", "zero_total"}
    return {"any"} | _states_of_balance(total, paid)


def _states_of_balance(total: Decimal, paid: Decimal) -> set[str]:
    if paid <= 0:
        return {"unpaid", "unsettled"}
    return {"partly_paid", "unsettled"} if paid < total else {"paid"}


def _tag_sets(facts: Facts) -> dict[str, frozenset[str]]:
    return {
        "bookings": facts.tags,
        "owners": facts.owner_tags,
        "properties": facts.property_tags,
        "portals": facts.portal.tags if facts.portal else frozenset(),
    }


def _has_tags(wanted: Mapping[str, Sequence[str]], seen: Situation) -> bool:
    sets = _tag_sets(seen.facts)
    return all(not sets[kind].isdisjoint(names) for kind, names in wanted.items() if names)


def _lacks_tags(unwanted: Mapping[str, Sequence[str]], seen: Situation) -> bool:
    sets = _tag_sets(seen.facts)
    return all(sets[kind].isdisjoint(names or ()) for kind, names in unwanted.items())


def _within(value: Callable[[Situation], int]) -> Callable[[Any, Situation], bool]:
    def check(bounds: Tree, seen: Situation) -> bool:
        low, high = bounds.get("min"), bounds.get("max")
        if low is None and high is None:
            return True
        number = value(seen)
        return (low is None or number >= low) and (high is None or number <= high)

    return check


def _speaks(languages: Sequence[str], seen: Situation) -> bool:
    if not languages:
        return True
    language = (seen.facts.guest.language or "").lower().replace("_", "-")
    wanted = {name.lower().replace("_", "-") for name in languages}
    return bool(language) and (language in wanted or language.split("-")[0] in wanted)


def _in_season(season: Tree, seen: Situation) -> bool:
    if not (season.get("from") or season.get("to")):
        return True
    first, last = season.get("from") or "01-01", season.get("to") or "12-31"
    return any(_in_year(f"{night:%m-%d}", first, last) for night in _nights_of_stay(seen))


def _in_year(day: str, first: str, last: str) -> bool:
    return first <= day <= last if first <= last else day >= first or day <= last


def _nights_of_stay(seen: Situation) -> list[date]:
    # A whole year of nights has seen every day of the year.
    arrival = stay_dates(seen)[0]
    return [arrival + timedelta(days=n) for n in range(max(1, min(nights(seen), 366)))]


def _of_portal(names: Sequence[str], seen: Situation) -> bool:
    portal = seen.facts.portal
    return not names or (portal is not None and portal.name in names)


_CHECKS: dict[str, Callable[[Any, Situation], bool]] = {
    "statuses": lambda wanted, seen: not wanted or seen.facts.status in wanted,
    "payment": lambda wanted, seen: wanted in payment_states(seen.facts),
    "tags": _has_tags,
    "without_tags": _lacks_tags,
    "portals": _of_portal,
    "properties": lambda names, seen: not names or seen.facts.property.name in names,
    "message_group": lambda group, seen: group in seen.facts.property.message_groups,
    "lead_days": _within(lead_days),
    "nights": _within(nights),
    "party": _within(party),
    "languages": _speaks,
    "season": _in_season,
    "where": holds,
    "all": lambda nodes, seen: all(holds(node, seen) for node in nodes),
    "any": lambda nodes, seen: any(holds(node, seen) for node in nodes),
    "not": lambda node, seen: not holds(node, seen),
}


def specificity(node: Tree) -> int:
    """S19: how many restricting conditions a tree has; each bound and each kind of tags counts one."""
    return sum(_weight(key, wanted) for key, wanted in node.items())


def _weight(key: str, wanted: Any) -> int:
    if not wanted or (key, wanted) == ("payment", "any"):
        return 0
    if key in ("all", "any"):
        return sum(specificity(child) for child in wanted)
    if key in ("where", "not"):
        return specificity(wanted)
    if isinstance(wanted, Mapping):
        return sum(1 for value in wanted.values() if value not in (None, [], ""))
    return 1
