"""Importing feeds: what is new goes in, what is the same writes nothing, what vanished is cancelled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.import_feed import FeedOptions, feed_key
from hospes.bookings.models import Booking, Event, Person
from hospes.bookings.sources.ical_bookings import Block
from hospes.kit.errors import Malformed, NotFound, Refused
from tests.bookings.feeds import airbnb, calendar, event, import_raw, shared, statuses
from tests.making import NOW, make_facts, take_in

A, B, C = "HMAAAAAAAA", "HMBBBBBBBB", "HMCCCCCCCC"
BLOCK = event(f"6fec1092d3fa-{'0' * 32}@airbnb.com", "20260701", "20260705", SUMMARY="Airbnb (Not available)")
LATER = NOW + timedelta(hours=6)


def test_bookings_go_in_under_their_code_and_blocks_are_only_reported(agency: Agency) -> None:
    report = import_raw(agency, calendar(airbnb(A), BLOCK))
    assert (report.portal, report.events, report.created) == ("Airbnb", 2, 1)
    assert report.blocks == [Block(date(2026, 7, 1), date(2026, 7, 5), "Airbnb (Not available)")]
    booking = Booking.objects.select_related("portal", "property").get()
    assert (booking.reference, booking.portal.name, booking.property.name) == (A, "Airbnb", "Casa Mar")
    assert (booking.status, booking.arrival, booking.departure) == (
        "confirmed",
        date(2026, 6, 12),
        date(2026, 6, 19),
    )
    assert booking.custom == {
        "uid": f"1418fb94e984-{A.lower():0>32}@airbnb.com",
        "feed": "file",
        "reservation_code": A,
        "phone_last_digits": "0286",
    }


def test_the_same_bookings_in_other_bytes_write_nothing(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A, polled="20260501T080000Z"), BLOCK))
    before = Booking.objects.values().get(), Event.objects.count(), Person.objects.count()
    report = import_raw(agency, calendar(BLOCK, airbnb(A, polled="20260501T140000Z")), now=LATER)
    assert (report.unchanged, report.created, report.changed, report.cancelled) == (1, 0, 0, 0)
    assert (Booking.objects.values().get(), Event.objects.count(), Person.objects.count()) == before


def test_other_dates_under_the_same_code_move_the_booking(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A)))
    report = import_raw(agency, calendar(airbnb(A, "20260613", "20260620")), now=LATER)
    assert report.changed == 1
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "booked",
        "confirmed",
        "moved",
    ]


def test_what_a_feed_shows_first_counts_as_imported_and_what_comes_later_is_news(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A)))
    import_raw(agency, calendar(airbnb(A), airbnb(B, "20260801", "20260805")), now=LATER)
    found = {one.reference: one for one in Booking.objects.all()}
    assert (found[A].is_imported, found[B].is_imported) == (True, False)
    assert found[B].booked_at == LATER


def test_the_first_booking_of_a_feed_that_was_empty_is_news(agency: Agency) -> None:
    import_raw(agency, calendar(BLOCK))
    import_raw(agency, calendar(BLOCK, airbnb(A)), now=LATER)
    assert Booking.objects.get().is_imported is False


def test_a_feed_that_says_when_a_booking_was_made_is_believed(agency: Agency) -> None:
    import_raw(agency, calendar(event("u1", CREATED="20260420T100000Z")))
    assert Booking.objects.get().booked_at == datetime(2026, 4, 20, 10, tzinfo=UTC)


def test_a_stay_that_has_begun_was_booked_before_it_began(agency: Agency) -> None:
    import_raw(agency, calendar(BLOCK))
    import_raw(agency, calendar(BLOCK, airbnb(A, "20260420", "20260425")), now=LATER)
    booking = Booking.objects.get()
    assert booking.booked_at == datetime(2026, 4, 19, 22, tzinfo=UTC)
    assert booking.is_imported is True


def test_a_booking_that_vanished_is_cancelled_and_nobody_knows_by_whom(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A), airbnb(B, "20260801", "20260805")))
    report = import_raw(agency, calendar(airbnb(B, "20260801", "20260805")), now=LATER)
    assert (report.cancelled, report.vanished, report.unchanged) == (1, 1, 1)
    gone = Booking.objects.get(reference=A)
    assert (gone.status, gone.cancelled_by, gone.status_at) == ("cancelled", "", LATER)


def test_a_vanished_booking_that_comes_back_is_reinstated(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A), BLOCK))
    import_raw(agency, calendar(BLOCK), now=LATER)
    import_raw(agency, calendar(airbnb(A), BLOCK), now=LATER + timedelta(hours=6))
    assert statuses() == {A: "confirmed"}
    assert Event.objects.filter(kind="reinstated").count() == 1


def test_stays_that_ended_drop_out_of_a_feed_without_being_cancelled(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A), BLOCK))
    on_the_day = datetime(2026, 6, 19, 6, tzinfo=UTC)
    assert import_raw(agency, calendar(BLOCK), now=on_the_day).cancelled == 0
    assert statuses() == {A: "confirmed"}


def test_a_stay_that_runs_and_vanishes_is_cancelled(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A), BLOCK))
    assert import_raw(agency, calendar(BLOCK), now=datetime(2026, 6, 18, 6, tzinfo=UTC)).cancelled == 1


def test_an_empty_feed_is_refused_while_bookings_of_it_are_to_come(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A)))
    with pytest.raises(Refused) as refused:
        import_raw(agency, calendar(), now=LATER)
    assert refused.value.message == (
        "The calendar is empty, but bookings that are not over came from it before: try again later, or "
        "allow an empty calendar to cancel them."
    )
    assert refused.value.details == {"bookings": 1}
    assert statuses() == {A: "confirmed"}
    assert import_raw(agency, calendar(), now=LATER, options=FeedOptions(allow_empty=True)).cancelled == 1


def test_an_empty_feed_is_fine_when_nothing_came_from_it(agency: Agency) -> None:
    assert import_raw(agency, calendar()).events == 0


def test_nothing_is_cancelled_when_an_event_could_not_be_identified(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A), airbnb(B, "20260801", "20260805")))
    report = import_raw(agency, calendar(airbnb(B, "20260801", "20260805"), event("")), now=LATER)
    assert (report.kept, report.cancelled, len(report.refused)) == (1, 0, 1)
    assert statuses() == {A: "confirmed", B: "confirmed"}


def test_an_event_that_became_unreadable_does_not_cancel_its_booking(agency: Agency) -> None:
    import_raw(agency, calendar(event("u1"), event("u2", "20260801", "20260805")))
    broken = event("u2", "20260805", "20260801")
    report = import_raw(agency, calendar(event("u1"), broken), now=LATER)
    assert (report.cancelled, report.kept, len(report.refused)) == (0, 0, 1)


def test_a_feed_cancels_only_its_own_bookings(agency: Agency) -> None:
    take_in(agency, make_facts("B1", portal="Airbnb"))
    import_raw(agency, calendar(airbnb(A)), key=feed_key("https://example.com/1.ics"))
    import_raw(agency, calendar(airbnb(B)), key=feed_key("https://example.com/2.ics"), now=LATER)
    import_raw(agency, calendar(airbnb(C)), property="Casa Sol", now=LATER)
    assert statuses() == {"B1": "confirmed", A: "confirmed", B: "confirmed", C: "confirmed"}


def test_a_feed_leaves_what_it_does_not_know(agency: Agency) -> None:
    take_in(agency, make_facts(A, portal="Airbnb", adults=3, notes="Late", custom={"door": "7"}))
    report = import_raw(agency, calendar(airbnb(A)), now=LATER)
    assert (report.created, report.changed) == (0, 1)
    booking = Booking.objects.select_related("guest").get()
    assert (booking.guest.email, booking.guest.name) == (f"guest-{A.lower()}@example.com", "Anna Keller")
    assert (booking.adults, booking.notes, booking.booked_at) == (3, "Late", NOW)
    assert (booking.custom["door"], booking.custom["reservation_code"]) == ("7", A)


def test_what_staff_cancelled_stays_cancelled_though_the_feed_still_holds_it(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A)))
    cancel_booking(agency.id, Booking.objects.get().id, now=NOW, by="agency")
    assert import_raw(agency, calendar(airbnb(A)), now=LATER).unchanged == 1
    assert statuses() == {A: "cancelled"}


def test_an_event_that_says_cancelled_cancels(agency: Agency) -> None:
    import_raw(agency, calendar(event("u1")))
    report = import_raw(agency, calendar(event("u1", STATUS="CANCELLED")), now=LATER)
    assert (report.cancelled, report.vanished) == (1, 0)


def test_a_provisional_booking_is_pending_until_it_is_reserved(agency: Agency) -> None:
    import_raw(agency, calendar(event("u1", SUMMARY="Provisoire - Zoé")))
    assert statuses() == {"u1": "pending"}
    import_raw(agency, calendar(event("u1", SUMMARY="Réservée - Zoé")), now=LATER)
    assert statuses() == {"u1": "confirmed"}
    assert Person.objects.get().name == "Zoé"


def test_bookings_more_than_two_years_ahead_are_left_out(agency: Agency) -> None:
    report = import_raw(agency, calendar(event("u1", "20290101", "20290105")))
    assert (report.left_out, report.created) == (1, 0)


def test_a_dry_run_reports_the_same_and_leaves_nothing(agency: Agency) -> None:
    report = import_raw(agency, calendar(airbnb(A), BLOCK), options=FeedOptions(dry_run=True))
    assert (report.created, len(report.blocks)) == (1, 1)
    assert not Booking.objects.exists()
    assert import_raw(agency, calendar(airbnb(A), BLOCK)).created == 1
    assert Booking.objects.get().is_imported is True


def test_a_calendar_that_cannot_be_read_changes_nothing(agency: Agency) -> None:
    import_raw(agency, calendar(airbnb(A)))
    with pytest.raises(Malformed):
        import_raw(agency, calendar(airbnb(A))[:-60], now=LATER)
    assert statuses() == {A: "confirmed"}


def test_an_agency_that_does_not_exist_is_refused(db: None) -> None:
    with pytest.raises(NotFound):
        import_raw(Agency(id=404), calendar())


def test_a_portal_that_is_named_wins(agency: Agency) -> None:
    assert import_raw(agency, calendar(airbnb(A)), portal="Own site").portal == "Own site"


def test_a_real_season_of_airbnb_twice(agency: Agency) -> None:
    now = datetime(2015, 7, 1, 6, tzinfo=UTC)
    first = import_raw(agency, shared("DERIVED_airbnb_1.0_shape.ics"), now=now)
    again = import_raw(agency, shared("DERIVED_airbnb_1.0_shape.ics"), now=now + timedelta(hours=1))
    assert (first.created + len(first.blocks), first.refused) == (25, [])
    assert (again.unchanged, again.created, again.changed, again.cancelled) == (first.created, 0, 0, 0)
    assert Booking.objects.count() == first.created


def test_a_feed_of_a_thousand_bookings_goes_in_and_again_changes_nothing(agency: Agency) -> None:
    raw = calendar(*(airbnb(f"HM{number:08d}") for number in range(1000)))
    assert import_raw(agency, raw).created == 1000
    assert import_raw(agency, raw, now=LATER).unchanged == 1000
