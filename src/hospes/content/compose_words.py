"""From words written once to the parts of a template: HTML, plain text and SMS that say the same.

Words are paragraphs, facts, lists and buttons, so the parts of an e-mail can never say different things.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hospes.content.layout import Block, as_html, as_text

_CONDITIONS = {
    "stay": "unless booking.nights == 0 and booking.starts_at",
    "starts": "booking.nights == 0 and booking.starts_at",
    "ends": "booking.nights == 0 and booking.ends_at",
    "due": "booking.balance and booking.payment_due",
    "card": "booking.has_card and booking.charge_on",
    "no card": "unless booking.has_card and booking.charge_on",
    "no way": "unless links.pay or agency.iban",
    "pre-booking": 'booking.status == "pending"',
}
"""Names for conditions that words ask for often."""


def compose_words(written: Mapping[str, Any], frame: Mapping[str, str], language: str) -> dict[str, str]:
    """The parts of one language.

    Args:
        written: `subject`, `title`, `body` and `sms`; `plain: true` leaves greeting and closing out. An item
            of `body` is a text, or a mapping with `text` (and `heading`), `facts`, `list` or `button` (and
            `link`), each with `when`, one condition or several.
        frame: `greeting`, `help` (put where the body says "help") and `closing` of the language.
        language: its code.

    Returns:
        subject, html, text and sms.
    """
    blocks = [_block(item, frame) for item in written["body"]]
    if not written.get("plain"):
        blocks = [Block("text", frame["greeting"]), *blocks, Block("closing", frame["closing"])]
    return {
        "subject": written["subject"],
        "html": as_html(blocks, title=written["title"], language=language),
        "text": as_text(blocks),
        "sms": written["sms"],
    }


def _block(item: str | dict[str, Any], frame: Mapping[str, str]) -> Block:
    if isinstance(item, str):
        return Block("text", frame["help"] if item == "help" else item)
    condition, heading = _condition(item.get("when", "")), item.get("heading", "")
    if "facts" in item:
        rows = tuple(_fact(row) for row in item["facts"])
        return Block("facts", rows=rows, heading=heading, condition=condition)
    if "list" in item:
        return Block("list", rows=tuple((point, "", "") for point in item["list"]), condition=condition)
    if "button" in item:
        return Block("button", item["button"], link=item["link"], condition=condition)
    text = frame["help"] if item["text"] == "help" else item["text"]
    return Block("text", text, heading=heading, condition=condition)


def _fact(row: list[str]) -> tuple[str, str, str]:
    label, value, *condition = row
    return label, value, _condition("".join(condition))


def _condition(names: str | list[str]) -> str:
    each = [names] if isinstance(names, str) else names
    return "; ".join(_CONDITIONS.get(name, name) for name in each)
