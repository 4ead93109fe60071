"""Files go along with e-mails: a calendar entry that follows the booking, codes, a payment code."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from icalendar import Calendar, Event
from PIL import Image
from pypdf import PdfReader

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.facts import PersonFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Attachment, Message
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
HTML = {"subject": "Hello", "html": "<p>Please pay.</p>", "text": "Please pay."}


def make_world(*attach: str, **changes: Any) -> Agency:
    """An agency with an account and a solution whose e-mail to the guest has files go along."""
    agency = make_agency(**changes.pop("agency", {}))
    Agency.objects.filter(id=agency.id).update(
        sender_email="stay@costablava.example",
        iban="ES9121000418450200051332",
        account_holder="Costa Blava S.L.",
    )
    make_template(agency, en=HTML)
    line = {"to": "guest", "template": "welcome", "channels": ["email"], "attach": list(attach)}
    make_solution(agency, **{"notifications": [line], **changes})
    return agency


def files() -> list[tuple[str, str]]:
    return list(Attachment.objects.order_by("message_id", "position").values_list("name", "content_type"))


def calendars() -> list[list[str]]:
    """Of every calendar that was made: method, sequence, first and last day."""
    raws = Attachment.objects.filter(name="booking.ics").order_by("message_id")
    return [_told(bytes(one.content)) for one in raws]


def _told(raw: bytes) -> list[str]:
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.events
    return [str(calendar["METHOD"]), str(event["SEQUENCE"]), str(event.start), str(event.end)]


def event_in(one: Attachment) -> Event:
    (event,) = Calendar.from_ical(bytes(one.content)).events
    return event


def test_a_line_without_files_attaches_none() -> None:
    take_in(make_world(), make_facts())
    execute_tasks(now=DUE)
    assert (Message.objects.values("id").count(), files()) == (1, [])


def test_the_files_of_a_line_are_made_with_its_message() -> None:
    take_in(make_world("calendar", "codes", "payment_qr"), make_facts(total=Decimal(500), paid=Decimal(380)))
    execute_tasks(now=DUE)
    assert files() == [
        ("booking.ics", "text/calendar; method=REQUEST; charset=utf-8"),
        ("codes.pdf", "application/pdf"),
        ("payment-qr.png", "image/png"),
    ]
    calendar, codes, code = Attachment.objects.order_by("position")
    assert _told(bytes(calendar.content)) == ["REQUEST", "0", "2026-06-12", "2026-06-19"]
    assert PdfReader(BytesIO(bytes(codes.content))).pages[0].extract_text().splitlines()[-1] == "B1"
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(bytes(code.content))))
    assert read.text.split("\n")[5:] == [
        "Costa Blava S.L.",
        "ES9121000418450200051332",
        "EUR120.00",
        "",
        "",
        "B1",
    ]


def test_the_picture_stands_in_the_html_and_is_described_for_those_who_do_not_see_it() -> None:
    take_in(make_world("payment_qr"), make_facts(total=Decimal(120)))
    execute_tasks(now=DUE)
    message, picture = Message.objects.get(), Attachment.objects.get()
    assert picture.content_id == f"{message.public_id}@payment-qr"
    assert f'<img src="cid:{picture.content_id}"' in message.html
    assert 'alt="QR code for a bank transfer of €120.00 to Costa Blava S.L."' in message.html
    assert "Scan with your banking app to pay €120.00." in message.html
    assert message.html.endswith("</body></html>")


@pytest.mark.parametrize(
    ("facts", "account", "reason"),
    [
        ({"total": Decimal(120), "currency": "CZK"}, {}, "not_euro"),
        ({"total": Decimal(0)}, {}, "nothing_due"),
        ({"total": Decimal(120), "paid": Decimal(120)}, {}, "nothing_due"),
        ({"total": Decimal(120)}, {"iban": ""}, "no_account"),
        ({"total": Decimal(120)}, {"iban": "ES9221000418450200051332"}, "iban"),
    ],
)
def test_without_a_transfer_to_make_the_words_go_alone(
    facts: dict[str, Any], account: dict[str, str], reason: str
) -> None:
    agency = make_world("payment_qr")
    Agency.objects.filter(id=agency.id).update(**account)
    take_in(agency, make_facts(**facts))
    execute_tasks(now=DUE)
    message = Message.objects.get()
    assert (message.state, files(), "<img" in message.html) == ("queued", [], False)
    task = Task.objects.get()
    assert (task.state, (task.details or {})["left_out"]) == ("done", {"payment_qr": reason})


def test_a_moved_booking_moves_in_the_calendar_and_an_unchanged_one_does_not() -> None:
    agency = make_world("calendar", repeat={"every_days": 1, "times": 3})
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    execute_tasks(now=DUE + timedelta(days=1))
    later = make_facts(departure=make_facts().departure + timedelta(days=2), version_at=DUE)
    take_in(agency, later, now=DUE + timedelta(days=1, hours=1))
    execute_tasks(now=DUE + timedelta(days=2))
    assert calendars() == [
        ["REQUEST", "0", "2026-06-12", "2026-06-19"],
        ["REQUEST", "0", "2026-06-12", "2026-06-19"],
        ["REQUEST", "1", "2026-06-12", "2026-06-21"],
    ]
    assert list(Message.objects.order_by("id").values_list("sequence", flat=True)) == [0, 0, 1]
    assert len({str(event_in(one)["UID"]) for one in Attachment.objects.all()}) == 1


def test_a_cancelled_booking_leaves_the_calendar_it_was_in() -> None:
    agency = make_world("calendar")
    make_cancellation(agency)
    (taken,) = take_in(agency, make_facts())
    execute_tasks(now=DUE)
    cancel(agency, taken.booking_id)
    execute_tasks(now=DUE + timedelta(hours=2))
    assert calendars() == [
        ["REQUEST", "0", "2026-06-12", "2026-06-19"],
        ["CANCEL", "1", "2026-06-12", "2026-06-19"],
    ]


def test_a_booking_that_no_calendar_holds_needs_no_cancelling() -> None:
    agency = make_world()
    make_cancellation(agency)
    (taken,) = take_in(agency, make_facts())
    execute_tasks(now=DUE)
    cancel(agency, taken.booking_id)
    execute_tasks(now=DUE + timedelta(hours=2))
    assert (Message.objects.values("id").count(), files()) == (2, [])


def make_cancellation(agency: Agency) -> None:
    line = {"to": "guest", "template": "welcome", "channels": ["email"], "attach": ["calendar"]}
    make_solution(
        agency,
        "Cancelled",
        trigger={"anchor": "event:cancelled", "offset": 0, "unit": "minutes"},
        conditions={"statuses": ["cancelled"]},
        notifications=[line],
    )


def cancel(agency: Agency, booking_id: int | None) -> None:
    assert booking_id is not None
    at = DUE + timedelta(hours=1)
    cancel_booking(agency.id, booking_id, now=at, by="guest")
    plan_tasks(agency.id, now=at, booking_ids=[booking_id])


def test_the_files_of_bundled_messages_go_along_with_the_one_that_says_it_all() -> None:
    to_guest = {"to": "guest", "template": "welcome", "channels": ["email"]}
    agency = make_world(notifications=[{**to_guest, "attach": ["codes"]}], late="bundle")
    second = {"notifications": [{**to_guest, "attach": ["calendar"]}], "late": "bundle"}
    make_solution(agency, "Second", **second, trigger={"anchor": "arrival", "offset": -2, "unit": "days"})
    take_in(agency, make_facts(booked_at=DUE), now=DUE + timedelta(hours=1))
    execute_tasks(now=DUE + timedelta(hours=1, minutes=2))
    assert Message.objects.values("id").count() == 1
    assert sorted(name for name, _ in files()) == ["booking.ics", "codes.pdf"]


def test_attaching_again_changes_nothing() -> None:
    take_in(make_world("calendar", "payment_qr"), make_facts(total=Decimal(120)))
    execute_tasks(now=DUE)
    before = list(Attachment.objects.values_list("id", flat=True))
    html = Message.objects.get().html
    Task.objects.values("id").update(state="planned")
    execute_tasks(now=DUE)
    assert list(Attachment.objects.values_list("id", flat=True)) == before
    assert Message.objects.get().html == html


def test_nothing_goes_along_with_a_message_that_does_not_go() -> None:
    agency = make_world("calendar")
    take_in(agency, make_facts(guest=PersonFacts(name="Anna Keller", language="en")))
    execute_tasks(now=DUE)
    assert (Message.objects.get().state, files()) == ("undeliverable", [])


def test_a_sandbox_invites_the_tester_and_not_the_guest() -> None:
    agency = make_world("calendar")
    Agency.objects.filter(id=agency.id).update(is_sandbox=True, tester_email="tester@example.com")
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    assert event_in(Attachment.objects.get())["ATTENDEE"] == "mailto:tester@example.com"


def test_what_a_sandbox_made_counts_for_no_calendar() -> None:
    agency = make_world("calendar", repeat={"every_days": 1, "times": 2})
    Agency.objects.filter(id=agency.id).update(is_sandbox=True, tester_email="tester@example.com")
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    Agency.objects.filter(id=agency.id).update(is_sandbox=False)
    later = make_facts(departure=make_facts().departure + timedelta(days=2), version_at=DUE)
    take_in(agency, later, now=DUE + timedelta(hours=1))
    execute_tasks(now=DUE + timedelta(days=1))
    assert [calendar[1] for calendar in calendars()] == ["0", "0"]


def test_a_stranger_sees_each_recipient_only_in_their_own_file() -> None:
    lines = [
        {"to": role, "template": "welcome", "channels": ["email"], "attach": ["calendar"]}
        for role in ("guest", "owner")
    ]
    take_in(make_world(notifications=lines), make_facts())
    execute_tasks(now=DUE)
    events = [event_in(one) for one in Attachment.objects.order_by("id")]
    assert [event["ATTENDEE"] for event in events] == [
        "mailto:guest-b1@example.com",
        "mailto:marta@example.com",
    ]
    assert len({event["UID"] for event in events}) == 1
