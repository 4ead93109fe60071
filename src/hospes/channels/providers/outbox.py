"""The built-in outbox: delivers to a page instead of the world.

Its messages never go over a wire: one statement moves them from queued to sent
(`hospes.dispatch.fill_outbox`). This object is for those who ask for a provider by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from hospes.channels.protocol import Answer, Envelope, Outcome, Safety


class OutboxProvider:
    """Accepts everything; the stored message is the delivery."""

    name: ClassVar[str] = "outbox"
    safety: ClassVar[Safety] = Safety.KEYED
    key_lifetime: ClassVar[timedelta] = timedelta(days=3650)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        del settings, secret

    def send(self, envelope: Envelope) -> Outcome:
        """Accept the message."""
        return Outcome(Answer.ACCEPTED, code="250", provider_id=envelope.key)

    def close(self) -> None:
        """Nothing is open."""
