"""Record what people allow and refuse."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hospes.bookings.permissions import CHANNELS, REFUSABLE
from hospes.bookings.rows import to_json
from hospes.kit.errors import Malformed
from hospes.kit.statements import load

LONGEST = {"source": 30, "text_version": 60, "words": 300, "by": 254}


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """One statement of a person's will: what they allowed or refused, and the proof of it.

    Attributes:
        person_id: who.
        channel: email, sms, viber or campaign.
        kind: service or marketing.
        is_allowed: yes or no.
        at: when they said so.
        source: where it came from: page, stop_word, link, import, api, member …
        text_version: which text they had read.
        words: what they wrote.
        by: the member who entered it, when not they themselves.
    """

    person_id: int
    channel: str
    kind: str
    is_allowed: bool
    at: datetime
    source: str
    text_version: str = ""
    words: str = ""
    by: str = ""


def record_consents(agency_id: int, consents: Sequence[ConsentFacts], *, now: datetime) -> list[int]:
    """Add statements to the history; of each person, channel and kind the newest instant counts (S25).

    Idempotent: a statement that is known already changes nothing. Of a yes and a no at the same instant the
    no counts. Any order gives the same permissions. Bookings of the people returned need planning again.

    Args:
        agency_id: whose people; those of others are passed over.
        consents: the statements.
        now: when we heard of them.

    Returns:
        The people for whom something else counts than before, by id.

    Raises:
        Malformed: a channel or kind about which nobody can decide, or no source.
    """
    for consent in consents:
        _check(consent)
    rows = [{"place": place, **asdict(consent), **_cut(consent)} for place, consent in enumerate(consents)]
    if not rows:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        parameters: dict[str, Any] = {"agency": agency_id, "rows": to_json(rows), "now": now}
        cursor.execute(load(__name__, "record_consents"), parameters)
        return sorted(person for (person,) in cursor.fetchall())


def _check(consent: ConsentFacts) -> None:
    if consent.channel not in CHANNELS:
        known = ", ".join(CHANNELS)
        raise Malformed(f"“{consent.channel[:20]}” is no channel: use one of {known}.", field="channel")
    if consent.kind not in REFUSABLE:
        message = f"Nobody decides about “{consent.kind[:20]}” messages: use {' or '.join(REFUSABLE)}."
        raise Malformed(message, field="kind")
    if not consent.source.strip():
        raise Malformed("Say where the consent came from, for example page or member.", field="source")
    if consent.at.utcoffset() is None:
        raise Malformed("The instant of the consent has no time zone: add an offset or Z.", field="at")


def _cut(consent: ConsentFacts) -> dict[str, str]:
    return {name: getattr(consent, name).replace("\0", "")[:most] for name, most in LONGEST.items()}
