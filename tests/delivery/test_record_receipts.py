"""Receipts: deduped, without order, only of one's own messages (reliability F25–F27)."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, permutations, product
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from hypothesis import given
from hypothesis import strategies as st

from hospes.delivery.adopt_receipts import adopt_receipts
from hospes.delivery.models import Receipt
from hospes.delivery.receipt_states import KINDS, state_of
from hospes.delivery.record_receipts import ReceiptFacts, Recorded, record_receipts
from hospes.dispatch.models import Message
from hospes.kit.errors import Malformed
from tests.delivery.worlds import make_sender, queue
from tests.making import NOW

FEW = ("accepted", "sent", "delivered", "opened", "bounced", "undelivered", "complained")


def left(message_state: str = "sent") -> Message:
    agency = make_sender()
    return queue(agency, state=message_state, provider="scripted", provider_id="p-1")[0]


def receipt(message: Message, kind: str, event_id: str = "") -> ReceiptFacts:
    return ReceiptFacts(event_id or kind, kind, NOW, public_id=message.public_id)


@pytest.mark.parametrize(
    ("kinds", "email", "sms"),
    [
        ([], ("", ""), ("", "")),
        (["accepted"], ("sent", ""), ("sent", "")),
        (["accepted", "delivered"], ("delivered", ""), ("delivered", "")),
        (["delivered", "bounced"], ("undelivered", "bounced"), ("delivered", "")),
        (["undelivered"], ("undelivered", "undelivered"), ("undelivered", "undelivered")),
        (["opened"], ("delivered", ""), ("delivered", "")),
        (["bounced", "complained", "delivered"], ("delivered", "complained"), ("delivered", "complained")),
    ],
)
def test_the_state_of_a_set_of_receipts(
    kinds: list[str], email: tuple[str, str], sms: tuple[str, str]
) -> None:
    assert (state_of(kinds, "email"), state_of(kinds, "sms")) == (email, sms)


def test_order_and_repetition_never_matter() -> None:
    for kinds in chain.from_iterable(product(FEW, repeat=length) for length in range(1, 5)):
        wanted = state_of(set(kinds), "email")
        assert state_of(kinds, "email") == wanted
        assert state_of(reversed(kinds), "email") == wanted


@given(st.lists(st.sampled_from(KINDS), max_size=6), st.randoms())
def test_any_shuffle_gives_the_same_state(kinds: list[str], chance: object) -> None:
    shuffled = [*kinds, *kinds[:2]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert state_of(shuffled, "sms") == state_of(kinds, "sms")


@pytest.mark.django_db
def test_all_orders_of_events_end_the_message_alike() -> None:
    for number, kinds in enumerate(permutations(("accepted", "delivered", "bounced", "opened"))):
        agency = make_sender(name=f"Agency {number}")
        message = queue(agency, state="sent", provider="scripted")[0]
        for kind in (*kinds, kinds[0]):
            record_receipts(agency.id, "scripted", [receipt(message, kind)], now=NOW)
    assert set(Message.objects.values_list("state", "reason")) == {("undelivered", "bounced")}


@pytest.mark.django_db
def test_a_hundred_copies_of_one_event_are_one() -> None:
    message = left()
    events = [receipt(message, "delivered", "e-1")] * 100

    assert record_receipts(message.agency_id, "scripted", events, now=NOW) == Recorded(1, 1)
    assert record_receipts(message.agency_id, "scripted", events, now=NOW) == Recorded(0, 0)
    assert Receipt.objects.values("id").count() == 1


@pytest.mark.django_db
def test_a_receipt_proves_what_was_uncertain() -> None:
    message = left("uncertain")
    by_provider = ReceiptFacts("e-1", "delivered", NOW, provider_id="p-1")

    record_receipts(message.agency_id, "scripted", [by_provider], now=NOW + timedelta(minutes=1))

    assert Message.objects.values_list("state", "delivered_at").get() == (
        "delivered",
        NOW + timedelta(minutes=1),
    )


@pytest.mark.django_db
def test_a_receipt_of_another_agencys_message_changes_nothing() -> None:
    message = left()
    other = make_sender(name="Other")

    assert record_receipts(other.id, "scripted", [receipt(message, "bounced")], now=NOW) == Recorded(1, 0)
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db
def test_a_receipt_of_an_unknown_message_is_kept() -> None:
    agency = make_sender()
    unknown = ReceiptFacts("e-9", "bounced", NOW, public_id=uuid4())

    assert record_receipts(agency.id, "scripted", [unknown], now=NOW) == Recorded(1, 0)
    assert Receipt.objects.get().message_id is None


@pytest.mark.django_db
def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(Malformed, match="is no kind of receipt"):
        record_receipts(make_sender().id, "scripted", [ReceiptFacts("e", "teleported", NOW)], now=NOW)


@pytest.mark.django_db
def test_a_receipt_that_overtakes_the_providers_answer_is_adopted() -> None:
    message = left("sending")
    Message.objects.update(provider_id="")
    early = ReceiptFacts("e-1", "delivered", NOW, provider_id="p-7")
    assert record_receipts(message.agency_id, "scripted", [early], now=NOW) == Recorded(1, 0)

    Message.objects.update(state="sent", provider_id="p-7", sent_at=NOW)

    assert adopt_receipts([message.id], now=NOW) == 1
    assert adopt_receipts([message.id], now=NOW) == 0
    assert Message.objects.get().state == "delivered"
    assert Receipt.objects.get().message_id == message.id


@pytest.mark.django_db
def test_another_agencys_or_providers_receipt_is_not_adopted() -> None:
    message = left()
    early = ReceiptFacts("e-1", "delivered", NOW, provider_id="p-7")
    record_receipts(make_sender(name="Other").id, "scripted", [early], now=NOW)
    record_receipts(message.agency_id, "another", [early], now=NOW)
    Message.objects.update(provider_id="p-7")

    assert adopt_receipts([message.id], now=NOW) == 0
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["message_id = NULL", "kind = 'bounced'", "message_id = message_id + 1", "detail = 'x'"]
)
def test_what_a_receipt_says_never_changes(change: str) -> None:
    message = left()
    record_receipts(message.agency_id, "scripted", [receipt(message, "delivered")], now=NOW)
    with pytest.raises(DatabaseError, match="only ever added"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE delivery_receipt SET {change}")
