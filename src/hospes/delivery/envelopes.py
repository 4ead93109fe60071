"""A message as a provider takes it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hospes.channels.protocol import Envelope
from hospes.content.secrets import holds_secrets, revealed
from hospes.delivery.mime import email_bytes, header_address, message_key
from hospes.kit.errors import Malformed


def envelope_of(message: Mapping[str, Any], *, not_after: float, now: datetime) -> Envelope:
    """The envelope of one claimed message: for e-mail the whole e-mail, else the text.

    Args:
        message: a row of `dispatch/sql/claim_messages.sql`.
        not_after: until when the first byte may leave, by `boot_clock`.
        now: what the Date header says.

    Raises:
        Malformed: there is no sender, or an address is not exactly one address.
        SecretGone: the words name a code that may not be said any more, or is not there.
    """
    key, message = message_key(message), opened(message)
    if message["channel"] != "email":
        return Envelope(
            key, message["sender_name"], (message["to_address"],), message["text"].encode(), not_after
        )
    if not message["sender_email"]:
        raise Malformed("The agency has no sender address; enter one in its settings.", reason="no_sender")
    to = [message["to_address"], *message["cc"], *message["bcc"]]
    return Envelope(
        key,
        header_address(message["sender_email"]),
        [header_address(address) for address in to],
        email_bytes(message, now=now),
        not_after,
    )


def opened(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message with the codes in its words, for its one recipient: they are nowhere else in clear."""
    html, text, subject = message["html"], message["text"], message["subject"]
    if not (holds_secrets(text) or holds_secrets(html) or holds_secrets(subject)):
        return message
    values = message.get("secrets") or {}
    return {
        **message,
        "html": revealed(html, values, html=True),
        "text": revealed(text, values),
        "subject": revealed(subject, values),
        "cc": [],
        "bcc": [],
    }
