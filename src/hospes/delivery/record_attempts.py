"""Record the attempts at handing messages over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hospes.channels.keep_providers import Way
from hospes.channels.protocol import Outcome
from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

BEGIN = load(__name__, "begin_attempts")
END = load(__name__, "end_attempts")


def begin_attempts(
    marked: Sequence[tuple[Mapping[str, Any], int]], *, way: Way, worker: str, now: datetime
) -> dict[int, int]:
    """Write the attempts of messages that are being marked, in the commit of the marker.

    Args:
        marked: messages with the number of the try.
        way: the connection they go over.
        worker: the process that sends.
        now: the instant of the marker.

    Returns:
        message → attempt; the same again when it is called again.
    """
    if not marked:
        return {}
    columns = {
        "agency_ids": [message["agency_id"] for message, _ in marked],
        "message_ids": [message["id"] for message, _ in marked],
        "numbers": [number for _, number in marked],
        "generations": [message["generation"] for message, _ in marked],
    }
    told = {"channel": way.channel, "provider": way.provider.name, "worker": worker[:100], "now": now}
    with bound_cursor() as cursor:
        cursor.execute(BEGIN, {**columns, **told}, prepare=True)
        return dict(cursor.fetchall())


def end_attempts(ended: Sequence[tuple[Mapping[str, Any], Outcome]], *, now: datetime) -> None:
    """Write how attempts ended; each message has its `attempt_id`."""
    if not ended:
        return
    columns = {
        "ids": [message["attempt_id"] for message, _ in ended],
        "outcomes": [outcome.answer.value for _, outcome in ended],
        "codes": [clean(outcome.code, 40) for _, outcome in ended],
        "details": [clean(outcome.detail, 500) for _, outcome in ended],
        "provider_ids": [clean(outcome.provider_id, 300) for _, outcome in ended],
    }
    with bound_cursor() as cursor:
        cursor.execute(END, {**columns, "now": now}, prepare=True)


def clean(text: str, most: int) -> str:
    """A provider's words as they may be stored: no NUL, no lone surrogates, not longer than `most`."""
    return text.replace("\x00", "").encode(errors="replace").decode()[:most]
