"""Save properties."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from hospes.bookings.facts import HIDDEN, PersonFacts
from hospes.bookings.people import describe_person, tidy_country, tidy_language, tidy_tags
from hospes.bookings.save_people import save_people
from hospes.bookings.saving import Saved, save_rows
from hospes.bookings.validity import LONGEST_CODE, SECRET_NAME
from hospes.kit.clock import zone
from hospes.kit.errors import Malformed
from hospes.kit.statements import load

WHEN = ("always", "booked", "paid")
"""Of whom an information is for: everybody, who has booked, who has paid."""


@dataclass(frozen=True, slots=True)
class PropertyFacts:
    """What is known of a property; None leaves it as it is (a new one: 15:00, 11:00, else empty).

    `secrets` are texts by name; `information` is a list of `{"when": "always" | "booked" | "paid", "text":
    {language: text}}`.
    """

    name: str
    timezone: str | None = None
    check_in: time | None = None
    check_out: time | None = None
    owner: PersonFacts | None = None
    tags: tuple[str, ...] | None = None
    language: str | None = None
    city: str | None = None
    country: str | None = None
    address: str | None = None
    instructions: str | None = None
    texts: dict[str, Any] | None = None
    secrets: dict[str, Any] | None = None
    information: list[dict[str, Any]] | None = None


def save_properties(
    agency_id: int, properties: Iterable[PropertyFacts], *, now: datetime
) -> dict[str, Saved]:
    """Create or change properties by name, with their owners; idempotent.

    Bookings of a property that changed need planning again.

    Returns:
        Name → id and outcome (added, changed, same).

    Raises:
        Malformed: there is no such time zone, or a name, a secret or an information is none.
    """
    given = {facts.name.strip(): facts for facts in properties}
    for name, facts in given.items():
        check_property(name, facts)
    owners = {
        name: describe_person(facts.owner, place=f"{name}/owner", country=facts.country or "")
        for name, facts in given.items()
        if facts.owner is not None
    }
    people = save_people(agency_id, owners.values(), now=now)
    rows = {
        name: _columns(facts, people[owners[name].key].id if name in owners else None)
        for name, facts in given.items()
    }
    return save_property_rows(agency_id, rows, now=now)


def save_property_rows(
    agency_id: int, rows: Mapping[str, Mapping[str, Any]], *, now: datetime
) -> dict[str, Saved]:
    """Create or change properties given as columns by name; columns left out stay as they are."""
    return save_rows(load(__name__, "save_properties"), rows, agency=agency_id, now=now)


def _columns(facts: PropertyFacts, owner_id: int | None) -> dict[str, Any]:
    columns = asdict(facts)
    del columns["name"], columns["owner"]
    return columns | {
        "owner_id": owner_id,
        "timezone": zone(facts.timezone).key if facts.timezone else facts.timezone,
        "tags": None if facts.tags is None else tidy_tags(facts.tags),
        "language": None if facts.language is None else tidy_language(facts.language),
        "country": None if facts.country is None else tidy_country(facts.country),
    }


def check_property(name: str, facts: PropertyFacts) -> None:
    """Refuse what cannot be a property.

    Raises:
        Malformed: the sentence names the property and what is wrong with it.
    """
    if not name or len(name) > 200 or "\0" in name:
        raise Malformed("A property needs a name of at most 200 characters.", field="name")
    for secret, text in (facts.secrets or {}).items():
        if not SECRET_NAME.fullmatch(secret):
            message = f"{name}: call a secret by small letters, digits and _, such as door_code."
            raise Malformed(message, field="secrets")
        if not isinstance(text, str) or len(text) > LONGEST_CODE or HIDDEN in text or "\0" in text:
            message = f"{name}: the secret {secret} must be its true text, at most {LONGEST_CODE} characters."
            raise Malformed(message, field="secrets")
    if any(not _is_information(one) for one in facts.information or ()):
        message = f"{name}: write each information as when: {', '.join(WHEN)} and text: {{language: text}}."
        raise Malformed(message, field="information")


def _is_information(one: object) -> bool:
    if not isinstance(one, dict) or set(one) != {"when", "text"} or one["when"] not in WHEN:
        return False
    text = one["text"]
    return isinstance(text, dict) and all(isinstance(part, str) for pair in text.items() for part in pair)
