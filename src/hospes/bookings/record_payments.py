"""Record a payment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hospes.bookings.changing import change_stored, lock_stored
from hospes.bookings.models import Payment
from hospes.bookings.receive_bookings import Received
from hospes.kit.errors import Conflict, Malformed


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """Money that came in (negative: went back), as the payer's system says it."""

    reference: str
    amount: Decimal
    currency: str
    at: datetime
    method: str = ""


def record_payment(agency_id: int, booking_id: int, payment: PaymentFacts, *, now: datetime) -> Received:
    """Add a payment to a booking: `paid` grows by the amount, and *paid* is recorded when it was money in.

    Money that came in ends a payment under way. Idempotent by the payment's reference, for webhooks come
    twice. Runs in the caller's transaction.

    Raises:
        NotFound: the agency has no such booking.
        Malformed: no reference, no amount, or another currency than the booking's.
        Conflict: the reference is known with another amount, or more would go back than came in.
    """
    stored = lock_stored(agency_id, booking_id)
    amount = _check(payment, stored.row.currency)
    reference = payment.reference.strip()
    known = Payment.objects.filter(agency_id=agency_id, booking_id=booking_id, reference=reference).first()
    if known is not None:
        return _again(known, amount, stored.row.reference)
    if stored.row.paid + amount < 0:
        raise Conflict("More would be paid back than was paid: correct the amount.", payment=reference)
    Payment.objects.create(
        agency_id=agency_id,
        booking_id=booking_id,
        reference=reference,
        amount=amount,
        currency=stored.row.currency,
        method=payment.method.strip()[:60],
        at=payment.at,
        recorded_at=now,
    )
    return change_stored(agency_id, booking_id, lambda row: row._replace(paid=row.paid + amount), now=now)


def _check(payment: PaymentFacts, currency: str) -> Decimal:
    if not payment.reference.strip() or len(payment.reference) > 200:
        raise Malformed("The payment needs a reference of at most 200 characters.", field="reference")
    if not payment.amount.is_finite() or not payment.amount or abs(payment.amount) >= Decimal(10) ** 10:
        raise Malformed("The amount must be a number other than zero.", field="amount")
    if payment.currency.upper() != currency:
        message = f"The booking is in {currency}: record the payment in that currency."
        raise Malformed(message, field="currency")
    return payment.amount.quantize(Decimal("0.01"))


def _again(known: Payment, amount: Decimal, booking: str) -> Received:
    if known.amount != amount:
        message = "This payment is known with another amount: give a correction its own reference."
        raise Conflict(message, payment=known.reference)
    return Received(known.booking_id, booking, "unchanged")
