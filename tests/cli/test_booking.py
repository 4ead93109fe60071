"""A whole life of a booking, played by hand on the command line."""

from datetime import date

import pytest

from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.models import Booking, Event, Payment, Review
from hospes.engine.take_in_bookings import take_in_bookings
from tests.cli.running import CommandLine
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", phone="+34600000001", language="en")


@pytest.fixture
def pending() -> None:
    """An agency with the pending booking B1."""
    facts = make_facts(status="pending", guest=ANNA)
    take_in_bookings(make_agency().pk, [facts], now=NOW, origin=Origin.LIVE)


def test_a_life_from_pending_to_the_review(hospes: CommandLine, pending: None) -> None:
    said = [
        hospes("booking", "paying", "B1").out,
        hospes("booking", "pay", "B1", "350.00", "--reference", "bank-1", "--method", "bank").out,
        hospes("booking", "confirm", "B1").out,
        hospes("booking", "move", "B1", "2026-07-01", "2026-07-08", "--by", "guest").out,
        hospes("booking", "cancel", "B1", "--by", "guest").out,
        hospes("booking", "reinstate", "B1").out,
        hospes("booking", "switch", "B1", "--no-sms").out,
        hospes("booking", "review", "B1", "--reference", "R1", "--rating", "5").out,
    ]
    assert [text.splitlines()[0] for text in said] == [
        "B1: changed; it is pending.",
        "B1: changed (paid); it is pending.",
        "B1: changed (confirmed); it is confirmed.",
        "B1: changed (moved); it is confirmed.",
        "B1: changed (cancelled); it is cancelled.",
        "B1: changed (reinstated); it is confirmed.",
        "B1: changed; it is confirmed.",
        "B1: changed (review received); it is confirmed.",
    ]
    assert Payment.objects.get().amount == 350
    assert (Booking.objects.get().sends_sms, Review.objects.get().rating) == (False, 5)
    assert Event.objects.get(kind="moved").details["by"] == "guest"
    assert Event.objects.get(kind="cancelled").details == {"by": "guest"}


def test_the_same_review_again_changes_nothing(hospes: CommandLine, pending: None) -> None:
    review = ("booking", "review", "B1", "--reference", "R1", "--rating", "5")
    assert hospes(*review).out.startswith("B1: changed (review received)")
    assert hospes(*review).out.startswith("B1: unchanged")


def test_money_goes_back_too(hospes: CommandLine, pending: None) -> None:
    hospes("booking", "pay", "B1", "350", "--reference", "bank-1")
    hospes("booking", "pay", "B1", "50", "--reference", "bank-2", "--back")
    assert Booking.objects.get().paid == 300


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("confirm", "B9"), "There is no booking “B9”: check the reference.\n"),
        (("move", "B1", "soon", "2026-07-08"), "ARRIVAL “soon” is no day: write it like 2026-05-01.\n"),
        (("switch", "B1"), "Say what to switch, for example --no-sms.\n"),
        (
            ("reinstate", "B1"),
            "The booking is pending: only a cancelled or rejected one can be reinstated.\n",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    hospes: CommandLine, pending: None, words: tuple[str, ...], sentence: str
) -> None:
    said = hospes("booking", *words)
    assert (said.code, said.err) == (1, sentence)


def test_programs_get_json(hospes: CommandLine, pending: None) -> None:
    said = hospes("booking", "confirm", "B1", "--json").json
    assert (said["reference"], said["outcome"], said["status"], said["events"]) == (
        "B1", "changed", "confirmed", ["confirmed"],
    )  # fmt: skip


def test_consents_are_recorded_shown_and_refused(hospes: CommandLine, pending: None) -> None:
    allow = ("--channel", "email", "--source", "desk", "--text-version", "2026-03")
    assert hospes("consent", "allow", "--person", "anna@example.com", *allow).out == "1 person changed.\n"
    assert (
        hospes("consent", "refuse", "--person", "+34600000001", "--channel", "sms").out
        == "1 person changed.\n"
    )
    shown = hospes("consent", "show", "--person", "anna@example.com", "--json").json
    assert [(row["channel"], row["kind"], row["answer"], row["source"]) for row in shown] == [
        ("sms", "marketing", "no", "member"),
        ("email", "marketing", "yes", "desk"),
    ]


def test_a_stop_word_is_followed_and_a_sentence_is_not(hospes: CommandLine, pending: None) -> None:
    said = hospes("consent", "stop", "+34600000001", "Can you stop by?").out
    assert said == "That is no stop word: somebody should read it.\n"
    assert hospes("consent", "stop", "+34600000001", "STOP").out == "1 person changed.\n"
    assert hospes("consent", "stop", "+34600000001", "STOP").out == "Nothing changed.\n"


def test_a_stop_word_says_what_is_withdrawn(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency, en={"sms": "See you soon"})
    line = {"to": "guest", "template": "welcome", "channels": ["sms"]}
    make_solution(agency, kind="service", notifications=[line])
    facts = make_facts(guest=ANNA, arrival=date(2030, 6, 12), departure=date(2030, 6, 19))
    take_in_bookings(agency.pk, [facts], now=NOW, origin=Origin.LIVE)
    said = hospes("consent", "stop", "+34600000001", "STOP").out.splitlines()
    assert said[-2:] == ["1 person changed.", "Withdrawn: Welcome · B1"]
    shown = hospes("consent", "show", "+34600000001", "--json").json
    assert [row["answer"] for row in shown] == ["no", "no"]


def test_nobody_at_an_address_is_said(hospes: CommandLine, pending: None) -> None:
    said = hospes("consent", "show", "--person", "jo@example.com")
    assert (said.code, said.err[:26]) == (1, "Nobody of this agency has ")
    assert "is no address" in hospes("consent", "show", "Anna").err
    assert hospes("consent", "show").err == "Say whose: hospes consent show EMAIL|PHONE.\n"
