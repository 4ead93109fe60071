"""One message by hand: to a booking or a person, with the laws of every other message, and undone in time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Person
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.content.words import Words
from hospes.dispatch.cancel_messages import cancel_messages
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Attachment, Message
from hospes.dispatch.word_messages import Letter, word_message
from hospes.dispatch.write_messages import write_message
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.planning.models import Task
from tests.dispatch.worlds import PHONE, make_caller, make_channels
from tests.making import NOW, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 5, 2, 1, 30, tzinfo=UTC)
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)
OWN = (Words("en", subject="The lift", text="Dear {{ guest.first_name }}, the lift is out of order."),)


def make_world(**changes: Any) -> Agency:
    agency = make_channels()
    take_in(agency, make_caller(**changes))
    return agency


def letter(**changes: Any) -> Letter:
    return Letter(**{"booking_id": Booking.objects.get().id, "own": OWN, **changes})


def refuse(agency: Agency, kind: str, channel: str = "email") -> None:
    guest = Person.objects.get(email="anna@example.com")
    record_consents(agency.id, [ConsentFacts(guest.id, channel, kind, False, NOW, "member")], now=NOW)


def allow_marketing(agency: Agency) -> None:
    guests = Person.objects.exclude(email="marta@example.com").values_list("id", flat=True)
    yes = [ConsentFacts(id, "email", "marketing", True, NOW, "member") for id in guests]
    record_consents(agency.id, yes, now=NOW)


def test_S21_nobody_gets_advertising_by_hand_twice_on_a_day_or_four_times_a_stay() -> None:
    agency = make_world()
    allow_marketing(agency)
    advert = letter(manner=Manner("marketing", ""))
    write_message(agency.id, advert, now=NOW, by="staff@example.com")
    with pytest.raises(Refused, match="enough advertising"):
        write_message(agency.id, advert, now=NOW + timedelta(hours=2), by="staff@example.com")
    for day in (1, 2):
        write_message(agency.id, advert, now=NOW + timedelta(days=day), by="staff@example.com")
    with pytest.raises(Refused, match="enough advertising"):
        write_message(agency.id, advert, now=NOW + timedelta(days=3), by="staff@example.com")


def test_words_of_ones_own_go_to_the_guest_at_once_in_the_name_of_who_wrote_them() -> None:
    agency = make_world()
    Agency.objects.update(quiet_from="22:00", quiet_to="08:00")
    written = write_message(agency.id, letter(), now=NIGHT, by="staff@example.com")
    message = Message.objects.get()
    assert (message.id, message.task_id, message.by) == (written.message_id, None, "staff@example.com")
    assert (message.to_address, message.role, message.kind) == ("anna@example.com", "guest", "service")
    assert (message.subject, message.text) == ("The lift", "Dear Anna, the lift is out of order.")
    assert (message.state, message.send_at) == ("queued", NIGHT)


def test_the_preview_is_what_is_sent() -> None:
    agency = make_world()
    preview = word_message(agency.id, letter(template="welcome", own=()), now=NOW).draft
    write_message(agency.id, letter(template="welcome", own=()), now=NOW, by="me")
    message = Message.objects.get()
    assert (message.subject, message.text) == (preview.subject, preview.text) == ("Hello", "By e-mail, Anna")
    assert (message.template, message.html) == ("welcome", preview.html)


def test_a_preview_writes_nothing() -> None:
    agency = make_world()
    word_message(agency.id, letter(), now=NOW)
    assert not Message.objects.values("id").exists()


def test_the_first_channel_that_can_go_is_taken() -> None:
    agency = make_channels()
    take_in(agency, make_facts())
    written = write_message(
        agency.id, letter(template="welcome", own=(), channels=("sms", "email")), now=NOW, by="me"
    )
    assert (written.draft.channel, written.draft.chain) == ("email", ())


def test_an_sms_by_hand_counts_its_parts() -> None:
    agency = make_world()
    own = (Words("en", sms="x" * 161),)
    written = write_message(agency.id, letter(own=own, channels=("sms",)), now=NOW, by="me")
    assert (written.draft.to_address, written.draft.parts) == (PHONE, 2)


def test_the_owner_can_be_written_to() -> None:
    agency = make_world()
    write_message(agency.id, letter(role="owner"), now=NOW, by="me")
    assert Message.objects.get().to_address == "marta@example.com"


def test_a_role_that_the_booking_does_not_have_is_told() -> None:
    agency = make_world()
    with pytest.raises(NotFound, match="The booking has no agent"):
        write_message(agency.id, letter(role="agent"), now=NOW, by="me")


def test_a_person_can_be_written_to_without_a_booking() -> None:
    agency = make_world()
    owner = Person.objects.get(email="marta@example.com")
    own = (Words("en", subject="Hello", text="Dear {{ recipient.first_name }}"),)
    write_message(agency.id, Letter(person_id=owner.id, own=own), now=NOW, by="me")
    message = Message.objects.get()
    assert (message.booking_id, message.person_id, message.text) == (None, owner.id, "Dear Marta")


def test_words_about_a_booking_need_one() -> None:
    agency = make_world()
    guest = Person.objects.get(email="anna@example.com")
    own = (Words("en", subject="Hello", text="You come on {{ booking.arrival }}"),)
    with pytest.raises(Refused, match=r"need booking\.arrival, which is empty"):
        write_message(agency.id, Letter(person_id=guest.id, own=own), now=NOW, by="me")
    assert not Message.objects.values("id").exists()


def test_codes_need_a_booking() -> None:
    agency = make_world()
    guest = Person.objects.get(email="anna@example.com")
    own = (Words("en", subject="Hello", text="{{ property.secrets.door_code }}"),)
    with pytest.raises(Malformed, match="needs a booking"):
        write_message(agency.id, Letter(person_id=guest.id, own=own), now=NOW, by="me")


def test_a_refused_service_message_does_not_go_unless_its_writer_insists() -> None:
    agency = make_world()
    refuse(agency, "service")
    with pytest.raises(Refused, match="does not want such messages") as refused:
        write_message(agency.id, letter(), now=NOW, by="me")
    assert refused.value.details == {"reason": "opted_out"}
    written = write_message(agency.id, letter(insists=True), now=NOW, by="me")
    assert written.warnings == ("opted_out",)
    assert Message.objects.get().kind == "service"


def test_nobody_can_insist_on_advertising() -> None:
    agency = make_world()
    with pytest.raises(Refused, match="have not agreed to get advertising"):
        write_message(agency.id, letter(manner=Manner("marketing"), insists=True), now=NOW, by="me")


def test_who_refuses_e_mail_gets_it_by_the_next_channel() -> None:
    agency = make_world()
    refuse(agency, "service")
    wanted = letter(template="welcome", own=(), channels=("email", "sms"))
    assert write_message(agency.id, wanted, now=NOW, by="me").draft.channel == "sms"


def test_who_wrote_the_arrival_info_by_hand_satisfies_the_rule() -> None:
    agency = make_world()
    make_solution(agency, purpose="arrival_info")
    take_in(agency, make_caller())
    write_message(agency.id, letter(manner=Manner("service", "arrival_info")), now=NOW, by="me")
    execute_tasks(now=DUE)
    assert list(Task.objects.values_list("state", "reason")) == [("skipped", "duplicate")]
    assert Message.objects.count() == 1


def test_writing_what_was_said_already_is_allowed_and_told() -> None:
    agency = make_world()
    make_solution(agency, purpose="arrival_info")
    take_in(agency, make_caller())
    execute_tasks(now=DUE)
    written = write_message(agency.id, letter(manner=Manner("service", "arrival_info")), now=DUE, by="me")
    assert written.warnings == ("duplicate",)


def test_a_message_that_was_taken_back_satisfies_nothing() -> None:
    agency = make_world()
    make_solution(agency, purpose="arrival_info")
    take_in(agency, make_caller())
    written = write_message(agency.id, letter(manner=Manner("service", "arrival_info")), now=NOW, by="me")
    assert cancel_messages(agency.id, [written.message_id], now=NOW) == 1
    execute_tasks(now=DUE)
    assert list(Message.objects.order_by("id").values_list("state", "reason")) == [
        ("cancelled", "by_person"),
        ("queued", ""),
    ]


def test_what_is_on_the_wire_cannot_be_taken_back() -> None:
    agency = make_world()
    written = write_message(agency.id, letter(), now=NOW, by="me")
    Message.objects.update(state="sending")
    assert cancel_messages(agency.id, [written.message_id], now=NOW) == 0
    assert Message.objects.get().state == "sending"


def test_files_go_along_with_a_message_by_hand() -> None:
    agency = make_world()
    write_message(agency.id, letter(attach=("calendar",)), now=NOW, by="me")
    assert list(Attachment.objects.values_list("name", flat=True)) == ["booking.ics"]


def test_what_goes_wrong_is_said_in_a_sentence() -> None:
    agency = make_world()
    with pytest.raises(NotFound, match="did you mean “welcome”"):
        write_message(agency.id, letter(template="welcom", own=()), now=NOW, by="me")
    with pytest.raises(Malformed, match="Give either the name of a template or words"):
        write_message(agency.id, letter(template="welcome"), now=NOW, by="me")
    with pytest.raises(Malformed, match="“fax” is no channel"):
        write_message(agency.id, letter(channels=("fax",)), now=NOW, by="me")
    with pytest.raises(Malformed, match="“photo” is no file"):
        write_message(agency.id, letter(attach=("photo",)), now=NOW, by="me")
    with pytest.raises(Malformed, match="either which booking or which person"):
        write_message(agency.id, letter(person_id=1), now=NOW, by="me")


def test_the_language_is_chosen_as_for_every_message() -> None:
    agency = make_world()
    make_template(
        agency, "note", en={"subject": "Hello", "text": "Hello"}, de={"subject": "Hallo", "text": "Hallo"}
    )
    Person.objects.filter(email="anna@example.com").update(language="de-AT")
    written = write_message(agency.id, letter(template="note", own=()), now=NOW, by="me")
    assert (written.draft.language, written.draft.subject) == ("de", "Hallo")


def test_a_booking_of_another_agency_is_not_found() -> None:
    make_world()
    other = make_channels(name="Other")
    with pytest.raises(NotFound, match="no such booking"):
        write_message(other.id, letter(), now=NOW, by="me")
