"""The files of one message, made of its row. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any

from hospes.content.calendar_files import (
    Invitation,
    Stay,
    calendar_file,
    is_same_version,
    method_of,
    uid_of,
)
from hospes.content.file_words import file_words
from hospes.content.formats import Manner, write
from hospes.content.payment_codes import Transfer, payment_code
from hospes.content.pdf_codes import CodeCard, codes_pdf
from hospes.kit.errors import HospesError, Refused
from hospes.kit.money import Money

Row = Mapping[str, Any]
"""One row of `sql/find_attachables.sql`."""


@dataclass(frozen=True, slots=True)
class File:
    """One file; `content_id` makes it a picture inside the HTML."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(slots=True)
class Enclosed:
    """What goes along with one message.

    Attributes:
        files: in order.
        html: of the message, with the picture in it.
        sequence: version of the calendar entry; 0 without one.
        left_out: what does not go along → why.
    """

    html: str
    files: list[File] = field(default_factory=list)
    sequence: int = 0
    left_out: dict[str, str] = field(default_factory=dict)


def files_of(row: Row, *, now: datetime) -> Enclosed:
    """Make what the line of a message wants to go along; what cannot be made is left out, with its reason."""
    found = Enclosed(row["html"])
    for name, add in _MAKERS.items():
        if name in row["attach"]:
            try:
                add(row, found, now)
            except HospesError as error:
                found.left_out[name] = str(error.details.get("reason", error.code))
            except Exception as error:  # words go out without a file rather than not at all
                found.left_out[name] = type(error).__name__
    return found


def _add_calendar(row: Row, found: Enclosed, now: datetime) -> None:
    stay, invitation = _stay(row), _invitation(row)
    last, before = row["last_sequence"], row["last_calendar"]
    if stay.is_over and last is None:
        raise Refused("No calendar holds this booking, so none has to forget it.", reason="not_in_calendar")
    sequence = last or 0
    content = calendar_file(stay, invitation, sequence=sequence, now=now)
    if last is not None and not is_same_version(content, bytes(before)):
        sequence += 1
        content = calendar_file(stay, invitation, sequence=sequence, now=now)
    kind = f"text/calendar; method={method_of(stay, invitation)}; charset=utf-8"
    found.sequence = sequence
    found.files.append(File("booking.ics", kind, content))


def _stay(row: Row) -> Stay:
    place = (" ".join((row["address"] or "").split()), row["city"] or "")
    return Stay(
        uid=uid_of(row["agency_id"], row["booking_id"], row["received_at"]),
        place=", ".join(dict.fromkeys(part for part in place if part)),
        **{name: row[name] for name in _OF_STAY},
    )


def _invitation(row: Row) -> Invitation:
    return Invitation(
        row["agency_name"], row["from_address"] or "", row["to_name"], row["to_address"], row["language"]
    )


def _add_codes(row: Row, found: Enclosed, _now: datetime) -> None:
    card = CodeCard(**{name: row[name] for name in _OF_CARD})
    found.files.append(File("codes.pdf", "application/pdf", codes_pdf(card)))


def _add_payment_qr(row: Row, found: Enclosed, _now: datetime) -> None:
    if row["is_charged"]:
        raise Refused("The stored card will be charged, so nobody needs to pay.", reason="card_is_charged")
    owed = max(Decimal(row["total"]) - Decimal(row["paid"]), Decimal(0))
    holder = row["account_holder"] or row["agency_name"]
    transfer = Transfer(row["iban"], holder, owed, row["currency"], row["reference"], bic=row["bic"])
    picture = payment_code(transfer)
    content_id = f"{row['public_id']}@payment-qr"
    found.files.append(File("payment-qr.png", "image/png", picture, content_id))
    if found.html:
        found.html = _with_picture(found.html, _figure(content_id, transfer, row["language"]))


def _figure(content_id: str, transfer: Transfer, language: str) -> str:
    words, manner = file_words(language), Manner(language)
    amount = write(Money(transfer.amount, transfer.currency), manner)
    seen = escape(words.picture.format(amount=amount, holder=transfer.holder))
    said = escape(words.pay.format(amount=amount))
    return (
        '<div style="padding:16px;text-align:center">'
        f'<img src="cid:{content_id}" alt="{seen}" width="220" height="220" style="background:#fff">'
        f"<p>{said}</p></div>"
    )


def _with_picture(html: str, figure: str) -> str:
    before, end, after = html.rpartition("</body>")
    return f"{before}{figure}{end}{after}" if end else html + figure


_OF_STAY = (
    "status", "reference", "property_name", "arrival", "departure", "check_in", "check_out", "zone",
    "starts_at", "ends_at",
)  # fmt: skip
_OF_CARD = (
    "agency_name", "property_name", "guest_name", "reference", "arrival", "departure", "codes", "language",
)  # fmt: skip
_MAKERS = {"calendar": _add_calendar, "codes": _add_codes, "payment_qr": _add_payment_qr}
