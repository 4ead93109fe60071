"""A banking app reads a transfer out of the picture (EPC069-12)."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from hospes.content.payment_codes import Transfer, payment_code
from hospes.kit.errors import Malformed, Refused


def transfer(**changes: Any) -> Transfer:
    given: dict[str, Any] = {
        "iban": "ES91 2100 0418 4502 0005 1332",
        "holder": "Costa Blava S.L.",
        "amount": Decimal("120.5"),
        "currency": "EUR",
        "reference": "B-1001",
        **changes,
    }
    return Transfer(**given)


def read(picture: bytes) -> str:
    """What somebody else's reader sees in the picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture)))
    return found.text


def test_the_code_says_account_amount_and_reference() -> None:
    assert read(payment_code(transfer())) == (
        "BCD\n002\n1\nSCT\n\nCosta Blava S.L.\nES9121000418450200051332\nEUR120.50\n\n\nB-1001"
    )


def test_the_code_names_the_bank_when_it_is_known() -> None:
    assert read(payment_code(transfer(bic="CAIXESBB"))).split("\n")[4] == "CAIXESBB"


def test_letters_with_marks_arrive_as_written() -> None:
    said = read(payment_code(transfer(holder="Žofia Šťastná", reference="Pobyt č. 7"))).split("\n")
    assert (said[5], said[10]) == ("Žofia Šťastná", "Pobyt č. 7")


def test_nothing_can_add_a_line_to_the_transfer() -> None:
    said = read(payment_code(transfer(holder="Costa\nEUR9999", reference="B1\r\nx"))).split("\n")
    assert (len(said), said[5], said[10]) == (11, "Costa EUR9999", "B1 x")


def test_long_names_and_references_are_cut_to_what_a_bank_takes() -> None:
    said = read(payment_code(transfer(holder="ž" * 200, reference="č" * 300))).split("\n")
    assert (len(said[5]), len(said[10])) == (70, 140)


def test_the_same_transfer_gives_the_same_small_picture() -> None:
    assert payment_code(transfer()) == payment_code(transfer())
    assert len(payment_code(transfer())) < 2000


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"currency": "CZK"}, "not_euro"),
        ({"amount": Decimal(0)}, "nothing_due"),
        ({"amount": Decimal(-5)}, "nothing_due"),
        ({"iban": ""}, "no_account"),
        ({"holder": " "}, "no_account"),
    ],
)
def test_what_cannot_be_transferred_has_no_code(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        payment_code(transfer(**changes))
    assert refused.value.details == {"reason": reason}


def test_a_mistaken_account_never_becomes_a_code() -> None:
    with pytest.raises(Malformed, match="The IBAN has a mistake in it"):
        payment_code(transfer(iban="ES92 2100 0418 4502 0005 1332"))
