"""Writing by hand on the command line: to one, to many, and as a test."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.dispatch.models import Bulk, Message
from hospes.dispatch.send_bulks import send_bulks
from tests.cli.running import CommandLine
from tests.making import NOW, make_agency, make_facts, make_member, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
OWN = ("--subject", "The lift", "--text", "Dear {{ guest.first_name }}, it is broken.")


@pytest.fixture
def world() -> Agency:
    """An agency with the bookings B1 of Anna and B2 of Bert."""
    agency = make_agency()
    make_template(agency)
    bert = PersonFacts(name="Bert Frei", email="bert@example.com", language="de", country="AT")
    take_in(agency, make_facts("B1"), make_facts("B2", guest=bert, property="Casa Sol"))
    return agency


def test_a_message_is_shown_written_and_taken_back(hospes: CommandLine, world: Agency) -> None:
    shown = hospes("messages", "write", "B1", *OWN, "--dry-run")
    assert shown.out == (
        "To guest-b1@example.com by email, in en:\nThe lift\n\nDear Anna, it is broken.\n"
        "Dry run: nothing was written.\n"
    )
    assert not Message.objects.values("id").exists()
    said = hospes("messages", "write", "B1", *OWN)
    message = Message.objects.get()
    assert said.out.endswith(f"Message {message.id} goes now.\n")
    assert message.by.startswith("command line (")
    assert hospes("messages", "cancel", str(message.id)).out == "1 message taken back.\n"
    again = hospes("messages", "cancel", str(message.id))
    assert (again.code, again.err) == (
        1,
        "None of them waits any more: what has left cannot be taken back.\n",
    )


def test_a_person_is_written_to_by_address(hospes: CommandLine, world: Agency) -> None:
    said = hospes("messages", "write", "--person", "marta@example.com", *OWN, "--json").json
    assert (said["to"], said["text"], said["warnings"]) == (
        "marta@example.com",
        "Dear Marta, it is broken.",
        [],
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("B9", *OWN), "There is no booking “B9”: check the reference.\n"),
        (OWN, "Say either the booking's reference or --person.\n"),
        (("B1",), "Give either the name of a template or words of your own.\n"),
        (("B1", "--subject", "Hello"), "An e-mail needs --subject and --text.\n"),
        (
            ("B1", *OWN, "--kind", "marketing"),
            "They have not agreed to get advertising on this channel.\n",
        ),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(
    hospes: CommandLine, world: Agency, words: tuple[str, ...], sentence: str
) -> None:
    said = hospes("messages", "write", *words)
    assert (said.code, said.err) == (1, sentence)


def test_a_bulk_message_from_the_list_to_the_stop(hospes: CommandLine, world: Agency) -> None:
    said = hospes("bulk", "prepare", "Lift", *OWN, "--kind", "service", "--property", "Casa Sol")
    number = str(Bulk.objects.get().id)
    assert said.out == (
        f"{number} “Lift” is prepared.\n1 recipient: 1 part, 0 credits.\n"
        f"Nothing goes yet: hospes bulk confirm {number} --recipients 1\n"
    )
    wrong = hospes("bulk", "confirm", number, "--recipients", "2")
    assert (wrong.code, wrong.err) == (1, "“Lift” goes to 1, not to 2: confirm that number.\n")
    assert hospes("bulk", "confirm", number, "--recipients", "1").out.startswith(
        f"{number} “Lift” is running"
    )
    send_bulks(now=NOW)
    assert hospes("bulk", "pause", number).out.endswith("Messages: 1 held.\n")
    assert hospes("bulk", "resume", number).out.endswith("Messages: 1 queued.\n")
    assert hospes("bulk", "stop", number).out.endswith("Messages: 1 cancelled.\n")
    assert hospes("bulk", "show", number, "--json").json["state"] == "stopped"
    assert hospes("bulk", "list").out.splitlines()[1].split()[:3] == [number, "stopped", "Lift"]


def test_advertising_says_who_is_left_out(hospes: CommandLine, world: Agency) -> None:
    said = hospes("bulk", "prepare", "Summer", *OWN, "--people", "--country", "AT")
    assert "1 left out: They have not agreed to get advertising on this channel.\n" in said.out
    assert hospes("bulk", "discard", str(Bulk.objects.get().id)).out == "“Summer” is thrown away.\n"
    assert hospes("bulk", "list").out == "There is no bulk message yet.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--country", "AT"), "--country is no filter of bookings: leave it out.\n"),
        (("--people", "--status", "confirmed"), "--status is no filter of people: leave it out.\n"),
        (("--arrival-from", "soon"), "--arrival-from “soon” is no day: write it like 2026-05-01.\n"),
        (
            ("--role", "guest", "--role", "owner"),
            "Of each booking one role gets the message: give --role once.\n",
        ),
    ],
)
def test_filters_that_do_not_fit_are_refused(
    hospes: CommandLine, world: Agency, words: tuple[str, ...], sentence: str
) -> None:
    said = hospes("bulk", "prepare", "Lift", *OWN, *words)
    assert (said.code, said.err) == (1, sentence)


def test_a_solution_is_tested_with_a_real_booking(hospes: CommandLine, world: Agency) -> None:
    make_member(world, "tester@example.com")
    make_solution(world)
    said = hospes("solutions", "test", "Welcome", "--booking", "B2", "--to", "tester@example.com")
    assert said.out == "guest email (en) → tester@example.com: [Test] Hello Bert\n"
    assert Message.objects.get().is_test


def test_what_a_test_leaves_out_is_said(hospes: CommandLine, world: Agency) -> None:
    make_member(world, "tester@example.com")
    make_template(world, en={"subject": "Pay", "text": "By {{ booking.payment_due }}"})
    words = ("--template", "welcome", "--booking", "B1", "--to", "tester@example.com")
    assert hospes("solutions", "test", *words).out == (
        "guest email left out: A value that the words need is missing. (booking.payment_due)\n"
    )
