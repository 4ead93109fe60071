"""Solutions as written in YAML, small ones."""

from typing import Any


def confirmation(**changes: Any) -> dict[str, Any]:
    """One solution that confirms a booking by e-mail at once, with its template."""
    return {
        "solutions": [
            {
                "name": "Confirmation",
                "category": "bookings",
                "recipe": "notification",
                "purpose": "confirmation",
                "kind": "transactional",
                "active": True,
                "trigger": {"anchor": "booked", "offset": 0, "unit": "minutes"},
                "conditions": {"statuses": ["confirmed"]},
                "quiet_hours": "none",
                "notifications": [{"to": "guest", "template": "confirmation", "channels": ["email"]}],
                **changes,
            }
        ],
        "templates": [
            {
                "name": "confirmation",
                "versions": {
                    "en": {
                        "subject": "Your booking {{ booking.reference }}",
                        "text": "Dear {{ guest.name }}, welcome.",
                    }
                },
            }
        ],
    }
