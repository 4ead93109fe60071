"""Who gets a message, where, and in which language (S5, S20, S23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.reference.hindrances import may_write
from tests.reference.solutions import Notification, Solution
from tests.reference.world import NOBODY, Person, Situation

ROLES = ("guest", "client", "agent", "owner", "staff", "cc")
PEOPLE = ("guest", "client", "agent", "owner")
"""Members of staff and fixed addresses are the agency's own: nobody asks them."""
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
    found = list(reached(solution, seen))
    best: dict[str, Recipient] = {}
    for recipient in sorted(found, key=lambda r: r.rank):
        best.setdefault(recipient.to.lower(), recipient)
    return [r for r in found if best[r.to.lower()] is r]


def reached(solution: Solution, seen: Situation) -> Iterator[Recipient]:
    """Everybody whom a line of the solution reaches, line by line."""
    for notification in solution.notifications:
        yield from _of_notification(notification, seen)


def willing(found: Iterable[Recipient], solution: Solution, seen: Situation) -> list[Recipient]:
    """S25: without the people who do not take such messages; of others than the guest nothing is known."""
    return [r for r in found if r.role not in PEOPLE or _takes(r, solution, seen)]


def _takes(recipient: Recipient, solution: Solution, seen: Situation) -> bool:
    if recipient.role == "guest":
        return may_write(solution.kind, recipient.channel, seen)
    return solution.kind != "marketing"


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
