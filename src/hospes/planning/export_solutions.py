"""Export solutions and templates as they were written."""

from collections.abc import Mapping
from typing import Any

from hospes.content.load_templates import written_templates
from hospes.planning import conditions, definitions, lines
from hospes.planning.find_system_notifications import export_system_notifications
from hospes.planning.models import MessageGroup, Solution
from hospes.planning.save_message_groups import list_message_groups
from hospes.planning.save_promo_pools import written_promo_pools

ORDER = (
    *definitions.KEYS,
    "anchor", "offset", "unit", "at", "every_days", "times", "since",
    *conditions.KEYS, *conditions.BRANCHES, "min", "max", "from", "to",
    *lines.KEYS[1:], "code", "pool", "min_rating",
)  # fmt: skip
"""The order in which keys are written; the database does not keep it."""


def export_solutions(agency_id: int) -> dict[str, Any]:
    """All that the agency has in the YAML schema: what was saved gives the same back.

    Returns:
        `{"solutions": [...], "templates": [...]}`, in the order in which they were first saved; also
        `system_notifications`, `message_groups` and `promo_pools` when there are some.
    """
    own = Solution.objects.filter(agency_id=agency_id, deleted_at=None, is_system=False)
    others = {
        "system_notifications": export_system_notifications(agency_id),
        "message_groups": _written_groups(agency_id),
        "promo_pools": written_promo_pools(agency_id),
    }
    return {
        "solutions": [ordered(solution.definition) for solution in own.order_by("position", "id")],
        "templates": written_templates(agency_id),
        **{key: entries for key, entries in others.items() if entries},
    }


def _written_groups(agency_id: int) -> list[dict[str, Any]]:
    """The message groups; not those that are only a name in a solution, which make themselves."""
    named = MessageGroup.objects.filter(agency_id=agency_id, solutions__deleted_at=None)
    solo = set(named.exclude(solutions=None).values_list("name", flat=True))
    return [
        {"name": group.name, "properties": list(group.properties)}
        for group in list_message_groups(agency_id)
        if group.properties or group.name not in solo
    ]


def ordered(value: Any) -> Any:
    """The same with the keys of every mapping in the schema's order."""
    if isinstance(value, list):
        return [ordered(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    keys = sorted(value, key=lambda key: (ORDER.index(key) if key in ORDER else len(ORDER), key))
    return {key: ordered(value[key]) for key in keys}
