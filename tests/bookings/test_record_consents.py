"""Consent records: a history as proof, and what counts now (S25, B10: bloom-housing #6608)."""

from datetime import datetime
from typing import Any

import pytest
from django.db import Error, connection

from hospes.agencies.models import Agency
from hospes.bookings.forget_people import forget_person
from hospes.bookings.models import ConsentRecord, Permission
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.kit.errors import Malformed
from tests.bookings.receiving import later, received_id, stored
from tests.making import NOW, make_agency


def says(person: int, *, yes: bool, at: datetime = NOW, **changes: Any) -> ConsentFacts:
    told = {"channel": "email", "kind": "marketing", "source": "page", **changes}
    return ConsentFacts(person_id=person, is_allowed=yes, at=at, **told)


def guest_of(agency: Agency, reference: str = "B1") -> int:
    return stored(received_id(agency, reference)).guest_id


def counts() -> list[tuple[str, str, bool]]:
    return list(Permission.objects.order_by("channel", "kind").values_list("channel", "kind", "is_allowed"))


def test_the_record_proves_when_how_and_to_which_text_somebody_agreed(agency: Agency) -> None:
    guest = guest_of(agency)
    facts = says(guest, yes=True, text_version="newsletter-2026-03", words="Yes, keep me", by="anna@x.es")
    assert record_consents(agency.id, [facts], now=later(1)) == [guest]
    record = ConsentRecord.objects.get()
    assert (record.at, record.recorded_at, record.source) == (NOW, later(1), "page")
    assert (record.text_version, record.words, record.by) == (
        "newsletter-2026-03", "Yes, keep me", "anna@x.es",
    )  # fmt: skip
    assert counts() == [("email", "marketing", True)]


def test_the_newest_statement_counts_whatever_the_order(agency: Agency) -> None:
    guest = guest_of(agency)
    yes, no = says(guest, yes=True, at=later(1)), says(guest, yes=False, at=later(2))
    record_consents(agency.id, [no], now=later(3))
    assert record_consents(agency.id, [yes], now=later(4)) == []
    assert counts() == [("email", "marketing", False)]
    assert ConsentRecord.objects.count() == 2
    assert record_consents(agency.id, [says(guest, yes=True, at=later(5))], now=later(5)) == [guest]
    assert counts() == [("email", "marketing", True)]


def test_of_a_yes_and_a_no_at_the_same_instant_the_no_counts(agency: Agency) -> None:
    guest = guest_of(agency)
    record_consents(agency.id, [says(guest, yes=False), says(guest, yes=True)], now=NOW)
    assert counts() == [("email", "marketing", False)]


def test_a_known_statement_is_not_recorded_again(agency: Agency) -> None:
    guest = guest_of(agency)
    facts = says(guest, yes=False)
    assert [record_consents(agency.id, [facts, facts], now=later(n)) for n in (1, 2)] == [[guest], []]
    assert ConsentRecord.objects.count() == 1


def test_each_channel_and_kind_is_decided_by_itself(agency: Agency) -> None:
    guest = guest_of(agency)
    both = [says(guest, yes=False, channel="sms"), says(guest, yes=True, kind="service")]
    record_consents(agency.id, both, now=NOW)
    assert counts() == [("email", "service", True), ("sms", "marketing", False)]


def test_people_of_another_agency_are_passed_over(agency: Agency) -> None:
    stranger = guest_of(make_agency("Other"), "X1")
    assert record_consents(agency.id, [says(stranger, yes=True)], now=NOW) == []
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"channel": "fax"}, "no channel"),
        ({"kind": "transactional"}, "Nobody decides"),
        ({"source": " "}, "where the consent came from"),
        ({"at": datetime(2026, 5, 1)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_what_is_no_consent_is_refused(agency: Agency, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        record_consents(agency.id, [says(guest_of(agency), yes=True, **change)], now=NOW)


def test_forgetting_keeps_the_proof_without_the_words(agency: Agency) -> None:
    guest = guest_of(agency)
    record_consents(agency.id, [says(guest, yes=False, words="Stop it, Anna")], now=NOW)
    forget_person(agency.id, guest, now=later(5))
    record = ConsentRecord.objects.get()
    assert (record.words, record.is_allowed, record.at) == ("", False, NOW)


@pytest.mark.parametrize("change", ["is_allowed = NOT is_allowed", "words = 'other'", "by = 'me'"])
def test_nothing_else_of_the_history_can_be_changed(agency: Agency, change: str) -> None:
    record_consents(agency.id, [says(guest_of(agency), yes=False)], now=NOW)
    with pytest.raises(Error, match="only ever added"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE bookings_consentrecord SET {change}")
