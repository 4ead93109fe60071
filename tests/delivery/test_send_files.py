"""The files of a message leave with it over a connection."""

from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from hospes.agencies.change_agencies import change_agency
from hospes.delivery.send_messages import send_messages
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Attachment, Lane, Message
from tests.channels.smtp_stub import smtp_stub
from tests.delivery.worlds import connect, make_sender, queue
from tests.making import NOW, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def attach(message: Message, position: int, name: str) -> None:
    Attachment.objects.create(
        agency_id=message.agency_id,
        message_id=message.id,
        position=position,
        name=name,
        content_type="application/pdf",
        content=b"%PDF " + name.encode(),
    )


def test_each_message_leaves_with_its_own_files_in_order() -> None:
    agency = make_sender()
    with smtp_stub() as server:
        connect(agency, "smtp", server.port, settings={"parallel": 1})
        first, second, _ = queue(agency, 3)
        attach(first, 1, "b.pdf")
        attach(first, 0, "a.pdf")
        attach(second, 0, "c.pdf")

        send_messages(Lane.TRANSACTIONAL, worker="w1", clock=lambda: NOW)

    arrived = {}
    for raw in server.contents:
        mail = message_from_bytes(raw, policy=policy.default)
        files = [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()]
        arrived[mail["To"].addresses[0].addr_spec] = files
    assert arrived == {
        "guest-1@example.com": [("a.pdf", b"%PDF a.pdf"), ("b.pdf", b"%PDF b.pdf")],
        "guest-2@example.com": [("c.pdf", b"%PDF c.pdf")],
        "guest-3@example.com": [],
    }


def part_of(mail: EmailMessage, kind: str) -> EmailMessage:
    (part,) = [part for part in mail.walk() if part.get_content_type() == kind]
    assert isinstance(part, EmailMessage)
    return part


def test_a_guest_gets_words_a_picture_to_pay_with_an_entry_for_the_calendar_and_a_code() -> None:
    due = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)
    agency = make_sender()
    change_agency(agency.id, iban="ES91 2100 0418 4502 0005 1332", account_holder="Costa Blava S.L.")
    make_template(agency, de={"subject": "Bitte zahlen", "html": "<p>Guten Tag</p>", "text": "Guten Tag"})
    line = {"to": "guest", "template": "welcome", "attach": ["calendar", "codes", "payment_qr"]}
    make_solution(agency, notifications=[{**line, "channels": ["email"]}])
    take_in(agency, make_facts(total=Decimal(120), codes=("A-77",)))
    execute_tasks(now=due)
    with smtp_stub() as server:
        connect(agency, "smtp", server.port)
        send_messages(Lane.TRANSACTIONAL, worker="w1", clock=lambda: due)

    mail = message_from_bytes(server.contents[0], policy=policy.default)
    assert part_of(mail, "text/plain").get_content().strip() == "Guten Tag"
    html, picture = part_of(mail, "text/html").get_content(), part_of(mail, "image/png")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert 'alt="QR-Code für eine Überweisung von 120,00\u00a0€ an Costa Blava S.L."' in html
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.get_content())))
    assert code.text.split("\n")[7] == "EUR120.00"
    assert "METHOD:REQUEST" in part_of(mail, "text/calendar").get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["booking.ics", "codes.pdf"]
