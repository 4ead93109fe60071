"""Record what a guest says of a stay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hospes.bookings.changing import lock_stored, relatives_of
from hospes.bookings.history import Happening
from hospes.bookings.models import EventKind, Review
from hospes.bookings.people import tidy_text
from hospes.bookings.receive_bookings import Received
from hospes.bookings.storing import record_happenings
from hospes.kit.errors import Malformed

BEST = 5


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A review as its source says it. `reference` is the source's own number of it; `rating` is 1 to 5.

    `at` is when it was written; None where the source does not say: then it is when we first heard of it.
    """

    reference: str
    at: datetime | None
    rating: int | None = None
    text: str = ""
    source: str = ""


def record_review(agency_id: int, booking_id: int, review: ReviewFacts, *, now: datetime) -> Received:
    """Keep a review of a stay; the first time, the event *review_received* follows (S30).

    The same review again changes nothing; one that its writer changed is kept as it is now, without another
    event. Runs in the caller's transaction; planning is the caller's next step: it withdraws requests for a
    review and starts what thanks for one.

    Raises:
        NotFound: the agency has no such booking.
        Malformed: no reference, no instant with a zone, or a rating that is not 1 to 5.
    """
    _check(review)
    row = lock_stored(agency_id, booking_id).row
    reference = review.reference.strip()
    said: dict[str, Any] = {
        "rating": review.rating,
        "text": review.text.replace("\0", ""),
        "source": tidy_text(review.source, 60),
    }
    reviews = Review.objects.filter(agency_id=agency_id, booking_id=booking_id, reference=reference)
    known = reviews.values("at", *said).first()
    at = review.at or (known["at"] if known else now)
    said["at"] = at
    if known == said:
        return Received(booking_id, row.reference, "unchanged")
    relatives = relatives_of(agency_id, row)
    if known is not None:
        reviews.update(**said)
        return Received(booking_id, row.reference, "changed", relatives=relatives)
    Review.objects.create(
        agency_id=agency_id, booking_id=booking_id, reference=reference, recorded_at=now, **said
    )
    details = {"review": reference, "rating": review.rating, "source": said["source"]}
    event = Happening(EventKind.REVIEW_RECEIVED.value, at, details)
    record_happenings(agency_id, [(booking_id, event, False)], now=now)
    return Received(booking_id, row.reference, "changed", kinds=(event.kind,), relatives=relatives)


def _check(review: ReviewFacts) -> None:
    if not review.reference.strip() or len(review.reference) > 200 or "\0" in review.reference:
        raise Malformed("The review needs a reference of at most 200 characters.", field="reference")
    if review.at is not None and review.at.utcoffset() is None:
        raise Malformed("The time of the review has no time zone: add an offset or Z.", field="at")
    if review.rating is not None and review.rating not in range(1, BEST + 1):
        raise Malformed(
            f"The rating {review.rating} is not between 1 and {BEST}: correct it.", field="rating"
        )
