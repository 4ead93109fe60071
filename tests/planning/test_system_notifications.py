"""What the reference systems say of their notifications, sentence by sentence, as far as the outbox."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Booking
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.dispatch.models import Attachment, Message
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.making import NOW, make_member, make_solution, make_template
from tests.planning.stories import LATER, Story, mails, outbox, the_mail

pytestmark = pytest.mark.django_db


def test_a_booking_that_awaits_confirmation_is_acknowledged() -> None:
    story = Story()
    story.matrix({"event": "pending"}, {"event": "confirmed"})
    story.booking(status="pending")
    story.passes(LATER)
    assert outbox() == [("email", "anna@example.com", "We have received your booking B1: Casa Mar")]


def test_a_booking_that_is_confirmed_by_itself_is_confirmed_at_once() -> None:
    story = Story()
    story.matrix({"event": "pending"}, {"event": "confirmed"})
    story.booking()
    story.passes(LATER)
    assert outbox() == [("email", "anna@example.com", "Your booking is confirmed: Casa Mar, B1")]


def test_a_booking_that_is_confirmed_by_hand_is_confirmed_then() -> None:
    story = Story()
    story.matrix({"event": "pending"}, {"event": "confirmed"})
    story.booking(status="pending")
    story.passes(LATER)
    story.booking(LATER, status="confirmed")
    story.passes(LATER + timedelta(hours=1))
    assert mails() == [
        "We have received your booking B1: Casa Mar",
        "Your booking is confirmed: Casa Mar, B1",
    ]


def test_a_request_that_is_refused_is_rejected_not_cancelled() -> None:
    story = Story()
    story.matrix({"event": "rejected"}, {"event": "cancelled_by_us"}, {"event": "cancelled_by_guest"})
    story.booking(status="pending")
    story.booking(LATER, status="rejected")
    story.passes(LATER + timedelta(hours=1))
    assert mails() == ["We cannot accept your booking B1"]


@pytest.mark.parametrize(
    ("by", "subject"),
    [
        ("agency", "We had to cancel your booking B1"),
        ("portal", "We had to cancel your booking B1"),
        ("guest", "Your booking B1 is cancelled"),
    ],
)
def test_a_cancellation_says_who_cancelled(by: str, subject: str) -> None:
    story = Story()
    story.matrix({"event": "confirmed"}, {"event": "cancelled_by_us"}, {"event": "cancelled_by_guest"})
    story.booking()
    story.passes(LATER)
    story.booking(LATER, status="cancelled", cancelled_by=by)
    story.passes(LATER + timedelta(hours=1))
    assert mails() == ["Your booking is confirmed: Casa Mar, B1", subject]


def test_who_was_confirmed_by_mail_can_be_told_of_a_cancellation_by_sms() -> None:
    story = Story()
    story.matrix({"event": "confirmed"}, {"event": "cancelled_by_us", "channel": "sms"})
    story.booking()
    story.passes(LATER)
    story.booking(LATER, status="cancelled", cancelled_by="agency")
    story.passes(LATER + timedelta(hours=1))
    assert [channel for channel, _, _ in outbox()] == ["email", "sms"]


def test_a_cancellation_is_no_news_for_who_never_heard_of_the_booking() -> None:
    story = Story()
    story.matrix({"event": "cancelled_by_us"})
    story.booking()
    story.booking(LATER, status="cancelled", cancelled_by="agency")
    story.passes(LATER + timedelta(hours=1))
    assert Task.objects.values_list("state", "reason").get() == ("skipped", "nobody_informed")


def test_a_moved_booking_is_told_with_its_old_and_its_new_dates() -> None:
    story = Story()
    story.matrix({"event": "moved"})
    story.booking()
    story.booking(LATER, arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    story.passes(LATER + timedelta(hours=1))
    mail = the_mail()
    assert mail.subject == "New dates for your booking B1"
    assert "Before: 12 June 2026 – 19 June 2026\nArrival: Saturday, 20 June 2026, 15:00\n" in mail.text


def test_a_booking_that_comes_back_is_told_once_and_not_confirmed_again() -> None:
    story = Story()
    story.matrix({"event": "confirmed"}, {"event": "reinstated"})
    story.booking()
    story.passes(LATER)
    story.booking(LATER, status="cancelled")
    story.booking(LATER + timedelta(hours=1), status="confirmed")
    story.passes(LATER + timedelta(hours=2))
    assert mails() == ["Your booking is confirmed: Casa Mar, B1", "Your booking B1 is valid again"]


def test_a_payment_is_confirmed_with_what_is_left_to_pay() -> None:
    story = Story()
    story.matrix({"event": "paid"})
    story.booking(total=Decimal(840))
    story.booking(LATER, total=Decimal(840), paid=Decimal(210))
    story.passes(LATER + timedelta(hours=1))
    mail = the_mail()
    assert mail.subject == "Thank you for your payment: booking B1"
    assert "Price: €840.00\nPaid: €210.00\nStill to pay: €630.00\n" in mail.text


def test_confirmation_by_mail_only_and_reminders_by_mail_and_sms_24_and_3_hours_before() -> None:
    story = Story()
    story.matrix(
        {"event": "confirmed", "channel": "email"},
        {"event": "reminder", "channel": "email", "leads": ["24h", "3h"]},
        {"event": "reminder", "channel": "sms", "leads": ["24h", "3h"]},
    )
    story.booking()
    story.passes(datetime(2026, 6, 12, 23, tzinfo=UTC))
    start = datetime(2026, 6, 12, 13, tzinfo=UTC)
    sent = Message.objects.filter(state="sent").order_by("sent_at", "channel")
    assert [(each.channel, each.purpose) for each in sent] == [
        ("email", "confirmation"),
        ("email", "reminder@1440"),
        ("sms", "reminder@1440"),
        ("email", "reminder@180"),
        ("sms", "reminder@180"),
    ]
    leads = [start - each.sent_at for each in sent if each.sent_at][1:]
    assert all(timedelta(hours=hours, minutes=-5) <= lead <= timedelta(hours=hours)
               for hours, lead in zip((24, 24, 3, 3), leads, strict=True))  # fmt: skip
    assert sent[2].text == "Reminder: Casa Mar, 12 Jun 2026, 15:00. Booking B1. Costa Blava"


def test_who_books_after_the_reminders_time_gets_the_confirmation_only() -> None:
    story = Story()
    story.matrix({"event": "confirmed"}, {"event": "reminder"})
    story.booking(arrival=date(2026, 5, 1), departure=date(2026, 5, 2))
    story.passes(NOW + timedelta(days=2))
    assert mails() == ["Your booking is confirmed: Casa Mar, B1"]


def test_a_booking_that_moves_after_its_reminder_is_reminded_of_again_and_says_so() -> None:
    story = Story()
    story.matrix({"event": "reminder"})
    story.booking()
    moved = datetime(2026, 6, 11, 14, tzinfo=UTC)
    story.passes(moved)
    story.booking(moved, arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    story.passes(datetime(2026, 6, 30, tzinfo=UTC))
    assert mails() == [
        "Reminder: Casa Mar, 12 June 2026, 15:00",
        "Updated: Reminder: Casa Mar, 20 June 2026, 15:00",
    ]


def test_a_cancelled_booking_is_not_reminded_of() -> None:
    story = Story()
    story.matrix({"event": "reminder"})
    story.booking()
    story.booking(LATER, status="cancelled")
    story.passes(datetime(2026, 6, 30, tzinfo=UTC))
    assert outbox() == []


def test_a_review_is_thanked_for() -> None:
    story = Story()
    story.matrix({"event": "review_received"})
    story.booking(status="completed", arrival=date(2026, 4, 20), departure=date(2026, 4, 27))
    story.happens("review_received", at=LATER)
    story.passes(LATER + timedelta(hours=1))
    assert mails() == ["Thank you for your review"]


def test_messages_go_to_single_employees_and_to_the_administrators_too() -> None:
    story = Story()
    make_member(story.agency, "boss@example.com", role="administrator")
    make_member(story.agency, "clean@example.com")
    make_member(story.agency, "other@example.com")
    story.matrix(
        {"event": "confirmed", "audience": "administrators"},
        {"event": "confirmed", "audience": "staff:clean@example.com"},
    )
    story.booking()
    story.passes(LATER)
    assert sorted(outbox()) == [
        ("email", "boss@example.com", "Confirmed: Casa Mar, B1"),
        ("email", "clean@example.com", "Confirmed: Casa Mar, B1"),
    ]


def test_who_booked_for_the_guest_is_told_and_nobody_twice() -> None:
    story = Story()
    story.matrix({"event": "confirmed"}, {"event": "confirmed", "audience": "client"})
    luis = PersonFacts(name="Luis Mora", email="luis@example.com", language="es")
    story.booking(client=luis)
    story.passes(LATER)
    assert sorted(outbox()) == [
        ("email", "anna@example.com", "Your booking is confirmed: Casa Mar, B1"),
        ("email", "luis@example.com", "Su reserva está confirmada: Casa Mar, B1"),
    ]


def test_the_guest_without_another_client_gets_one_copy() -> None:
    story = Story()
    story.matrix({"event": "confirmed"}, {"event": "confirmed", "audience": "client"})
    story.booking()
    story.passes(LATER)
    assert mails() == ["Your booking is confirmed: Casa Mar, B1"]


def test_viber_carries_a_notification_in_the_guests_language() -> None:
    story = Story()
    story.matrix({"event": "confirmed", "channel": "viber"})
    story.booking(
        guest=PersonFacts(name="Eva Malá", email="e@example.com", phone="+421900111222", language="sk")
    )
    story.passes(LATER)
    message = Message.objects.get()
    assert (message.channel, message.to_address, message.state) == ("viber", "+421900111222", "sent")
    assert message.text == (
        "Potvrdené: rezervácia B1, Casa Mar, 12. júna 2026 – 19. júna 2026. Tešíme sa na Vás. Costa Blava"
    )


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (Decimal(0), "Parking is behind the house.\n\nBring your dancing shoes."),
        (
            Decimal(840),
            "Parking is behind the house.\n\nBring your dancing shoes.\n\nThe hall opens at nine.",
        ),
    ],
)
def test_information_of_the_property_is_told_when_it_is_due_and_the_footer_always(
    paid: Decimal, said: str
) -> None:
    story = Story()
    texts = {
        "always": "Parking is behind the house.",
        "booked": "Bring your dancing shoes.",
        "paid": "The hall opens at nine.",
    }
    information = [{"when": when, "text": {"en": text}} for when, text in texts.items()]
    save_properties(story.agency.pk, [PropertyFacts("Casa Mar", information=information)], now=NOW)
    Agency.objects.filter(pk=story.agency.pk).update(footer={"en": "Costa Blava, Blanes, since 1998"})
    story.matrix({"event": "confirmed"})
    story.booking(total=Decimal(840), paid=paid)
    story.passes(LATER)
    text = the_mail().text
    assert f"\n\n{said}\n\nWe look forward to seeing you.\n" in text
    assert text.endswith("Kind regards\nCosta Blava\n\nCosta Blava, Blanes, since 1998\n")


def test_a_calendar_file_and_the_codes_go_along_with_the_confirmation() -> None:
    story = Story()
    story.matrix({"event": "confirmed"})
    story.booking(codes=("7Q4K", "8R5L"))
    story.passes(LATER)
    assert list(Attachment.objects.order_by("position").values_list("name", flat=True)) == [
        "booking.ics",
        "codes.pdf",
    ]


def test_a_booking_without_codes_gets_the_calendar_file_alone() -> None:
    story = Story()
    story.matrix({"event": "confirmed"})
    story.booking()
    story.passes(LATER)
    assert list(Attachment.objects.values_list("name", flat=True)) == ["booking.ics"]


def test_a_cancelled_booking_takes_its_event_out_of_the_calendar() -> None:
    story = Story()
    Agency.objects.filter(pk=story.agency.pk).update(email="hello@example.com")
    story.matrix({"event": "confirmed"}, {"event": "cancelled_by_guest"})
    story.booking()
    story.passes(LATER)
    story.booking(LATER, status="cancelled", cancelled_by="guest")
    story.passes(LATER + timedelta(hours=1))
    first, last = (
        bytes(each) for each in Attachment.objects.order_by("id").values_list("content", flat=True)
    )
    assert b"STATUS:CONFIRMED" in first
    assert b"METHOD:CANCEL" in last
    assert b"SEQUENCE:1" in last


def test_own_words_say_what_to_bring() -> None:
    story = Story()
    make_template(story.agency, "ours", en={"subject": "See you", "text": "Bring a towel."})
    story.matrix({"event": "confirmed", "template": "ours"})
    story.booking()
    story.passes(LATER)
    assert (the_mail().subject, the_mail().text) == ("See you", "Bring a towel.")


def test_an_own_solution_of_the_same_purpose_speaks_in_the_place_of_the_built_in_one() -> None:
    story = Story()
    make_template(story.agency)
    story.matrix({"event": "confirmed"})
    trigger = {"anchor": "event:confirmed", "offset": 0, "unit": "minutes"}
    make_solution(story.agency, "Ours", purpose="confirmation", trigger=trigger)
    story.booking()
    story.passes(LATER)
    assert mails() == ["Hello Anna"]
    assert Task.objects.values_list("state", "reason").get(solution__is_system=True) == (
        "skipped",
        "replaced",
    )


def test_a_guest_can_do_without_reminders_but_not_without_news_of_the_booking() -> None:
    story = Story()
    story.matrix(
        {"event": "confirmed", "channel": "sms"},
        {"event": "reminder", "channel": "sms"},
        {"event": "reminder", "channel": "email"},
    )
    story.booking()
    guest = Booking.objects.get().guest_id
    no = ConsentFacts(guest, "sms", "service", is_allowed=False, at=NOW, source="page")
    record_consents(story.agency.pk, [no], now=NOW)
    plan_tasks(story.agency.pk, now=NOW, booking_ids=[Booking.objects.get().pk])
    story.passes(datetime(2026, 6, 30, tzinfo=UTC))
    assert [(channel, words[:9]) for channel, _, words in outbox()] == [
        ("sms", "Confirmed"),
        ("email", "Reminder:"),
    ]


def test_a_reminder_waits_for_the_end_of_quiet_hours_and_an_answer_does_not() -> None:
    story = Story()
    change_agency(story.agency.pk, quiet_from=time(21), quiet_to=time(9))
    story.matrix({"event": "confirmed"}, {"event": "reminder", "leads": ["17h"]})
    story.booking(datetime(2026, 5, 1, 20, 30, tzinfo=UTC), status="pending")
    story.booking(datetime(2026, 5, 1, 20, 45, tzinfo=UTC))
    story.passes(datetime(2026, 6, 30, tzinfo=UTC))
    sent = Message.objects.filter(state="sent").order_by("sent_at").values_list("purpose", "sent_at")
    assert list(sent) == [
        ("confirmation", datetime(2026, 5, 1, 20, 47, tzinfo=UTC)),
        ("reminder@1020", datetime(2026, 6, 12, 7, tzinfo=UTC)),
    ]


def test_a_cell_that_is_switched_on_speaks_of_what_comes_not_of_what_was() -> None:
    story = Story()
    story.booking()
    story.matrix({"event": "confirmed"}, {"event": "moved"}, now=LATER)
    story.booking(LATER + timedelta(minutes=1), arrival=date(2026, 6, 13))
    story.passes(LATER + timedelta(hours=1))
    assert mails() == ["New dates for your booking B1"]


def test_a_cell_that_is_switched_off_is_silent() -> None:
    story = Story()
    story.matrix({"event": "reminder"})
    story.booking()
    story.matrix({"event": "reminder", "active": False}, now=LATER)
    story.passes(datetime(2026, 6, 30, tzinfo=UTC))
    assert outbox() == []


def test_moves_that_are_merged_tell_the_first_dates_and_the_last() -> None:
    story = Story()
    story.matrix({"event": "moved"})
    story.booking()
    story.booking(LATER, arrival=date(2026, 6, 14), departure=date(2026, 6, 21))
    story.booking(LATER + timedelta(minutes=5), arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    story.passes(LATER + timedelta(hours=1))
    assert "Before: 12 June 2026 – 19 June 2026\nArrival: Saturday, 20 June 2026, 15:00\n" in the_mail().text
