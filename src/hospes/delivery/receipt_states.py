"""What a set of receipts says about a message: a function of the set, so order and repetition never matter.

Source: providers repeat and reorder their events; one message may see both *delivered* and *bounced*.
"""

from __future__ import annotations

from collections.abc import Iterable

KINDS = (
    "accepted",
    "sent",
    "deferred",
    "delivered",
    "opened",
    "clicked",
    "bounced",
    "undelivered",
    "complained",
    "unsubscribed",
)
ARRIVED = frozenset({"delivered", "opened", "clicked", "complained", "unsubscribed"})
FAILED = frozenset({"bounced", "undelivered"})
TAKEN = frozenset({"accepted", "sent", "deferred"})


def state_of(kinds: Iterable[str], channel: str) -> tuple[str, str]:
    """The state and reason that a message has by its receipts; ("", "") when they say nothing.

    A complaint outweighs all. For e-mail a bounce outweighs a delivery, because mailboxes bounce late; for
    short messages a delivery cannot be taken back, so a later negative changes nothing.

    Args:
        kinds: of all receipts of the message, in any order, repeated or not.
        channel: how it travelled.
    """
    found = set(kinds)
    if "complained" in found:
        return "delivered", "complained"
    failure = sorted(found & FAILED)
    if failure and (channel == "email" or not found & ARRIVED):
        return "undelivered", failure[0]
    if found & ARRIVED:
        return "delivered", ""
    return ("sent", "") if found & TAKEN else ("", "")
