"""Who gets a message, where, in which language, and when it is quiet there (S5, S20, S22, S23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.reference.moments import (
    arrival_anchor,
    clock_zone,
    departure_anchor,
    only_zone,
    to_instant,
    to_local,
)
from tests.reference.solutions import Notification, Solution
from tests.reference.world import NOBODY, Person, Situation

ROLES = ("guest", "client", "agent", "owner", "staff", "cc")
MAIN_LANGUAGES = {
    "ES": "es",
    "SK": "sk",
    "CZ": "cs",
    "DK": "da",
    "DE": "de",
    "AT": "de",
    "PT": "pt",
    "FR": "fr",
}


@dataclass(frozen=True)
class Recipient:
    role: str
    to: str
    channel: str
    template: str
    person: Person = NOBODY

    @property
    def rank(self) -> int:
        """S20; administrators and fixed addresses rank with the staff."""
        role = self.role.split(":")[0]
        return ROLES.index(role) if role in ROLES else ROLES.index("staff")


def recipients(solution: Solution, seen: Situation) -> list[Recipient]:
    """One for each address: the highest role keeps it (S20), in the order of the notifications."""
    found = [r for n in solution.notifications for r in _of_notification(n, seen)]
    best: dict[str, Recipient] = {}
    for recipient in sorted(found, key=lambda r: r.rank):
        best.setdefault(recipient.to.lower(), recipient)
    return [r for r in found if best[r.to.lower()] is r]


def _of_notification(notification: Notification, seen: Situation) -> Iterator[Recipient]:
    for role, person in _people(notification.to, seen):
        step = _first_step(notification.channels, person)
        if step:
            yield Recipient(role, step[1], step[0], notification.template, person)


def _people(to: str | Mapping[str, str], seen: Situation) -> list[tuple[str, Person]]:
    if not isinstance(to, str):
        role = "email" if to.get("email") else "phone"
        return [(role, Person(email=to.get("email"), phone=to.get("phone")))]
    if to.startswith("staff:"):
        return [(to, Person(email=seen.agency.staff.get(to.removeprefix("staff:"))))]
    if to == "administrators":
        return [(to, Person(email=address)) for address in seen.agency.administrators]
    return [(to, seen.facts.people.get(to, NOBODY))]


def _first_step(chain: tuple[str, ...], person: Person) -> tuple[str, str] | None:
    """S26: the first channel of the chain that the person has an address for."""
    for channel in chain:
        address = person.phone if channel in ("sms", "viber") else person.email
        if address:
            return channel, address
    return None


def language_of(recipient: Recipient, seen: Situation, versions: tuple[str, ...]) -> str:
    """S23: the version whose language comes first in the chain, each exact, then base."""
    person = recipient.person
    chain = (
        person.language,
        seen.facts.language,
        MAIN_LANGUAGES.get(person.country or ""),
        seen.facts.property.language,
        seen.agency.language,
        "en",
    )
    for wanted in filter(None, chain):
        for language in (wanted, wanted.split("-")[0]):
            if language in versions:
                return language
    return versions[0] if versions else seen.agency.language


def waits_until(
    solution: Solution, seen: Situation, due: datetime, deadline: datetime | None
) -> datetime | None:
    """S22: when a message due then may go at `due`, after the quiet hours, or just before; None: never."""
    quiet = seen.agency.quiet_hours if solution.quiet_hours == "inherit" else solution.quiet_hours
    who = recipients(solution, seen)
    if quiet is None or isinstance(quiet, str) or not who or _answers_the_guest(solution, seen, who[0], due):
        return due
    hours = _quiet_around(quiet, due, _zone_of(who[0], seen, due))
    if hours is None:
        return due
    start, end = hours
    if deadline is None or end < deadline:
        return end
    before = start - timedelta(minutes=1)
    return before if before >= seen.now else None


def _answers_the_guest(solution: Solution, seen: Situation, who: Recipient, due: datetime) -> bool:
    fresh = due - seen.facts.booked_at <= timedelta(minutes=10)
    return fresh and solution.trigger.anchor == "booked" and who.role in ("guest", "client")


def _zone_of(who: Recipient, seen: Situation, due: datetime) -> ZoneInfo:
    """The recipient's clock, for a guest that of the property during the stay."""
    if who.role == "guest":
        stays = arrival_anchor(seen).instant <= due < departure_anchor(seen).instant
        return seen.property_zone if stays else clock_zone("guest", seen)[0]
    return who.person.zone or only_zone(who.person.country) or seen.agency.zone


def _quiet_around(
    quiet: tuple[time, time], due: datetime, zone: ZoneInfo
) -> tuple[datetime, datetime] | None:
    """Start and end of the quiet hours that the instant lies in."""
    start, end = quiet
    local = to_local(due, zone)
    inside = start <= local.time() < end if start <= end else local.time() >= start or local.time() < end
    if not inside:
        return None
    first = local.date() if local.time() >= start else local.date() - timedelta(days=1)
    last = first if start < end else first + timedelta(days=1)
    return to_instant(datetime.combine(first, start), zone), to_instant(datetime.combine(last, end), zone)
