"""Load the files that go along with messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

LOAD = load(__name__, "load_attachments")


def load_attachments(messages: Sequence[dict[str, Any]]) -> None:
    """Put under `attachments` of each e-mail that has files their rows in order, all in one look.

    Args:
        messages: rows with id, agency_id and channel, as they are claimed.
    """
    mails = {message["id"]: message for message in messages if message["channel"] == "email"}
    if not mails:
        return
    agencies = [message["agency_id"] for message in mails.values()]
    for row in rows_of(LOAD, {"agency_ids": agencies, "message_ids": list(mails)}):
        mails[row["message_id"]].setdefault("attachments", []).append(row)
