"""Stop words refuse for everybody at the number, start words allow for one (B10: carlos-emr #3842)."""

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import ConsentRecord, Permission
from hospes.bookings.take_stop_words import take_stop_words
from tests.bookings.receiving import later, received_id
from tests.making import NOW

PHONE = "+34600000001"


def somebody(agency: Agency, reference: str, name: str, language: str = "en") -> int:
    return received_id(agency, reference, guest=PersonFacts(name=name, phone=PHONE, language=language))


def counts() -> set[tuple[str, str, str, bool]]:
    return set(Permission.objects.values_list("person__name", "channel", "kind", "is_allowed"))


def test_b10_stop_refuses_service_and_marketing_on_that_channel(agency: Agency) -> None:
    booking = somebody(agency, "B1", "Anna")
    taken = take_stop_words(agency.id, PHONE, "STOP 12345", now=NOW)
    assert (taken.word, taken.bookings, taken.may_confirm) == ("stop", (booking,), True)
    assert counts() == {("Anna", "sms", "service", False), ("Anna", "sms", "marketing", False)}
    record = ConsentRecord.objects.first()
    assert record is not None
    assert (record.source, record.words, record.at) == ("stop_word", "STOP 12345", NOW)


def test_b10_everybody_who_shares_the_number_is_stopped(agency: Agency) -> None:
    bookings = (somebody(agency, "B1", "Anna"), somebody(agency, "B2", "Jo"))
    assert take_stop_words(agency.id, PHONE, "stop", now=NOW).bookings == bookings
    assert {(name, kind) for name, _, kind, _ in counts()} == {
        ("Anna", "service"), ("Anna", "marketing"), ("Jo", "service"), ("Jo", "marketing"),
    }  # fmt: skip


def test_b10_nobody_is_opted_in_by_a_shared_number(agency: Agency) -> None:
    somebody(agency, "B1", "Anna")
    somebody(agency, "B2", "Jo")
    take_stop_words(agency.id, PHONE, "stop", now=NOW)
    taken = take_stop_words(agency.id, PHONE, "START", now=later(5))
    assert (taken.word, taken.changed, taken.may_confirm) == ("start", (), False)
    assert not any(is_allowed for *_, is_allowed in counts())


def test_start_allows_service_again_and_never_marketing(agency: Agency) -> None:
    somebody(agency, "B1", "Anna")
    take_stop_words(agency.id, PHONE, "stop", now=NOW)
    assert take_stop_words(agency.id, PHONE, "start", now=later(5)).may_confirm
    assert counts() == {("Anna", "sms", "service", True), ("Anna", "sms", "marketing", False)}


def test_b10_a_repeated_stop_is_confirmed_only_once(agency: Agency) -> None:
    somebody(agency, "B1", "Anna")
    answers = [take_stop_words(agency.id, PHONE, "stop", now=later(n)).may_confirm for n in (1, 2)]
    assert answers == [True, False]


def test_other_texts_and_strangers_change_nothing(agency: Agency) -> None:
    somebody(agency, "B1", "Anna")
    assert take_stop_words(agency.id, PHONE, "Where is the bus stop?", now=NOW).word is None
    assert take_stop_words(agency.id, "+34600000009", "stop", now=NOW).people == ()
    assert not Permission.objects.exists()


def test_a_word_of_the_persons_own_language_is_understood(agency: Agency) -> None:
    somebody(agency, "B1", "Anna", language="sk")
    assert take_stop_words(agency.id, PHONE, "koniec", now=NOW, channel="viber").word == "stop"
    assert ("Anna", "viber", "service", False) in counts()


def test_b10_a_stop_counts_for_whoever_is_met_at_the_number_later(agency: Agency) -> None:
    somebody(agency, "B1", "Anna")
    take_stop_words(agency.id, PHONE, "stop", now=NOW)
    received_id(agency, "B2", guest=PersonFacts(name="Anna M.", email="a@example.com", phone=PHONE))
    assert {
        kind for name, channel, kind, yes in counts() if (name, channel, yes) == ("Anna M.", "sms", False)
    } == {
        "service",
        "marketing",
    }
    assert ConsentRecord.objects.filter(source="same_address").values("id").count() == 2


def test_b10_a_yes_is_never_taken_over(agency: Agency) -> None:
    somebody(agency, "B1", "Anna")
    take_stop_words(agency.id, PHONE, "stop", now=NOW)
    take_stop_words(agency.id, PHONE, "start", now=later(1))
    somebody(agency, "B2", "Jo")
    assert {(kind, yes) for name, _, kind, yes in counts() if name == "Jo"} == {("marketing", False)}
