"""The picture that a banking app reads to fill in a bank transfer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import segno

from hospes.kit.errors import Refused
from hospes.kit.iban import normalise_bic, normalise_iban

MOST = Decimal("999999999.99")
PIXELS_A_MODULE = 6


@dataclass(frozen=True, slots=True)
class Transfer:
    """A bank transfer that somebody shall make.

    Attributes:
        holder: whose account it is, at most 70 characters count.
        amount: in `currency`.
        reference: what the payer's bank passes on, at most 140 characters count.
    """

    iban: str
    holder: str
    amount: Decimal
    currency: str
    reference: str
    bic: str = ""


def payment_code(transfer: Transfer) -> bytes:
    """The QR code as PNG, the same bytes for the same transfer.

    Raises:
        Refused: such codes exist only in euro, for amounts above nothing, to a named account; `reason` says
            which of these it is ("not_euro", "nothing_due", "no_account").
        Malformed: the IBAN or BIC has a mistake in it.
    """
    code = segno.make(payment_words(transfer), error="m", micro=False, boost_error=False, encoding="utf-8")
    out = BytesIO()
    code.save(out, kind="png", scale=PIXELS_A_MODULE, border=4)
    return out.getvalue()


def payment_words(transfer: Transfer) -> str:
    """What the QR code says, line by line.

    Raises:
        Refused: like `payment_code`.
        Malformed: like `payment_code`.

    Source: EPC069-12 version 2.1: BCD, version 002, UTF-8, SEPA credit transfer.
    """
    if transfer.currency != "EUR":
        raise Refused("A payment code exists only for amounts in euro.", reason="not_euro")
    if not Decimal("0.01") <= transfer.amount <= MOST:
        raise Refused("There is nothing to pay, so there is no payment code.", reason="nothing_due")
    if not transfer.iban or not transfer.holder.strip():
        raise Refused("Enter the agency's IBAN and its account holder first.", reason="no_account")
    holder, reference = (" ".join(text.split()) for text in (transfer.holder, transfer.reference))
    amount = f"EUR{transfer.amount:.2f}"
    iban, bic = normalise_iban(transfer.iban), normalise_bic(transfer.bic)
    return "\n".join(("BCD", "002", "1", "SCT", bic, holder[:70], iban, amount, "", "", reference[:140]))
