"""Solutions for tests of planning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hospes.agencies.models import Agency
from hospes.content.save_templates import save_templates
from hospes.planning.save_solutions import Saved, save_solutions
from tests.making import NOW

TEMPLATE = {"name": "words", "versions": {"en": {"subject": "Hello", "text": "Hello"}}}


def rule(**changes: Any) -> dict[str, Any]:
    """A solution as written: three days before arrival at 15:00, by e-mail, for bookings old and new."""
    return {
        "name": "Rule 1",
        "category": "customers",
        "recipe": "notification",
        "purpose": "arrival_info",
        "kind": "transactional",
        "active": True,
        "trigger": {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"},
        "applies_to": "existing",
        "quiet_hours": "none",
        "notifications": [{"to": "guest", "template": "words", "channels": ["email"]}],
        **changes,
    }


def save_rules(agency: Agency, *changes: Mapping[str, Any], now: datetime = NOW) -> list[Saved]:
    """Saves one solution per argument: Rule 1, Rule 2 …, with these changes."""
    save_templates(agency.pk, [TEMPLATE], now=now)
    rules = [rule(**{"name": f"Rule {n}", **change}) for n, change in enumerate(changes, start=1)]
    return save_solutions(agency.pk, rules, now=now, by="test")
