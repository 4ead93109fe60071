"""The files of a message leave with it over a connection."""

from email import message_from_bytes, policy

import pytest

from hospes.delivery.send_messages import send_messages
from hospes.dispatch.models import Attachment, Lane, Message
from tests.channels.smtp_stub import smtp_stub
from tests.delivery.worlds import connect, make_sender, queue
from tests.making import NOW

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
