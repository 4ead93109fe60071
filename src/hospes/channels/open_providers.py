"""The registry: which providers there are, and how a connection becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hospes.channels.protocol import Provider, ProviderMaker, Safety
from hospes.channels.providers.outbox import OutboxProvider
from hospes.channels.providers.scripted import KeyedScripted, LookupScripted, ScriptedProvider
from hospes.channels.providers.smtp import SmtpProvider
from hospes.kit.errors import Malformed

OUTBOX = OutboxProvider.name
PROVIDERS: dict[str, ProviderMaker] = {
    OutboxProvider.name: OutboxProvider,
    SmtpProvider.name: SmtpProvider,
    ScriptedProvider.name: ScriptedProvider,
    KeyedScripted.name: KeyedScripted,
    LookupScripted.name: LookupScripted,
}


def open_provider(name: str, settings: Mapping[str, Any], secret: str = "") -> Provider:
    """The provider of a connection; opens nothing before the first message.

    Raises:
        Malformed: there is no such provider.
    """
    if name not in PROVIDERS:
        raise Malformed(
            f"There is no provider “{name}”: use one of {', '.join(PROVIDERS)}.", field="provider"
        )
    return PROVIDERS[name](settings, secret)


def safeties() -> list[tuple[str, Safety, timedelta]]:
    """Of every provider: name, class (S27) and how long it remembers a key."""
    return [(name, maker.safety, maker.key_lifetime) for name, maker in PROVIDERS.items()]  # type: ignore[attr-defined]
