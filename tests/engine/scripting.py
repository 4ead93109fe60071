"""Small scripts for tests."""

from __future__ import annotations

from typing import Any

from hospes.engine.play_scripts import Played, play_script
from hospes.engine.scripts import read_script

ANNA = {
    "reference": "B1", "property": "Casa Mar", "arrival": "2026-06-12", "departure": "2026-06-19",
    "guest_name": "Anna Keller", "guest_email": "anna@example.com", "guest_phone": "+34612345678",
    "guest_language": "en",
}  # fmt: skip
WELCOME = {
    "name": "Welcome",
    "trigger": {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"},
    "notifications": [{"to": "guest", "template": "welcome"}],
}
WORDS = {
    "name": "welcome",
    "versions": {"en": {"subject": "Welcome", "text": "See you at {{ property.name }}.", "sms": "Welcome."}},
}
BOOKED = {"at": "2026-06-01 10:00", "create": ANNA}


def script(*happenings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Anna books on 1 June for 12 June and is welcomed the day before; then whatever happens."""
    return {
        "agency": {"timezone": "Europe/Madrid", "languages": ["en"]},
        "templates": [WORDS],
        "solutions": [WELCOME],
        "properties": [{"name": "Casa Mar"}],
        "now": "2026-06-01",
        "until": "2026-08-01",
        "happenings": [BOOKED, *happenings],
        **changes,
    }


def played(*happenings: dict[str, Any], **changes: Any) -> Played:
    """What comes of it."""
    return play_script(read_script(script(*happenings, **changes)))


def lines(result: Played) -> list[tuple[str, str, str]]:
    """When in UTC, to whom and by which solution (or subject, by hand) messages arrived."""
    return [(f"{one.at:%m-%d %H:%M}", one.to, one.solution or one.subject) for one in result.arrived]


def ends(result: Played) -> list[tuple[str, str, str]]:
    """Solution, state and reason of tasks that made no message."""
    return [(one.solution, one.state, one.reason) for one in result.ended]
