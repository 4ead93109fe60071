"""What happens to a booking after it was made: confirmed, paid, moved, cancelled, in the end completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hospes.cli.demo.bookings import deposit_of
from hospes.cli.demo.dice import Dice
from hospes.cli.demo.visits import Visit, at


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to a booking.

    Attributes:
        at: the instant, UTC.
        kind: "confirmed", "pending", "rejected", "cancelled", "reinstated", "moved", "paid", "completed"
            or "no_show".
        reference: the booking's; with `portal` it names one booking.
        portal: the portal's name.
        details: the canonical columns that change, with their new values.
    """

    at: datetime
    kind: str
    reference: str
    portal: str
    details: Mapping[str, str]


class Life:
    """The life of one booking, told from the day it was made to the day after the guest has left."""

    def __init__(self, visit: Visit, row: Mapping[str, str], dice: Dice) -> None:
        self._visit = visit
        self._row = row
        self._dice = dice

    def tell(self) -> list[Happening]:
        """All happenings in order, those still to come included."""
        told = list(self._decided())
        status = told[-1].details["status"] if told else self._row["status"]
        if status == "confirmed":
            told += self._confirmed(told[-1].at if told else self._visit.booked_at)
        return sorted(told, key=lambda each: each.at)

    def _decided(self) -> Iterator[Happening]:
        moment = self._visit.booked_at
        for status in self._answers():
            moment += timedelta(minutes=self._dice.between(20, 1500))
            if moment < self._visit.check_in:
                yield self._status(moment, status, by="agency" if status == "cancelled" else "")

    def _answers(self) -> list[str]:
        if self._row["status"] == "pending":
            return self._dice.weighted([(["confirmed"], 74), (["rejected"], 16), (["cancelled"], 5), ([], 5)])
        if self._row["status"] == "inquiry":
            return self._dice.weighted([([], 50), (["pending", "confirmed"], 35), (["rejected"], 15)])
        return []

    def _confirmed(self, since: datetime) -> Iterator[Happening]:
        visit, dice = self._visit, self._dice
        end = visit.check_in if dice.falls(0.97) else visit.check_in + timedelta(hours=20)
        cancelled_at = _between(since, end, dice) if dice.falls(0.16) else None
        if cancelled_at is None:
            yield from self._paid(since, None)
            yield from self._lived(since)
            return
        yield from self._paid(since, cancelled_at)
        yield self._status(cancelled_at, "cancelled", by="guest" if dice.falls(0.8) else "agency")
        back_at = cancelled_at + timedelta(hours=dice.between(1, 40))
        if dice.falls(0.08) and back_at < visit.check_in:
            yield self._happening(
                back_at, "reinstated", status="confirmed", cancelled_by="", status_at=_iso(back_at)
            )
            yield self._ended(visit)

    def _lived(self, since: datetime) -> Iterator[Happening]:
        visit = self._visit
        if self._dice.falls(0.08):
            moved_at = _between(since, visit.check_in, self._dice)
            visit = self._moved_visit()
            yield self._moved(moved_at, visit)
            if self._dice.falls(0.1):
                yield self._moved(moved_at + timedelta(minutes=6), self._visit)
                visit = self._visit
        yield self._ended(visit)

    def _moved_visit(self) -> Visit:
        visit = self._visit
        if visit.starts_at:
            return _shifted(visit, 7, 7)
        days = self._dice.between(1, visit.free_days) if visit.free_days else 0
        return _shifted(visit, days, days) if days else _shifted(visit, 0, -1 if visit.nights > 1 else 0)

    def _paid(self, since: datetime, until: datetime | None) -> Iterator[Happening]:
        total, deposit = int(float(self._row["total"])), deposit_of(self._row, self._dice)
        if deposit:
            yield self._happening(
                since + timedelta(minutes=self._dice.below(20)), "paid", paid=f"{deposit}.00"
            )
        rest_at = self._rest_at(since)
        if deposit < total and (until is None or rest_at < until):
            yield self._happening(rest_at, "paid", paid=f"{total}.00")

    def _rest_at(self, since: datetime) -> datetime:
        due, check_in = self._row["payment_due"], self._visit.check_in
        if not due or self._dice.falls(0.1):
            return check_in + timedelta(minutes=self._dice.between(5, 240))
        day = date.fromisoformat(due) + timedelta(
            days=self._dice.weighted([(-9, 20), (-2, 40), (0, 20), (2, 14), (6, 6)])
        )
        paid_at = at(day, "09:00", self._visit.place) + timedelta(minutes=self._dice.below(500))
        return min(max(paid_at, since + timedelta(hours=2)), check_in + timedelta(minutes=30))

    def _ended(self, visit: Visit) -> Happening:
        if self._dice.falls(0.025):
            return self._status(visit.check_in + timedelta(hours=20), "no_show")
        return self._status(visit.check_out, "completed")

    def _moved(self, moment: datetime, to: Visit) -> Happening:
        times = {"starts_at": _iso(to.starts_at), "ends_at": _iso(to.ends_at)} if to.starts_at else {}
        dates = {"arrival": to.arrival.isoformat(), "departure": to.departure.isoformat()}
        return self._happening(moment, "moved", **dates, **times)

    def _status(self, moment: datetime, status: str, by: str = "") -> Happening:
        return self._happening(moment, status, status=status, status_at=_iso(moment), cancelled_by=by)

    def _happening(self, moment: datetime, kind: str, **details: str) -> Happening:
        return Happening(moment.astimezone(UTC), kind, self._row["reference"], self._row["portal"], details)


def _between(start: datetime, end: datetime, dice: Dice) -> datetime:
    seconds = max((end - start).total_seconds() - 120, 60)
    return start.astimezone(UTC) + timedelta(seconds=60 + int(dice.share() * (seconds - 60)))


def _shifted(visit: Visit, first: int, last: int) -> Visit:
    first_days, last_days = timedelta(days=first), timedelta(days=last)
    return Visit(
        visit.place,
        visit.arrival + first_days,
        visit.departure + last_days,
        visit.booked_at,
        starts_at=visit.starts_at + first_days if visit.starts_at else None,
        ends_at=visit.ends_at + last_days if visit.ends_at else None,
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
