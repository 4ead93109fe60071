"""Reviews come in once each (S30)."""

from datetime import datetime
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Event, Review
from hospes.bookings.record_reviews import ReviewFacts, record_review
from hospes.kit.errors import Malformed, NotFound
from tests.bookings.receiving import later, received_id
from tests.making import NOW


def said(**changes: Any) -> ReviewFacts:
    return ReviewFacts(
        **{"reference": "R1", "at": NOW, "rating": 4, "text": "Lovely", "source": "web", **changes}
    )


def test_s30_a_review_is_kept_and_is_an_event_once(agency: Agency) -> None:
    booking = received_id(agency)
    outcomes = [record_review(agency.id, booking, said(), now=later(n)) for n in (1, 2)]
    assert [(one.outcome, one.kinds) for one in outcomes] == [
        ("changed", ("review_received",)),
        ("unchanged", ()),
    ]
    review = Review.objects.get()
    assert (review.rating, review.text, review.source, review.recorded_at) == (4, "Lovely", "web", later(1))
    event = Event.objects.get(kind="review_received")
    assert (event.at, event.details) == (NOW, {"review": "R1", "rating": 4, "source": "web"})


def test_a_review_that_its_writer_changed_is_no_second_event(agency: Agency) -> None:
    booking = received_id(agency)
    record_review(agency.id, booking, said(), now=later(1))
    changed = record_review(agency.id, booking, said(rating=2, text="The wifi broke"), now=later(2))
    assert (changed.outcome, changed.kinds, Review.objects.get().rating) == ("changed", (), 2)
    assert Event.objects.filter(kind="review_received").count() == 1


def test_two_reviews_of_one_stay_are_two_events(agency: Agency) -> None:
    booking = received_id(agency)
    for reference in ("R1", "R2"):
        record_review(agency.id, booking, said(reference=reference), now=later(1))
    ordinals = Event.objects.filter(kind="review_received").values_list("ordinal", flat=True)
    assert sorted(ordinals) == [1, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reference": " "}, "needs a reference"),
        ({"rating": 6}, "not between 1 and 5"),
        ({"rating": 0}, "not between 1 and 5"),
        ({"at": datetime(2026, 5, 1)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_what_is_no_review_is_refused(agency: Agency, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        record_review(agency.id, received_id(agency), said(**change), now=NOW)


def test_a_review_of_no_booking_is_not_found(agency: Agency) -> None:
    with pytest.raises(NotFound):
        record_review(agency.id, 1, said(), now=NOW)
