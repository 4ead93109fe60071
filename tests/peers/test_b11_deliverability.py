"""B11: mail that mailboxes refuse.

From is the agency's own domain; answers go to Reply-To; nothing is forged. What people suffered from: a From
with somebody else's domain, which fails DMARC (tbar0970/jethro-pmm #1011, mattimaier/bnote #546, pkp/pkp-lib
#4014, alextselegidis/easyappointments #1039).
"""

from email import message_from_bytes, policy
from uuid import UUID

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.delivery.mime import email_bytes
from hospes.delivery.record_receipts import ReceiptFacts, record_receipts
from hospes.dispatch.models import Message
from tests.making import NOW
from tests.peers.worlds import BEFORE, House, madrid, rule

pytestmark = pytest.mark.django_db
BY_OWNER = {"anchor": "booked", "offset": 0, "unit": "minutes"}


def test_a_mail_comes_from_the_agency_and_never_from_the_guest_or_the_owner() -> None:
    letter = {
        "public_id": UUID(int=1),
        "generation": 1,
        "sender_name": "Costa Blava",
        "sender_email": "stay@costablava.example",
        "reply_to": "desk@casamar.example",
        "to_name": "Marta Puig",
        "to_address": "marta@example.com",
        "cc": [],
        "subject": "A booking of Anna Keller",
        "text": "anna@example.com wrote",
        "html": "",
        "kind": "service",
    }
    mail = message_from_bytes(email_bytes(letter, now=NOW), policy=policy.default)

    assert mail["From"] == "Costa Blava <stay@costablava.example>"
    assert mail["Reply-To"] == "desk@casamar.example"
    assert mail["Sender"] is None
    assert str(mail["Message-ID"]).endswith("@costablava.example>")


def test_a_bounce_is_told_and_the_next_channel_takes_over() -> None:
    house = House()
    line = {"to": "guest", "template": "Hello", "channels": ["email", "sms"]}
    house.solve({**rule("Hello", trigger=BY_OWNER), "notifications": [line]}, now=BEFORE)
    house.book()
    house.passes(madrid(5, 2))
    mail = Message.objects.get()
    assert (mail.channel, mail.state) == ("email", "sent")

    bounced = ReceiptFacts("e-1", "bounced", NOW, public_id=UUID(str(mail.public_id)))
    record_receipts(house.agency.pk, mail.provider, [bounced], now=madrid(5, 2))

    assert list(Message.objects.order_by("id").values_list("channel", "state", "reason")) == [
        ("email", "undelivered", "bounced"),
        ("sms", "queued", ""),
    ]


def test_without_a_senders_address_nothing_pretends_to_have_one() -> None:
    house = House()
    Agency.objects.update(sender_email="")
    house.solve(rule("Hello", trigger=BY_OWNER))
    house.book(guest=PersonFacts(name="Anna Keller", email="anna@example.com"))
    house.passes(madrid(5, 2))

    assert Message.objects.values_list("provider").get() == ("outbox",)
