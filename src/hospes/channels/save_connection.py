"""Create or change an agency's connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings as site
from django.db import transaction

from hospes.channels.models import Channel, Connection
from hospes.channels.open_providers import open_provider
from hospes.kit.errors import Malformed
from hospes.kit.secrets import seal, unseal

LONGEST_NAME = 100
SECRET_WORDS = ("password", "secret", "token", "api_key")


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """A connection as a person describes it.

    Attributes:
        name: unique in the agency.
        channel: email, sms, viber or campaign.
        provider: a name of the registry.
        settings: what may be shown.
        secret: password or key; None keeps the stored one.
        rank: connections of one channel are used in this order, lowest first.
        concurrency: how many messages may be on the wire at once, 1 to 64.
        per_second: how many may leave in a second over all workers; None is no limit.
    """

    name: str
    channel: str
    provider: str
    settings: dict[str, Any] = field(default_factory=dict)
    secret: str | None = None
    rank: int = 0
    concurrency: int = 4
    per_second: float | None = None
    is_active: bool = True


def save_connection(agency_id: int, facts: ConnectionFacts, *, now: datetime) -> Connection:
    """Create the connection with this name, or change it; opens no wire.

    The secret is encrypted and bound to the row, so it needs the row first.

    Raises:
        Malformed: a setting cannot be; the sentence says which.
    """
    _check(facts)
    shown = {
        "channel": facts.channel,
        "provider": facts.provider,
        "settings": facts.settings,
        "rank": facts.rank,
        "concurrency": facts.concurrency,
        "per_second": facts.per_second,
        "is_active": facts.is_active,
        "paused_until": None,
        "failures": 0,
    }
    with transaction.atomic():
        saved, _ = Connection.objects.update_or_create(
            agency_id=agency_id,
            name=facts.name.strip(),
            defaults=shown,
            create_defaults={**shown, "created_at": now},
        )
        if facts.secret is not None:
            saved.secret = seal(facts.secret, _place(saved), [site.SECRET_KEY]) if facts.secret else ""
            saved.save(update_fields=["secret"])
    return saved


def opened_secret(connection: Connection) -> str:
    """The plain secret of a connection; empty when it has none.

    Raises:
        Refused: it was stored under another key or for another row.
    """
    return unseal(connection.secret, _place(connection), [site.SECRET_KEY]) if connection.secret else ""


def _place(connection: Connection) -> tuple[str | int, ...]:
    return (connection.agency_id, "channels_connection", "secret", connection.id)


def _check(facts: ConnectionFacts) -> None:
    if not facts.name.strip():
        raise Malformed("A connection needs a name.", field="name")
    if len(facts.name.strip()) > LONGEST_NAME:
        raise Malformed(f"A connection's name has at most {LONGEST_NAME} characters.", field="name")
    if facts.channel not in Channel.values:
        raise Malformed(
            f"There is no channel “{facts.channel}”: use one of {', '.join(Channel.values)}.", field="channel"
        )
    if not 1 <= facts.concurrency <= 64:
        raise Malformed("Between 1 and 64 messages can be on the wire at once.", field="concurrency")
    if facts.per_second is not None and facts.per_second <= 0:
        raise Malformed("The limit per second must be more than zero, or left out.", field="per_second")
    shown = next((name for name in facts.settings if name in SECRET_WORDS), None)
    if shown:
        raise Malformed(
            f"Give “{shown}” as the secret, not among the settings: settings are shown.", field=shown
        )
    open_provider(facts.provider, facts.settings, facts.secret or "").close()
