"""B9: a fallback that does not come.

Accepted is not delivered; a timer and receipts decide; chains are checked. What people suffered from: an
answer "202 accepted" that was taken for delivered, so that the SMS never followed (schemalabz/opencouncil
#163), a gateway that says "sending" and later "no credit" (tbar0970/jethro-pmm #1328), a policy of fallbacks
that was accepted although nobody could carry the second one (appwrite/appwrite #13711).
"""

from datetime import timedelta
from uuid import UUID

import pytest

from hospes.agencies.models import Agency
from hospes.delivery.record_receipts import ReceiptFacts, record_receipts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.follow_chains import follow_silent
from hospes.dispatch.models import Message
from hospes.kit.errors import Malformed
from hospes.planning.lint_solutions import lint_solutions
from tests.dispatch.worlds import DUE, hand_over, make_caller, make_chained, make_channels
from tests.making import make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def accepted_by(chain: list[object]) -> Message:
    """A message that the provider of the first channel has accepted."""
    agency = make_channels()
    make_chained(agency, channels=chain)
    take_in(agency, make_caller())
    execute_tasks(now=DUE)
    hand_over(Message.objects.get(), at=DUE)
    return Message.objects.get()


def receipt(message: Message, kind: str) -> None:
    facts = ReceiptFacts(f"e-{kind}", kind, DUE, public_id=UUID(str(message.public_id)))
    record_receipts(message.agency_id, "scripted", [facts], now=DUE + MINUTE)


def channels() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("channel", "state"))


def test_what_was_only_accepted_is_not_delivered_and_the_sms_follows() -> None:
    # opencouncil #163.
    message = accepted_by([{"viber": {"timeout": "10m"}}, "sms"])
    receipt(message, "accepted")

    assert follow_silent(now=DUE + 9 * MINUTE) == 0
    assert follow_silent(now=DUE + 10 * MINUTE) == 1

    assert channels() == [("viber", "sent"), ("sms", "queued")]


def test_what_was_delivered_in_time_needs_no_sms() -> None:
    message = accepted_by([{"viber": {"timeout": "10m"}}, "sms"])
    receipt(message, "delivered")

    assert follow_silent(now=DUE + 60 * MINUTE) == 0
    assert channels() == [("viber", "delivered")]


def test_a_gateway_that_refuses_later_is_followed_by_the_next_channel_too() -> None:
    # jethro-pmm #1328: "sending", and then "no credit".
    message = accepted_by(["sms", "email"])
    receipt(message, "undelivered")

    assert channels() == [("sms", "undelivered"), ("email", "queued")]


@pytest.mark.parametrize("chain", [[], ["pigeon"], ["sms", "sms"], [{"viber": {"timeout": "5s"}}, "sms"]])
def test_a_chain_that_cannot_be_is_refused_when_it_is_saved(chain: list[object]) -> None:
    # appwrite #13711.
    with pytest.raises(Malformed):
        make_chained(make_channels(), channels=chain)


def test_a_channel_of_the_chain_without_words_is_found_before_it_is_needed() -> None:
    # appwrite #13711: the second channel had nothing to go by.
    agency = make_channels()
    make_template(agency, "by-mail", en={"subject": "Hello", "text": "Hello"})
    line = {"to": "guest", "template": "by-mail", "channels": ["email", "sms"]}
    make_solution(agency, notifications=[line])

    problems = lint_solutions(agency.id, now=DUE)
    assert ("no_words", "Welcome") in [(one.code, one.name) for one in problems]


def test_when_nobody_can_be_reached_it_is_visible() -> None:
    message = accepted_by(["sms"])
    Agency.objects.update(email="desk@example.com")
    receipt(message, "undelivered")

    assert channels() == [("sms", "undelivered")]
