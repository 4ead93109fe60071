"""Who gets the messages of a task, where, and over which channel: S20 and the first step of S26. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hospes.bookings.permissions import allowed

Facts = Mapping[str, Mapping[str, Any]]
"""One row of `sql/load_facts.sql`: group → column → value; in "permissions": "channel person" → yes or no."""

RANKS = {"guest": 0, "client": 1, "agent": 2, "owner": 3}
STAFF = 4
BY_EMAIL = frozenset({"email", "campaign"})
"""Channels that reach a mailbox; the others reach a phone."""
# Addresses are normalised where they come in; this only makes sure that a field is one recipient.
ONE_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@,;<>()\[\]\\]{1,64}@[^\s\x00-\x1f\x7f@,;<>()\\]{1,190}")


@dataclass(frozen=True, slots=True)
class Line:
    """A notification of a solution, as stored."""

    position: int
    role: str
    target: str
    template: str
    chain: Sequence[Mapping[str, Any]]
    cc: Sequence[str]
    bcc: Sequence[str]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, member or fixed address with everything that addressing and wording ask of them.

    A stranger is named as a member and is none: nothing goes there.
    """

    role: str
    person_id: int = 0
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""
    is_stranger: bool = False

    @property
    def rank(self) -> int:
        """Whose words win at one address: guest, client, agent, owner, then everybody else (S20)."""
        return RANKS.get(self.role, STAFF)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One message to be: to whom, how, and what is left to try.

    Attributes:
        reason: empty when it can go; else why it cannot ("no_address", "no_connection", "switched_off",
            "opted_out", "no_member").
        timeout: seconds without a receipt after which the rest of the chain follows; None for never.
    """

    line: Line
    somebody: Somebody
    channel: str
    address: str
    chain: Sequence[Mapping[str, Any]]
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reason: str = ""
    timeout: int | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """What an agency can send over: its channels with a connection, and its members by e-mail."""

    channels: frozenset[str]
    members: Sequence[Mapping[str, Any]] = ()


def recipients_of(facts: Facts, lines: Sequence[Line], ways: Ways) -> list[Recipient]:
    """The recipients of a task in the order of its notifications, one for each address.

    When an address appears in several roles the highest role keeps it; copies (cc, bcc) to somebody who
    gets a message anyway are dropped. Somebody without a usable address stays, with a reason.
    """
    found = [
        _reach(line, who, line.chain, facts=facts, ways=ways)
        for line in lines
        for who in _people(line, facts, ways)
    ]
    best: dict[str, Recipient] = {}
    for one in sorted((r for r in found if r.address), key=lambda r: r.somebody.rank):
        best.setdefault(one.address.casefold(), one)
    kept = [r for r in found if not r.address or best[r.address.casefold()] is r]
    return list(_copied(kept, set(best)))


def _people(line: Line, facts: Facts, ways: Ways) -> Iterator[Somebody]:
    if line.role in RANKS:
        yield from _of_booking(line.role, facts)
    elif line.role == "administrators":
        members = [m for m in ways.members if m["role"] == "administrator"]
        yield from (_member(line.role, member) for member in members)
    elif line.role == "member":
        found = [m for m in ways.members if m["email"].casefold() == line.target.casefold()]
        yield _member(line.role, found[0]) if found else _stranger(line)
    elif line.role == "phone":
        yield Somebody(line.role, phone=line.target)
    else:
        yield Somebody(line.role, email=line.target)


def _of_booking(role: str, facts: Facts) -> Iterator[Somebody]:
    """The person of a role; who booked is the guest where nobody else is named as client."""
    row = facts[role]
    if role == "client" and not row["id"]:
        row = facts["guest"]
    if row["id"]:
        yield Somebody(
            role, row["id"], row["name"], row["email"], row["phone"], row["language"], row["country"]
        )


def _stranger(line: Line) -> Somebody:
    """Who was meant keeps the address as a name, so that people see it."""
    return Somebody(line.role, name=line.target, is_stranger=True)


def _member(role: str, member: Mapping[str, Any]) -> Somebody:
    return Somebody(
        role, name=member["name"], email=member["email"], phone=member["phone"], language=member["language"]
    )


def next_recipient(
    line: Line, role: str, person_id: int, *, chain: Sequence[Mapping[str, Any]], facts: Facts, ways: Ways
) -> Recipient | None:
    """The same person over what is left of a chain (S26); None when nothing of it can go.

    Members and fixed addresses are found by their line, which names them.
    """
    for who in _people(line, facts, ways):
        if who.role == role and (who.person_id == person_id or not person_id):
            found = _reach(line, who, chain, facts=facts, ways=ways)
            return None if found.reason else found
    return None


def _reach(
    line: Line, who: Somebody, chain: Sequence[Mapping[str, Any]], *, facts: Facts, ways: Ways
) -> Recipient:
    """The first step of the chain that can go; else why the last one could not."""
    chain = chain or ({"channel": "email"},)
    reason, blocked = "no_member" if who.is_stranger else "no_address", ""
    for step, item in enumerate(chain):
        channel = str(item["channel"])
        address = usable_address(who, channel)
        blocked = _blocked(channel, who, facts=facts, ways=ways) if address else ""
        if address and not blocked:
            rest = chain[step + 1 :]
            return Recipient(line, who, channel, address, rest, timeout=item.get("timeout"))
        reason = blocked or reason
    last = str(chain[-1]["channel"])
    return Recipient(line, who, last, usable_address(who, last) if blocked else "", (), reason=reason)


def usable_address(who: Somebody, channel: str) -> str:
    """Where somebody can be reached over a channel; empty when nowhere."""
    if channel in BY_EMAIL:
        return who.email if ONE_ADDRESS.fullmatch(who.email) else ""
    return who.phone


def _blocked(channel: str, who: Somebody, *, facts: Facts, ways: Ways) -> str:
    task = facts["task"]
    if not task["sends_email" if channel in BY_EMAIL else "sends_sms"]:
        return "switched_off"
    if who.person_id and not allowed(
        task["kind"], channel, facts["permissions"].get(f"{channel} {who.person_id}")
    ):
        return "opted_out"
    return "" if channel in ways.channels or task["is_sandbox"] else "no_connection"


def _copied(kept: Sequence[Recipient], taken: set[str]) -> Iterator[Recipient]:
    """Each with its copies; nobody gets the same task's message twice."""
    for one in kept:
        cc, bcc = _copies(one.line.cc, taken), _copies(one.line.bcc, taken)
        if (cc or bcc) and not one.reason and one.channel == "email":
            one = replace(one, cc=cc, bcc=bcc)  # noqa: PLW2901
        yield one


def _copies(wanted: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    found = []
    for address in wanted:
        if ONE_ADDRESS.fullmatch(address) and address.casefold() not in taken:
            taken.add(address.casefold())
            found.append(address)
    return tuple(found)
