"""Changing an agency's settings, and finding agencies."""

from datetime import time

import pytest

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.find_agencies import find_agency
from hospes.agencies.models import Agency
from hospes.kit.errors import Malformed, NotFound
from tests.making import make_agency

pytestmark = pytest.mark.django_db


def test_settings_are_changed_and_the_others_stay() -> None:
    agency = make_agency()
    change_agency(agency.pk, quiet_from=time(22), quiet_to=time(8), sender_name="Costa", currency="czk")
    changed = Agency.objects.get()
    assert (changed.quiet_from, changed.quiet_to, changed.sender_name) == (time(22), time(8), "Costa")
    assert (changed.currency, changed.timezone, changed.slug) == ("CZK", "Europe/Madrid", "costa-blava")


def test_an_account_is_kept_without_blanks_and_may_be_taken_away() -> None:
    agency = make_agency()
    change_agency(
        agency.pk, iban="es91 2100 0418 4502 0005 1332", bic="caixesbb", account_holder="Costa S.L."
    )
    changed = Agency.objects.get()
    assert (changed.iban, changed.bic, changed.account_holder) == (
        "ES9121000418450200051332",
        "CAIXESBB",
        "Costa S.L.",
    )
    change_agency(agency.pk, iban="", bic="")
    assert Agency.objects.values_list("iban", "bic").get() == ("", "")


def test_no_change_is_no_mistake() -> None:
    change_agency(make_agency().pk)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("timezone", "Europe/Atlantis", "Europe/Madrid"),
        ("currency", "€", "EUR"),
        ("currency", "EURO", "three letters"),
        ("languages", [], "at least one language"),
        ("colour", "blue", "use one of account_holder, address"),
        ("slug", "taken", "is no setting"),
        ("iban", "ES92 2100 0418 4502 0005 1332", "The IBAN has a mistake in it"),
        ("bic", "CAIXES", "The BIC has 8 or 11"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(setting: str, value: object, sentence: str) -> None:
    agency = make_agency()
    with pytest.raises(Malformed, match=sentence):
        change_agency(agency.pk, **{setting: value})
    assert Agency.objects.values().get() == Agency.objects.filter(pk=agency.pk).values().get()


def test_an_agency_that_is_not_there_cannot_be_changed() -> None:
    for changes in ({}, {"name": "Ghost"}):
        with pytest.raises(NotFound):
            change_agency(987_654_321, **changes)


def test_a_single_agency_needs_no_slug() -> None:
    agency = make_agency()
    assert find_agency(None) == find_agency("costa-blava") == agency


def test_of_several_agencies_one_must_be_named() -> None:
    make_agency("Costa Blava")
    make_agency("Tatra Chalets")
    with pytest.raises(Malformed, match="costa-blava, tatra-chalets"):
        find_agency(None)
    with pytest.raises(NotFound, match="“tatry”"):
        find_agency("tatry")


def test_without_any_agency_the_sentence_says_how_to_make_one() -> None:
    with pytest.raises(NotFound, match="hospes agency create"):
        find_agency("")
