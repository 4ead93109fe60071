"""Who somebody is, told from what a source wrote: usable addresses, and a key for the same person."""

import re
import unicodedata
from typing import NamedTuple

from email_validator import SPECIAL_USE_DOMAIN_NAMES

from hospes.bookings.facts import PersonFacts
from hospes.kit.clock import zone
from hospes.kit.email import normalise_email
from hospes.kit.errors import Malformed
from hospes.kit.phone import normalise_phone

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SUBTAG_CASE = {2: str.upper, 4: str.title}
# Such addresses are stored as they are: telling so takes a hundredth of the time of the full rules.
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?P<top>(?!test$)[a-z]{2,24})"
)
_COUNTRY = re.compile(r"[A-Z]{2}")


class PersonRow(NamedTuple):
    """A person as stored. `tags` None leaves the tags of a known person alone."""

    key: str
    address_key: str
    name: str
    email: str
    phone: str
    raw_email: str
    raw_phone: str
    language: str
    country: str
    timezone: str
    tags: list[str] | None


def describe_person(facts: PersonFacts, *, place: str, country: str) -> PersonRow:
    """The row for a person.

    People with a usable address are the same when address and folded name are; of the others every booking
    has its own, because a name alone proves nothing.

    Args:
        facts: what the source wrote.
        place: where the person was met (portal, reference and role), the key of who has no address.
        country: two-letter country of the agency, to read national phone numbers of guests without one.
    """
    origin = tidy_country(facts.country)
    name = tidy_text(facts.name, 300)
    email, phone = usable_email(facts.email), usable_phone(facts.phone, origin or country)
    address = email.casefold() or phone
    return PersonRow(
        key=f"{address}|{fold_name(name)}" if address else f"/{place}",
        address_key=address,
        name=name,
        email=email,
        phone=phone,
        raw_email="" if email else tidy_text(facts.email, 300),
        raw_phone="" if phone else tidy_text(facts.phone, 100),
        language=tidy_language(facts.language),
        country=origin,
        timezone=tidy_zone(facts.timezone),
        tags=None if facts.tags is None else tidy_tags(facts.tags),
    )


def merge_people(older: PersonRow, newer: PersonRow) -> PersonRow:
    """One row of two that have the same key: what the newer one leaves empty comes from the older."""
    pairs = zip(newer, older, strict=True)
    return PersonRow(*(old if new in ("", None) else new for new, old in pairs))  # type: ignore[arg-type]


def usable_email(raw: str) -> str:
    """The address in its stored form, or "" when no message could go there."""
    plain = _PLAIN_EMAIL.fullmatch(raw) if len(raw) <= 64 else None
    if plain and plain["top"] not in SPECIAL_USE_DOMAIN_NAMES:
        return raw
    try:
        return normalise_email(raw) if raw.strip() else ""
    except Malformed:
        return ""


def usable_phone(raw: str, country: str) -> str:
    """The number in E.164, or "" when nobody could be reached by it."""
    return (normalise_phone(raw, country or None) or "") if raw.strip() else ""


def fold_name(name: str) -> str:
    """A name as it is compared: without case, accents and double blanks."""
    if name.isascii():
        return " ".join(name.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def tidy_text(text: str, longest: int) -> str:
    """Text on one line without blanks around it, cut to what the column holds."""
    return " ".join(text.split())[:longest]


def tidy_language(text: str) -> str:
    """A BCP 47 code such as "pt-BR", or "" when it is none."""
    first, *rest = text.strip().replace("_", "-").split("-")
    code = "-".join([first.lower(), *(_SUBTAG_CASE.get(len(part), str.lower)(part) for part in rest)])
    return code if len(code) <= 20 and _LANGUAGE.fullmatch(code) else ""


def tidy_country(text: str) -> str:
    """A two-letter country in capitals, or ""."""
    code = text.strip().upper()
    return code if _COUNTRY.fullmatch(code) else ""


def tidy_zone(text: str) -> str:
    """The IANA name of a zone, or "" when there is no such zone."""
    try:
        return zone(text.strip()).key if text.strip() else ""
    except Malformed:
        return ""


def tidy_tags(tags: tuple[str, ...] | list[str]) -> list[str]:
    """Tags trimmed, none empty, none twice, in the order written."""
    return list(dict.fromkeys(tag for text in tags if (tag := tidy_text(text, 100))))
