"""Search reasons: who did not get a solution's message, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from hospes.bookings.models import Booking
from hospes.dispatch.reasons import message_reason
from hospes.kit.errors import NotFound
from hospes.kit.statements import load
from hospes.planning.condition_sentences import condition_name
from hospes.planning.find_hindrances import Hindrance, find_hindrances
from hospes.planning.models import Solution
from hospes.planning.reasons import task_reason
from hospes.planning.sentences import verdict_sentence


class Why(NamedTuple):
    """Why somebody does not get a message.

    `kind` says what the reason is of: *task* (it was decided so), *message* (it was tried in vain) or
    *verdict* (no task was made). `reason` is its code; for failing conditions `conditions:` and the first of
    them. `sentence` says it in the reader's language.
    """

    kind: str
    reason: str
    sentence: str


class Unreached(NamedTuple):
    """One booking without the message; `task_id` is None where no task was made."""

    booking_id: int
    task_id: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One row of the answer: the booking with its guest, property and arrival, its task if any, and why."""

    reference: str
    guest: str
    property: str
    arrival: date
    booking_id: int
    task_id: int | None
    why: Why


@dataclass(frozen=True, slots=True)
class Reasons:
    """One page of the answer, newest bookings first.

    `counts` are of all bookings, by reason code, the most frequent first; `sentences` say each code in words.
    `following` is the booking id that the next page begins after; None: there is no more.
    """

    rows: Sequence[ReasonRow]
    counts: Mapping[str, int]
    sentences: Mapping[str, str]
    following: int | None


def search_reasons(
    agency_id: int,
    solution: str,
    *,
    now: datetime,
    reason: str = "",
    after: int | None = None,
    most: int = 50,
) -> Reasons:
    """Who did not get a solution's message and is not going to, and why; every booking has one reason.

    Args:
        agency_id: whose.
        solution: the name of the solution.
        now: the instant of asking.
        reason: only rows of this code; `conditions` are all with a failing condition.
        after: where the page before ended (`following`).
        most: rows of a page.

    Raises:
        NotFound: there is no such solution.
    """
    rule = Solution.objects.filter(agency_id=agency_id, name=solution, deleted_at=None).first()
    if rule is None:
        raise NotFound(f"There is no solution “{solution}”; check its name in the list of solutions.")
    found = _all_unreached(agency_id, rule, now)
    wanted = [one for one in found if _is_wanted(one, reason, after)]
    page = wanted[:most]
    return Reasons(
        _rows(agency_id, page),
        dict(Counter(one.why.reason for one in found).most_common()),
        {one.why.reason: one.why.sentence for one in found},
        page[-1].booking_id if len(wanted) > most else None,
    )


def _is_wanted(one: Unreached, reason: str, after: int | None) -> bool:
    is_chosen = reason in ("", one.why.reason, one.why.reason.partition(":")[0])
    return is_chosen and (after is None or one.booking_id < after)


def _all_unreached(agency_id: int, rule: Solution, now: datetime) -> list[Unreached]:
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "find_unreached"), {"agency": agency_id, "solution": rule.pk})
        rows = cursor.fetchall()
    untouched = [booking_id for booking_id, task_id, *_ in rows if task_id is None]
    hindrances = find_hindrances(agency_id, rule, untouched, now=now)
    verdicts = {each: _verdict(rule, each) for each in set(hindrances.values())}
    decided = {pair: _decided(*pair) for pair in {(row[2], row[3]) for row in rows if row[1] is not None}}
    return [
        Unreached(
            booking_id,
            task_id,
            verdicts[hindrances[booking_id]] if task_id is None else decided[state, reason],
        )
        for booking_id, task_id, state, reason in rows
    ]


def _decided(state: str, reason: str) -> Why:
    if state == "unreached":
        return Why("message", reason, message_reason(reason))
    return Why("task", reason or state, task_reason(reason) or state)


def _verdict(rule: Solution, hindrance: Hindrance) -> Why:
    """The code and the sentence of a verdict; failing conditions are told apart by the first of them."""
    first = hindrance.failed[:1]
    sentence = verdict_sentence(
        hindrance.verdict,
        scope=rule.applies_since if rule.applies_to == "since" else rule.switched_on_at,
        anchor=str(rule.definition["trigger"]["anchor"]),
        failed=[condition_name(key) for key in first],
    )
    return Why("verdict", ":".join((hindrance.verdict, *first)), sentence)


def _rows(agency_id: int, page: Sequence[Unreached]) -> list[ReasonRow]:
    chosen = Booking.objects.filter(agency_id=agency_id, id__in=[one.booking_id for one in page])
    bookings = {booking.pk: booking for booking in chosen.select_related("guest", "property")}
    return [_row(bookings[one.booking_id], one) for one in page if one.booking_id in bookings]


def _row(booking: Booking, one: Unreached) -> ReasonRow:
    guest, place = booking.guest.name, booking.property.name
    return ReasonRow(booking.reference, guest, place, booking.arrival, one.booking_id, one.task_id, one.why)
