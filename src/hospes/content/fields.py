"""The tree of fields that words may use, with what each means; also written to docs/reference/fields.md.

Run `python -m hospes.content.fields` to print that page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from hospes.content.filters import FILTERS
from hospes.content.formats import CountryCode, LanguageCode, Manner, write
from hospes.kit.closest import closest
from hospes.kit.money import Money


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: as words write it; "booking.custom.*" stands for any name at the star.
        kind: text, number, money, date, time, instant, list, language, country, link or claim (yes or no).
        meaning: one line for people.
        example: a value of the right type, as `render` takes it.
        anchor: the only anchor where it has a value, such as "event:moved"; empty for everywhere.
        is_secret: never put into copies (cc, bcc; S20).
    """

    name: str
    kind: str
    meaning: str
    example: object
    anchor: str = ""
    is_secret: bool = False


def _person(role: str, who: str, example: tuple[str, str, str]) -> Iterator[Field]:
    name, email, phone = example
    yield Field(f"{role}.name", "text", f"full name of {who}", name)
    yield Field(f"{role}.first_name", "text", "how to address them; made from the name", name.split()[0])
    yield Field(f"{role}.email", "text", "e-mail address", email)
    yield Field(f"{role}.phone", "text", "phone number with country code", phone)
    yield Field(f"{role}.language", "language", "their language; in conditions its code", LanguageCode("es"))
    yield Field(f"{role}.country", "country", "their country; in conditions its code", CountryCode("ES"))


_EUR = "EUR"
FIELDS: tuple[Field, ...] = (
    Field("agency.name", "text", "name of the agency", "Costa Blava Rentals"),
    Field("agency.email", "text", "address for answers", "hello@costablava.example"),
    Field("agency.phone", "text", "phone number of the agency", "+34 972 000 000"),
    Field("agency.address", "text", "postal address", "Carrer de Mar 1, 17300 Blanes"),
    Field("agency.website", "link", "web site", "https://costablava.example"),
    Field("agency.iban", "text", "account to transfer money to", "ES91 2100 0418 4502 0005 1332"),
    Field("agency.bic", "text", "its bank", "CAIXESBBXXX"),
    Field("agency.account_holder", "text", "whose account it is", "Costa Blava Rentals S.L."),
    Field(
        "agency.footer",
        "text",
        "the agency's closing words, in the message's language",
        "Costa Blava, Blanes",
    ),
    Field("booking.reference", "text", "the portal's number of the booking", "HX-2417"),
    Field(
        "booking.status",
        "text",
        "inquiry, pending, confirmed, rejected, cancelled, completed or no_show; for conditions",
        "confirmed",
    ),
    Field("booking.arrival", "date", "day of arrival, at the property", date(2026, 6, 12)),
    Field("booking.departure", "date", "day of departure", date(2026, 6, 19)),
    Field("booking.nights", "number", "number of nights", 7),
    Field(
        "booking.starts_at",
        "instant",
        "when the stay or appointment begins, in the property's time",
        datetime(2026, 6, 12, 13, tzinfo=UTC),
    ),
    Field("booking.ends_at", "instant", "when it ends", datetime(2026, 6, 19, 9, tzinfo=UTC)),
    Field("booking.booked_at", "instant", "when it was booked", datetime(2026, 3, 2, 17, 40, tzinfo=UTC)),
    Field("booking.adults", "number", "adults", 2),
    Field("booking.children", "number", "children", 1),
    Field("booking.party", "number", "adults and children together", 3),
    Field("booking.total", "money", "price of the stay", Money("840", _EUR)),
    Field("booking.paid", "money", "what has been paid", Money("210", _EUR)),
    Field(
        "booking.balance", "money", "what is still to be paid, at the moment of sending", Money("630", _EUR)
    ),
    Field("booking.currency", "text", "code of the currency", _EUR),
    Field("booking.payment_due", "date", "day by which it must be paid", date(2026, 5, 29)),
    Field("booking.payment_method", "text", "how it is paid", "bank transfer"),
    Field("booking.has_card", "claim", "whether a card is stored that can be charged", True),
    Field("booking.charge_on", "date", "day on which the stored card will be charged", date(2026, 5, 29)),
    Field(
        "booking.transfer_reference", "text", "what to write on a transfer: the booking's number", "HX-2417"
    ),
    Field(
        "booking.codes", "list", "what to show at the door; the booking's number when it has none", ["7Q4K"]
    ),
    Field("booking.rating", "number", "stars of the guest's review, 1 to 5", 5),
    Field("booking.notes", "text", "notes on the booking", "Late arrival, about 22:00"),
    Field("booking.tags", "list", "tags of the booking, for `for` and `join`", ["sea view", "dog"]),
    Field("booking.cancelled_by", "text", "who cancelled: guest, agency, portal", "guest", "event:cancelled"),
    Field("booking.old_arrival", "date", "day of arrival before the move", date(2026, 6, 10), "event:moved"),
    Field(
        "booking.old_departure", "date", "day of departure before the move", date(2026, 6, 17), "event:moved"
    ),
    Field("booking.custom.*", "text", "a further column of your bookings, by its name", "B-12", "", True),
    Field(
        "booking.secrets.*", "text", "a code of this stay, by its name; only for the guest", "4711", "", True
    ),
    *_person("guest", "the guest", ("Ana García", "ana@example.com", "+34 600 000 000")),
    *_person(
        "client",
        "who booked, when it is not the guest",
        ("Luis García", "luis@example.com", "+34 600 000 001"),
    ),
    *_person("owner", "the property's owner", ("Marta Vidal", "marta@example.org", "+34 600 000 002")),
    *_person(
        "agent", "the partner who brought the booking", ("Iris Reis", "iris@example.net", "+351 910 000 000")
    ),
    *_person("recipient", "who gets this message", ("Ana García", "ana@example.com", "+34 600 000 000")),
    Field("property.name", "text", "name of the property", "Casa Mar"),
    Field("property.address", "text", "its address", "Passeig de s'Abanell 4, Blanes"),
    Field("property.city", "text", "its town", "Blanes"),
    Field("property.country", "country", "its country", CountryCode("ES")),
    Field("property.check_in", "time", "from when one may arrive", time(15)),
    Field("property.check_out", "time", "by when one must leave", time(11)),
    Field("property.timezone", "text", "its time zone", "Europe/Madrid"),
    Field("property.instructions", "text", "how to get in", "The key is in the box by the door.", "", True),
    Field("property.tags", "list", "tags of the property", ["pool"]),
    Field("property.texts.*", "text", "a text of the property, by its name", "Mar y Sol 2026", "", True),
    Field(
        "property.secrets.*",
        "text",
        "a code of the property, by its name; only for the guest",
        "0815",
        "",
        True,
    ),
    Field(
        "property.information",
        "text",
        "the property's texts for a booking that stands and is paid like this one, as paragraphs",
        "Parking is behind the house.",
    ),
    Field("portal.name", "text", "the site it was booked on", "Booking.com"),
    Field("links.pay", "link", "page to pay the balance", "https://stay.example/p/1a2b", "", True),
    Field("links.stay", "link", "the guest's own page of the stay", "https://stay.example/s/1a2b", "", True),
    Field("links.review", "link", "page to write a review", "https://stay.example/r/1a2b"),
    Field(
        "links.unsubscribe",
        "link",
        "page to get no more such messages",
        "https://stay.example/u/1a2b",
        "",
        True,
    ),
    Field("reward.code", "text", "promo code of a solution that gives one away", "THANKS-10"),
    Field(
        "correction.changes",
        "list",
        "what is not as it was said any more, one line each; only in the template named “correction”",
        ["Address: Carrer de Mar 1 → Passeig de s'Abanell 4"],
        "",
        True,
    ),
    Field("task.is_updated", "claim", "whether it is said once more because something changed", True),
    Field("task.is_late", "claim", "whether the booking came after the planned time", True),
    Field("now", "instant", "the moment of sending", datetime(2026, 6, 9, 13, tzinfo=UTC)),
    Field("today", "date", "the day of sending, at the property", date(2026, 6, 9)),
)
"""All fields in the order of the reference page."""

_BY_NAME = {field.name: field for field in FIELDS}
_ELSEWHERE = {
    "booking.reference": "bookingid bookingnumber confirmationcode code orderreference reservationid uid",
    "booking.arrival": "checkin checkindate arrivaldate startdate firstnight eventbegindate",
    "booking.departure": "checkout checkoutdate departuredate enddate lastnight eventenddate",
    "booking.party": "guests numberofguests guestcount persons people pax",
    "booking.balance": "balancedue amountdue amounttopay pendingsum invoicebalance outstanding",
    "booking.total": "price totalprice totalpaid totalamount amount",
    "booking.starts_at": "starttime startdatetime appointmentstart",
    "guest.name": "guestname guestfullname customername fullname name customer attendeename",
    "guest.first_name": "guestfirst guestfirstname firstname customerfirstname",
    "guest.email": "guestemail customeremail email",
    "guest.phone": "guestphone customerphone phone phonenumber mobile",
    "property.name": "hotelname apartmentname accommodation rentalname unitname eventname room",
    "property.address": "location address propertyaddress",
    "property.check_in": "checkintime arrivaltime checkinstart",
    "property.check_out": "checkouttime departuretime checkoutend",
    "property.instructions": "checkininstructions directions doorcode accesscode keycode",
    "agency.name": "companyname shopname organizationname hostname host company",
    "portal.name": "source channel channelname ota",
    "links.pay": "paymentlink paymenturl paylink",
    "links.review": "reviewlink reviewurl",
}
_MEANT = {word: name for name, words in _ELSEWHERE.items() for word in words.split()}


def field_names() -> list[str]:
    """All names, in order; open branches end in ".*"."""
    return [field.name for field in FIELDS]


def find_field(name: str) -> Field | None:
    """The field called `name`, or the open branch it is under; None when there is none."""
    branch = name.rpartition(".")[0]
    return _BY_NAME.get(name) or (_BY_NAME.get(f"{branch}.*") if name != f"{branch}." else None)


def suggest(name: str) -> str | None:
    """The field that was probably meant by `name`: a near spelling, or another product's word for it."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    concrete = [each for each in field_names() if not each.endswith("*")]
    same = [each for each in concrete if re.sub(r"[^a-z]", "", each) == plain]
    return same[0] if same else _MEANT.get(plain) or closest(name, concrete)


def example_values() -> dict[str, object]:
    """A whole tree of values made from the examples, for previews and tests."""
    values: dict[str, object] = {}
    for field in FIELDS:
        *branches, leaf = field.name.split(".")
        at = values
        for branch in branches:
            at = at.setdefault(branch, {})  # type: ignore[assignment]
        at["example" if leaf == "*" else leaf] = field.example
    return values


def reference_page() -> str:
    """The text of docs/reference/fields.md."""
    manner = Manner("en", "Europe/Madrid")
    groups: dict[str, list[Field]] = {}
    for field in FIELDS:
        groups.setdefault(field.name.partition(".")[0] if "." in field.name else "moment", []).append(field)
    tables = [f"## {group}\n\n{_table(fields, manner)}" for group, fields in groups.items()]
    return "\n".join([_INTRODUCTION, *tables, _FILTERS_INTRODUCTION, *_filter_rows(), ""])


def _table(fields: Iterable[Field], manner: Manner) -> str:
    rows = ["| field | kind | what it is | in English |", "|---|---|---|---|"]
    for field in fields:
        notes = [field.meaning]
        if field.anchor:
            notes.append(f"only for {field.anchor}")
        if field.is_secret:
            notes.append("not in copies")
        rows.append(
            f"| `{field.name}` | {field.kind} | {'; '.join(notes)} | {write(field.example, manner)} |"
        )
    return "\n".join([*rows, ""])


def _filter_rows() -> Iterator[str]:
    for name, each in FILTERS.items():
        example = each.example.replace("|", "\\|")
        yield f"| `{name}` | {each.meaning} | `{example}` |"


_INTRODUCTION = """# Fields

<!-- Made by `python -m hospes.content.fields`; do not edit by hand. -->

A field is a hole in the words: `Dear {{ guest.first_name }}`. It is filled in at the moment of sending, in
the language of the message: dates, times and money are written as its readers write them, times of the stay
in the property's time zone. In SMS dates are short and letters plain, so that a message stays in few parts.

A field that is shown without `default` and without an `if` around it is **required**: when it is empty the
message is held until somebody fills it in. `{{ guest.phone | default: "–" }}` and
`{% if guest.phone %}…{{ guest.phone }}…{% endif %}` make it optional.

In a condition an empty field, an empty list, zero and no mean no: `{% if booking.balance %}` is true while
there is something to pay. Dates compare with quoted dates: `{% if booking.arrival > "2026-07-01" %}`.
Tags: `if`, `elsif`, `else`, `unless`, `case`/`when`, `for` over a list, `comment`.
"""
_FILTERS_INTRODUCTION = """## Filters

`date` takes `short`, `medium`, `long`, `full`, `weekday`, `day_month`, or a pattern such as `%d.%m.%Y`.

| filter | what it does | example |
|---|---|---|"""


if __name__ == "__main__":
    print(reference_page(), end="")
