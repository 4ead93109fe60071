"""What was said to whom about a booking, and what of it is not so any more. Pure but for `load_quotes`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hospes.content.correction_words.compose_correction_words import Change
from hospes.content.quotes import facts_written
from hospes.content.secrets import digest, secrets_at
from hospes.content.values import values_for
from hospes.dispatch.recipients import Facts
from hospes.dispatch.rows import rows_of
from hospes.dispatch.secrecy import stay_of
from hospes.kit.statements import load

FIND = load(__name__, "find_quotes")
STANDING = frozenset({"inquiry", "pending", "confirmed"})
DATES = frozenset({"booking.arrival", "booking.departure", "booking.starts_at", "booking.ends_at"})
SAID_BY = {
    "booking.starts_at": frozenset({"booking.arrival", "property.check_in"}),
    "booking.ends_at": frozenset({"booking.departure", "property.check_out"}),
}
"""Instants that are made of other facts: of a stay, these say the same."""

Reader = tuple[int, str]
"""A booking, and the person or address to whom something was said about it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A message that quoted facts, as `sql/find_quotes.sql` finds it.

    `corrections` is what its solution wants; `total` is the price when it was worded.
    """

    id: int
    booking_id: int
    solution_id: int | None
    notification: int
    role: str
    person_id: int | None
    to_address: str
    channel: str
    language: str
    quoted: Mapping[str, str]
    deadline: datetime | None
    corrections: str
    total: str | None
    is_said_anew: bool
    tells_dates: bool

    @property
    def reader(self) -> Reader:
        """To whom it was said: the person, whatever the address."""
        return self.booking_id, str(self.person_id or self.to_address.casefold())


@dataclass(frozen=True, slots=True)
class Wrong:
    """What somebody holds that is not so any more.

    Attributes:
        quote: the latest message to be corrected.
        changes: in the order of their fields.
        is_prepared: whether the correction waits for a person: one of the messages' solutions wants that.
        deadline: when nobody needs it any more.
    """

    quote: Quote
    changes: tuple[Change, ...]
    is_prepared: bool
    deadline: datetime

    def kept(self) -> dict[str, Any]:
        """What a task keeps of it: the changes as anybody may see them, and a mark to know them again by."""
        said = repr([(change.path, change.old, change.new) for change in self.changes])
        shown = {change.path: list(change.shown) for change in self.changes}
        return {"changes": shown, "fingerprint": digest(said)[:16]}


def load_quotes(agency_ids: Collection[int], booking_ids: Collection[int], *, now: datetime) -> list[Quote]:
    """What was said about bookings; nothing where no solution of the agencies wants corrections."""
    wanted = {"agency_ids": list(agency_ids), "booking_ids": list(booking_ids), "now": now}
    return [Quote(**{**row, "quoted": _read(row["quoted"])}) for row in rows_of(FIND, wanted)]


def by_reader(quotes: Iterable[Quote]) -> dict[Reader, list[Quote]]:
    """Reader → what they were told, oldest first."""
    found: dict[Reader, list[Quote]] = {}
    for quote in quotes:
        found.setdefault(quote.reader, []).append(quote)
    return found


def wrong_now(quotes: Sequence[Quote], facts: Facts, *, now: datetime) -> Wrong | None:
    """What one reader should be told; None when all they were told still holds, or nobody needs it any more.

    The latest message that quoted a fact counts. What is going to be said anew needs no correction. A balance
    counts only when the price has changed: who pays knows it.

    Args:
        quotes: what the reader was told about one booking, oldest first.
        facts: the booking's, as they are now.
        now: the instant of looking.
    """
    ends = stay_of(facts)[1]
    alive = [one for one in quotes if one.corrections != "none" and (one.deadline or ends) > now]
    if not alive or now >= ends or facts["booking"]["status"] not in STANDING:
        return None
    changes = changes_now(quotes, _paths(quotes, alive), facts, now=now)
    paths = {change.path for change in changes}
    corrected = [one for one in alive if paths & one.quoted.keys()]
    if not corrected:
        return None
    deadline = min(max(one.deadline or ends for one in corrected), ends)
    is_prepared = any(one.corrections == "prepare" for one in corrected)
    return Wrong(corrected[-1], tuple(changes), is_prepared, deadline)


def changes_now(
    quotes: Sequence[Quote], paths: Collection[str], facts: Facts, *, now: datetime, language: str = ""
) -> list[Change]:
    """The facts among `paths` that are not as they were said last.

    Args:
        quotes: oldest first.
        paths: fields.
        facts: as they are now.
        now: the instant of looking.
        language: what the new values are written in; empty means the language they were said in.
    """
    latest = {path: quote for quote in quotes for path in quote.quoted if path in paths}
    spoken = {quote.language for quote in latest.values()} | ({language} if language else set())
    written = {one: _written(latest, one, facts, now=now) for one in spoken}
    found = [
        Change(path, quote.quoted[path], written[language or quote.language][path])
        for path, quote in sorted(latest.items())
        if written[quote.language][path] != quote.quoted[path]
        and not (path == "booking.balance" and _is_same_price(quote, facts))
    ]
    return _without_repetition(found, facts)


def _written(paths: Iterable[str], language: str, facts: Facts, *, now: datetime) -> dict[str, str]:
    """The facts as they would be said now in a language."""
    values = values_for(facts, now=now, language=language)
    return facts_written(paths, language, values, secrets=secrets_at(facts))


def _paths(quotes: Sequence[Quote], alive: Sequence[Quote]) -> set[str]:
    """The fields that may need a correction."""
    covered = {path for one in quotes if one.is_said_anew for path in one.quoted}
    if any(one.tells_dates for one in quotes):
        covered |= DATES
    return {path for one in alive for path in one.quoted} - covered


def _is_same_price(quote: Quote, facts: Facts) -> bool:
    return quote.total is not None and Decimal(quote.total) == facts["booking"]["total"]


def _without_repetition(changes: Sequence[Change], facts: Facts) -> list[Change]:
    """Say a day or an instant, not both: of a stay its days, of an appointment its times."""
    paths = {change.path for change in changes}
    if facts["booking"]["starts_at"]:
        dropped = {
            day
            for day, instant in (
                ("booking.arrival", "booking.starts_at"),
                ("booking.departure", "booking.ends_at"),
            )
            if instant in paths
        }
    else:
        dropped = {path for path, others in SAID_BY.items() if paths & others}
    return [change for change in changes if change.path not in dropped]


def _read(quoted: Any) -> dict[str, str]:
    return dict(json.loads(quoted) if isinstance(quoted, str) else quoted)
