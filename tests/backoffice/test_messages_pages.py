"""The outbox: every message can be found and read, and its HTML can do no harm."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Booking
from hospes.content.words import Words
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Attachment, Message
from hospes.dispatch.word_messages import Letter
from hospes.dispatch.write_messages import write_message
from tests.backoffice.visiting import visitor, words_of
from tests.backoffice.worlds import DUE, make_sent, make_tasks, message_of
from tests.making import make_agency, make_facts, take_in

pytestmark = pytest.mark.django_db


def test_a_sent_message_is_in_the_list() -> None:
    page = words_of(visitor(make_sent("B1")).get("/messages"))

    assert "Hello Anna" in page
    assert "Anna Keller" in page
    assert "Welcome" in page
    assert "Sent" in page
    assert "E-mail" in page


def test_an_empty_outbox_says_when_messages_come() -> None:
    page = words_of(visitor(make_agency()).get("/messages"))

    assert "No messages yet" in page
    assert "See what is scheduled" in page


def test_a_message_shows_addresses_times_and_plain_text() -> None:
    agency = make_sent("B1")

    page = words_of(visitor(agency).get(address(agency)))

    assert "guest-b1@example.com" in page
    assert "Thu 11 Jun, 15:00" in page
    assert "Dear Anna, see you soon." in page
    assert "outbox" in page
    assert f'<iframe class="mailbody" sandbox src="{address(agency)}/body"' in page


def test_a_message_by_hand_says_who_wrote_it() -> None:
    agency = make_tasks("B1")
    own = (Words("en", subject="The market", text="The street is closed."),)
    letter = Letter(Booking.objects.get().id, own=own, channels=("email",))
    write_message(agency.id, letter, now=DUE, by="pau@agency.example")
    marta = visitor(agency)

    assert "by hand, pau@agency.example" in words_of(marta.get("/messages"))
    assert "by hand, pau@agency.example" in words_of(marta.get(f"/messages/{Message.objects.get().id}"))


def test_a_correction_leads_to_the_message_that_it_corrects() -> None:
    agency = make_sent("B1")
    Message.objects.update(corrects=Message.objects.get().id)

    page = words_of(visitor(agency).get(address(agency)))

    assert f'<dt>Corrects</dt><dd><a class="link" href="{address(agency)}">an earlier message</a>' in page


def test_files_of_a_message_are_saved_by_staff_and_only_named_to_viewers() -> None:
    agency = make_sent("B1")
    enclose(agency)
    marta, viewer = visitor(agency), visitor(agency, role="viewer", email="lasse@agency.example")
    file = f"{address(agency)}/files/0"

    page = words_of(marta.get(address(agency)))
    assert f'<a href="{file}">booking.ics</a>' in page
    assert "15 bytes" in page
    saved = marta.get(file)
    assert (saved.content, saved.headers["Content-Type"]) == (b"BEGIN:VCALENDAR", "application/octet-stream")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="booking.ics"'
    assert marta.get(f"{address(agency)}/files/1").status_code == 404

    page = words_of(viewer.get(address(agency)))
    assert "booking.ics" in page
    assert file not in page
    assert viewer.get(file).status_code == 403


def test_another_agencys_files_are_not_there() -> None:
    agency = make_sent("B1")
    enclose(agency)
    stranger = visitor(make_agency("Other"), email="eve@other.example")

    assert stranger.get(f"{address(agency)}/files/0").status_code == 404


def enclose(agency: Agency) -> None:
    message = message_of(agency, "B1")
    Attachment.objects.create(
        agency=agency,
        message=message,
        position=0,
        name="booking.ics",
        content_type="text/calendar",
        content=b"BEGIN:VCALENDAR",
    )


def test_the_html_comes_alone_in_a_sandbox_that_only_our_page_frames() -> None:
    agency = make_sent("B1")

    response = visitor(agency).get(f"{address(agency)}/body")

    assert response.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; img-src 'self' https: data:; style-src 'unsafe-inline';"
        " frame-ancestors 'self'"
    )
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert 'style="color:#0b5d66"' in words_of(response).replace("color: #", "color:#")


def test_all_other_pages_can_be_framed_by_nobody_and_run_our_scripts_only() -> None:
    headers = visitor(make_agency()).get("/messages").headers

    assert headers["X-Frame-Options"] == "DENY"
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_words_of_a_guest_never_become_markup_in_our_pages() -> None:
    agency = make_tasks()
    evil = PersonFacts(name="<script>alert(1)</script> Anna", email="a@example.com")
    take_in(agency, make_facts("B1", guest=evil))
    execute_tasks(now=DUE)
    marta = visitor(agency)

    for page in ("/", "/tasks?tab=all", "/messages", address(agency)):
        assert "<script>alert" not in words_of(marta.get(page))
    assert "<script>alert" not in words_of(marta.get(f"{address(agency)}/body"))


def test_a_message_without_an_address_says_what_to_do() -> None:
    agency = make_tasks()
    take_in(agency, make_facts("B1", guest=PersonFacts(name="Anna Keller")))
    execute_tasks(now=DUE)
    marta = visitor(agency)

    sentence = "There is no address to write to. Add one to the booking."
    assert sentence in words_of(marta.get("/messages?tab=failed"))
    assert sentence in words_of(marta.get(address(agency)))
    assert sentence in words_of(marta.get("/"))


def test_tabs_channel_search_and_days_narrow_the_list() -> None:
    marta = visitor(make_sent("B1", "B2"))

    assert subjects(marta, "tab=sent") == 2
    assert subjects(marta, "tab=waiting") == 0
    assert subjects(marta, "q=B2") == 1
    assert subjects(marta, "q=keller") == 2
    assert subjects(marta, "q=guest-b1@") == 1
    assert subjects(marta, "channel=sms") == 0
    assert subjects(marta, "since=2026-06-11&until=2026-06-11") == 2
    assert subjects(marta, "since=2026-06-12") == 0


def test_show_more_goes_on_where_the_page_ended() -> None:
    marta = visitor(make_sent(*(f"B{number:03}" for number in range(60))))
    first = marta.get("/messages").context["page"]

    second = marta.get("/messages", {"after": str(first.following)}).context["page"]

    seen = [message.id for message in [*first.rows, *second.rows]]
    assert (len(first.rows), len(second.rows), second.following) == (50, 10, None)
    assert seen == sorted(Message.objects.values_list("id", flat=True), reverse=True)


def test_another_agencys_messages_are_not_there() -> None:
    other = make_sent("B1", name="Hotel Miramar")
    marta = visitor(make_agency())

    assert subjects(marta, "") == 0
    assert marta.get(address(other)).status_code == 404
    assert marta.get(f"{address(other)}/body").status_code == 404


def address(agency: Agency) -> str:
    return f"/messages/{message_of(agency, 'B1').id}"


def subjects(marta: object, query: str) -> int:
    response = marta.get(f"/messages?{query}")  # type: ignore[attr-defined]
    return len(response.context["page"].rows)
