"""The conditions of a solution one by one, each with the alternatives that decide it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hospes.planning.alternatives import Alternative, alternatives_of
from hospes.planning.conditions import read_conditions
from hospes.planning.places import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition: its key in the schema, what is wanted, and its normal form."""

    key: str
    wanted: Any
    alternatives: tuple[Alternative, ...]


def conditions_asked(definition: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The conditions of a saved solution, in their order; the same ones are read once per process."""
    anchor = str(definition["trigger"]["anchor"])
    event = anchor.removeprefix("event:") if anchor.startswith("event:") else ""
    return _read(json.dumps(definition.get("conditions") or {}), event)


@lru_cache(maxsize=4096)
def _read(written: str, event: str) -> tuple[Asked, ...]:
    tree = read_conditions(Place("conditions", json.loads(written)), event)
    return tuple(Asked(key, wanted, tuple(alternatives_of({key: wanted}))) for key, wanted in tree.items())
