"""The demo agency itself: its settings, members, portals, owners, agents and properties, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Portal:
    """A site that bookings are made on. `code` is ours, to give each portal its own habits."""

    name: str
    code: str
    tags: tuple[str, ...]
    excluded: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """A person whose property is let; agents are of the same shape."""

    name: str
    email: str
    language: str = ""
    country: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works at the agency, with a role and the language of the screens."""

    name: str
    email: str
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Slots:
    """When appointments of a property are held.

    Attributes:
        weekdays: 0 is Monday.
        times: local times of day, "HH:MM".
        minutes: how long one takes.
        load: how many bookings a slot has in the middle, 0 to 1.
    """

    weekdays: tuple[int, ...]
    times: tuple[str, ...]
    minutes: int
    load: float


@dataclass(frozen=True, slots=True)
class Property:
    """What is let, with everything that messages say about it.

    Attributes:
        check_in: local time of day, "HH:MM"; `check_out` likewise.
        texts: how to get in, as "access_en", "access_es" …
        code: what opens the door or the key safe, for guests only; "" where somebody opens it.
        price: euros for a night, or for an appointment.
        slots: None for stays over night.
    """

    name: str
    timezone: str
    city: str
    country: str
    language: str
    address: str
    owner: Owner
    tags: tuple[str, ...]
    check_in: str
    check_out: str
    sleeps: int
    price: int
    texts: Mapping[str, str]
    code: str = ""
    slots: Slots | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The property's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def instructions(self) -> str:
        """How to get in, in English: for guests in whose language there is no text."""
        return self.texts["access_en"]


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency and those it works with.

    Attributes:
        settings: name, timezone, currency, languages, addresses, quiet hours … as in agency.yaml.
    """

    settings: Mapping[str, Any]
    members: tuple[Member, ...]
    portals: tuple[Portal, ...]
    owners: tuple[Owner, ...]
    agents: tuple[Owner, ...]
    properties: tuple[Property, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.settings["timezone"])

    def portal(self, code: str) -> Portal:
        """The portal with this code of ours."""
        return next(portal for portal in self.portals if portal.code == code)


def read_agency() -> Agency:
    """The demo agency, the same every time."""
    written = read("agency.yaml")
    owners = tuple(Owner(**{**each, "tags": tuple(each["tags"])}) for each in written["owners"])
    return Agency(
        settings=written["agency"],
        members=tuple(Member(**each) for each in written["members"]),
        portals=tuple(Portal(**{**each, "tags": tuple(each["tags"])}) for each in written["portals"]),
        owners=owners,
        agents=tuple(Owner(**each) for each in written["agents"]),
        properties=_properties({owner.email: owner for owner in owners}),
    )


def read(name: str) -> dict[str, Any]:
    """One of the demo's YAML files."""
    found: dict[str, Any] = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return found


def _properties(owners: Mapping[str, Owner]) -> tuple[Property, ...]:
    written, access = read("properties.yaml"), read("access.yaml")
    return tuple(
        _property(each, town=written["towns"][each["town"]], access=access, owners=owners)
        for each in written["properties"]
    )


def _property(
    written: dict[str, Any], *, town: dict[str, Any], access: dict[str, Any], owners: Mapping[str, Owner]
) -> Property:
    ways = access[written["access"]]
    texts = {f"access_{language}": text for language, text in ways.items()}
    same = {key: written[key] for key in ("name", "check_in", "check_out", "sleeps", "price", "code")}
    return Property(
        **same,
        **town,
        address=f"{written['street']}, {town['city']}",
        owner=owners[written["owner"]],
        tags=tuple(written["tags"]),
        texts=texts,
        slots=_slots(written.get("slots")),
    )


def _slots(written: dict[str, Any] | None) -> Slots | None:
    if written is None:
        return None
    return Slots(tuple(written["weekdays"]), tuple(written["times"]), written["minutes"], written["load"])
