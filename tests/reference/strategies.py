"""Random worlds for Hypothesis: zones with every change of time, bookings around them, the whole schema.

Solutions are drawn as entries of the YAML, so that what is compared with the reference reads them by itself.
Tags of a property and of its owner belong to the property, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.reference.moments import to_instant, to_local
from tests.reference.solutions import STATUSES, Solution, read_solution
from tests.reference.visits import with_relatives
from tests.reference.world import Agency, Booking, Change, Consent, Facts, Person, Portal, Property

# Zone → days on which its clocks change (Kathmandu's never do).
ZONES = {
    "Europe/Madrid": ("2026-03-29", "2026-10-25"),
    "America/Santiago": ("2026-04-05", "2026-09-06"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "Pacific/Apia": ("2011-12-30",),
    "Asia/Kathmandu": ("2026-06-12",),
    "Africa/Casablanca": ("2026-02-15", "2026-03-22"),
    "Europe/Bratislava": ("2026-03-29", "2026-10-25"),
}
TAGS = ("VIP", "late", "sea", "group")
PORTALS = ("Own web", "Airbnb", "Booking.com", "Vrbo")
HOMES = ("Casa Azul", "Fale Sina", "Sauna")
GUESTS = ("ana@example.com", "bo@example.com", "cyril@example.com")
NEXT_STATUSES = (
    "cancelled",
    "confirmed",
    "cancelled",
    "confirmed",
    "completed",
    "pending",
    "rejected",
    "no_show",
)
LANGUAGES = (None, "en", "pt-BR", "pt", "sk")
EVENT_KINDS = ("booked", "pending", "confirmed", "rejected", "cancelled", "moved", "paid", "payment_failed")
GAPS = (1440, 4 * 1440, 10 * 1440, 0, 1, 5, 10, 11, 121)
"""Minutes between two changes; the edges of grace, merging and first payment are among them."""


@dataclass(frozen=True)
class Home:
    """A property with its tags and its owner."""

    property: Property
    tags: frozenset[str]
    owner: str
    owner_tags: frozenset[str]


@dataclass(frozen=True)
class RandomWorld:
    agency: Agency
    homes: tuple[Home, ...]
    portals: tuple[Portal, ...]
    bookings: tuple[Booking, ...]
    entries: tuple[Mapping[str, Any], ...]
    switched_on_at: datetime
    sides: tuple[str, ...] = ()
    """Whose events each solution counts from: nothing that the YAML can say."""

    @property
    def solutions(self) -> tuple[Solution, ...]:
        return tuple(
            replace(read_solution(entry, n), switched_on_at=self.switched_on_at, event_by=side)
            for n, (entry, side) in enumerate(zip(self.entries, self.sides, strict=True))
        )


# Strategies are made once: making and validating them costs far more than drawing from them.
TAG_SETS = st.frozensets(st.sampled_from(TAGS), max_size=2)
GROUPS = st.frozensets(st.sampled_from(("beach", "town")), max_size=2)
SOME_ZONE = st.sampled_from(sorted(ZONES)).map(ZoneInfo)
MAYBE_ZONE = st.none() | SOME_ZONE
DAYS = st.sampled_from(sorted({day for days in ZONES.values() for day in days})).map(date.fromisoformat)
CLOCK_TIMES = st.sampled_from((time(0), time(2), time(2, 15), time(2, 30), time(3))) | st.builds(
    time, st.integers(0, 23), st.sampled_from((0, 1, 15, 30, 45, 59))
)


@cache
def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@cache
def number(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def zones() -> st.SearchStrategy[ZoneInfo]:
    return SOME_ZONE


@cache
def worlds() -> st.SearchStrategy[RandomWorld]:
    """A small agency with one to three bookings and one to four solutions."""
    return _worlds()


@st.composite
def _worlds(draw: st.DrawFn) -> RandomWorld:
    agency = Agency(draw(SOME_ZONE), stitches_stays=draw(number(0, 5)) > 0)
    day = draw(DAYS)
    guests = tuple(a_guest(draw, address) for address in GUESTS)
    places = tuple(a_home(draw, name) for name in HOMES)
    portals = tuple(Portal(name, draw(TAG_SETS), draw(number(0, 9)) == 9) for name in PORTALS)
    switch = datetime.combine(day - timedelta(days=draw(one_of(90, 90, 90, 20, 5, -5))), time(12))
    bookings: list[Booking] = []
    for n in range(draw(one_of(2, 1, 3))):
        bookings.append(a_booking(draw, day, (f"B{n}", places, portals, guests), bookings))
    entries = tuple(an_entry(draw, f"Solution {n}", day) for n in range(draw(number(1, 4))))
    consents = [a_consent(draw, bookings) for _ in range(draw(one_of(2, 0, 4, 1, 6)))]
    return RandomWorld(
        agency,
        places,
        portals,
        tuple(with_relatives(bookings, sorted(consents, key=lambda one: one.at))),
        entries,
        to_instant(switch, agency.zone),
        tuple(draw(one_of("", "guest", "us")) if may_have_side(entry) else "" for entry in entries),
    )


def may_have_side(entry: Mapping[str, Any]) -> bool:
    anchor = str(entry["trigger"]["anchor"])
    return anchor.startswith("event:") and anchor != "event:moved"


def a_consent(draw: st.DrawFn, bookings: list[Booking]) -> Consent:
    """A word of a booking's guest, near one of its changes."""
    booking = bookings[draw(number(0, len(bookings) - 1))]
    change = booking.changes[draw(number(0, len(booking.changes) - 1))]
    at = change.at + timedelta(minutes=draw(one_of(*GAPS)))
    kind, channel = draw(one_of("service", "marketing")), draw(one_of("email", "sms"))
    return Consent(at, str(change.facts.guest.email), kind, channel, draw(st.booleans()))


def a_home(draw: st.DrawFn, name: str) -> Home:
    place = Property(
        name, draw(MAYBE_ZONE), draw(CLOCK_TIMES), draw(CLOCK_TIMES), message_groups=draw(GROUPS)
    )
    owner = f"owner-of-{name.lower().replace(' ', '-')}@example.com"
    return Home(place, draw(TAG_SETS), owner, draw(TAG_SETS))


Place = tuple[str, tuple[Home, ...], tuple[Portal, ...], tuple[Person, ...]]


def a_booking(draw: st.DrawFn, day: date, place: Place, others: list[Booking]) -> Booking:
    """A booking that arrives near the day, with up to six changes; sometimes seen late, in an import."""
    facts = first_facts(draw, day, place)
    if others and draw(number(0, 4)) < 4:
        facts = following(facts, others[-1].changes[0].facts)
    from_import = draw(number(0, 4)) == 4
    seen_at = facts.booked_at + timedelta(minutes=draw(one_of(*GAPS)) if from_import else 0)
    changes = [Change(seen_at, facts)]
    for _ in range(draw(one_of(3, 2, 1, 0, 4, 6))):
        at = changes[-1].at + timedelta(minutes=draw(one_of(*GAPS)))
        changes.append(a_change(draw, changes[-1].facts, at))
    return Booking(place[0], tuple(changes), from_import)


def first_facts(draw: st.DrawFn, day: date, place: Place) -> Facts:
    home = place[1][draw(number(0, len(HOMES) - 1))]
    arrival = day + timedelta(days=draw(number(-12, 12)))
    zone = home.property.zone or ZoneInfo("UTC")
    start = (
        to_instant(datetime.combine(arrival, draw(CLOCK_TIMES)), zone) if draw(number(0, 3)) == 3 else None
    )
    nights = 0 if start else draw(one_of(3, 1, 0, 8))
    due = draw(one_of(-3, 0, 3, -10, None))
    lead = timedelta(days=draw(one_of(14, 3, 1, 0, 45)), minutes=draw(number(0, 1439)))
    facts = Facts(
        status=draw(one_of("confirmed", "confirmed", "confirmed", "pending", "inquiry")),
        booked_at=to_instant(datetime.combine(arrival, time(23)), zone) - lead,
        arrival=arrival,
        departure=arrival + timedelta(days=nights),
        property=home.property,
        portal=(None, *place[2])[draw(number(0, len(PORTALS)))],
        starts_at=start,
        ends_at=start + timedelta(minutes=50) if start else None,
        adults=draw(number(0, 4)),
        children=draw(number(0, 2)),
        total=draw(one_of(Decimal(300), Decimal(300), Decimal(0))),
        payment_due=arrival + timedelta(days=due) if due is not None else None,
        tags=draw(TAG_SETS),
        property_tags=home.tags,
        owner_tags=home.owner_tags,
        people={"guest": place[3][draw(number(0, len(GUESTS) - 1))], "owner": Person(home.owner)},
    )
    return dated(facts)


def following(facts: Facts, before: Facts) -> Facts:
    """The booking, of the guest of the one before it, from the day on which that one ends."""
    shift = before.departure - facts.arrival
    return replace(
        moved(facts, shift.days, 0),
        people=before.people,
        property=before.property,
        property_tags=before.property_tags,
        owner_tags=before.owner_tags,
    )


def dated(facts: Facts) -> Facts:
    """An appointment's dates are those of its start and end at the property."""
    if not (facts.starts_at and facts.ends_at and facts.property.zone):
        return facts
    zone = facts.property.zone
    arrival, departure = (to_local(instant, zone).date() for instant in (facts.starts_at, facts.ends_at))
    return replace(facts, arrival=arrival, departure=departure)


def a_guest(draw: st.DrawFn, address: str) -> Person:
    country = draw(one_of(None, "SK", "NP", "CL", "AU"))
    zone = draw(SOME_ZONE) if draw(number(0, 3)) == 3 else None
    return Person(address, language=draw(one_of(*LANGUAGES)), country=country, zone=zone)


HAPPENINGS = (
    "nothing", "move", "move", "status", "status", "paid", "paying", "tags", "event", "paying",
)  # fmt: skip


def a_change(draw: st.DrawFn, facts: Facts, at: datetime) -> Change:
    """One thing happens: a move, a status, a payment, a tag, an event, or nothing at all."""
    what = draw(
        one_of("nothing", "move", "move", "status", "status", "paid", "paying", "tags", "event", "paying")
    )
    if what == "move":
        return Change(at, moved(facts, draw(one_of(1, -1, 8, -8, 0)), draw(one_of(0, 2))))
    if what == "status":
        by = draw(one_of("", "guest", "client", "staff"))
        return Change(at, replace(facts, status=draw(one_of(*NEXT_STATUSES))), by=by)
    if what == "paid" and facts.total:
        return Change(at, replace(facts, paid=draw(one_of(Decimal(120), Decimal(300), Decimal(0)))))
    if what == "tags":
        return Change(at, replace(facts, tags=draw(TAG_SETS)))
    if what == "paying":
        return Change(at, replace(facts, is_paying=not facts.is_paying))
    kinds = (draw(one_of("payment_failed", "review_received")),) if what == "event" else ()
    return Change(at, facts, kinds)


def moved(facts: Facts, days: int, more_nights: int) -> Facts:
    """The stay or appointment moved by whole days (of exact time); a stay may become longer."""
    shift = timedelta(days=days)
    if facts.starts_at and facts.ends_at:
        return dated(replace(facts, starts_at=facts.starts_at + shift, ends_at=facts.ends_at + shift))
    departure = facts.departure + shift + timedelta(days=more_nights)
    return replace(facts, arrival=facts.arrival + shift, departure=departure)


def bounds(most: int) -> st.SearchStrategy[dict[str, int | None]]:
    bound = st.none() | st.integers(0, most)
    return st.fixed_dictionaries({"min": bound, "max": bound})


def some_of(*names: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=2, unique=True)


MONTH_DAYS = one_of(None, "01-01", "02-15", "03-29", "04-05", "09-06", "10-04", "12-30", "12-31")
TAGS_BY_KIND = st.fixed_dictionaries(
    {kind: st.just([]) | some_of(*TAGS) for kind in ("bookings", "owners", "properties", "portals")}
)
LEAF: dict[str, st.SearchStrategy[Any]] = {
    "statuses": st.lists(st.sampled_from(STATUSES), max_size=3, unique=True),
    "payment": one_of("any", "zero_total", "unpaid", "partly_paid", "paid", "unsettled"),
    "tags": TAGS_BY_KIND,
    "without_tags": TAGS_BY_KIND,
    "portals": some_of(*PORTALS),
    "properties": some_of(*HOMES),
    "message_group": one_of(None, "beach", "town"),
    "lead_days": bounds(20),
    "nights": bounds(5),
    "party": bounds(4),
    "languages": some_of("en", "pt", "pt-BR", "sk"),
    "season": st.fixed_dictionaries({"from": MONTH_DAYS, "to": MONTH_DAYS}),
}


def leaf(draw: st.DrawFn) -> dict[str, Any]:
    """Conditions with one to three keys."""
    keys = {draw(one_of(*LEAF)) for _ in range(draw(number(1, 3)))}
    return {key: draw(LEAF[key]) for key in sorted(keys)}


def tree(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """`where`: all, any and not over leaves."""
    kind = draw(one_of("leaf", "all", "any", "not")) if depth else "leaf"
    if kind == "leaf":
        return leaf(draw)
    if kind == "not":
        return {"not": tree(draw, depth - 1)}
    return {kind: [tree(draw, depth - 1) for _ in range(draw(number(1, 2)))]}


def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """Most of them let nearly everything through, else few tasks would see a change."""
    kind = draw(number(0, 7))
    if kind < 6:
        return {"statuses": []} if kind % 2 else {}
    where = {"where": tree(draw)} if kind == 7 else {}
    return leaf(draw) | where


def a_moment(draw: st.DrawFn, anchors: tuple[str, ...]) -> dict[str, Any]:
    anchor = draw(one_of(*anchors))
    only_after = anchor == "booked" or anchor.startswith("event:")
    unit = draw(one_of("days", "days", "minutes", "hours", "weeks", "months"))
    most = {"minutes": 3000, "hours": 72, "days": 20, "weeks": 2, "months": 1}[unit]
    offset = draw(one_of(0, 1, 3, None)) if most > 2 else None
    offset = draw(number(0, most)) if offset is None else offset
    sign = 1 if only_after else draw(one_of(-1, 1))
    moment: dict[str, Any] = {"anchor": anchor, "offset": sign * offset, "unit": unit}
    if unit in ("days", "weeks", "months") and draw(st.booleans()):
        moment["at"] = f"{draw(CLOCK_TIMES):%H:%M}"
    return moment


STAY_ANCHORS = ("arrival", "departure", "booked", "payment_due", "last_visit")
ANCHORS = (
    *STAY_ANCHORS,
    *("arrival", "departure") * 3,
    "event:moved",
    *(f"event:{kind}" for kind in EVENT_KINDS),
)
RECIPES = (
    "instructions", "pending_payment", "notification", "pending_payment", "review_request", "free",
)  # fmt: skip
LATE = ("send_now", "send_now", "skip", "bundle", "6h")


def some_lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    """To the guest; sometimes to the owner as well, so that the guest's will does not decide."""
    channels = draw(one_of(("email",), ("sms", "email"), ("sms",)))
    guest = {"to": "guest", "template": "words", "channels": list(channels)}
    owner = {"to": "owner", "template": "words", "channels": ["email"]}
    return [guest, owner] if draw(number(0, 3)) == 3 else [guest]


def an_entry(draw: st.DrawFn, name: str, day: date) -> dict[str, Any]:
    """One entry of `solutions:` in the YAML, over all the schema that planning reads."""
    late = draw(one_of(*LATE))
    since = {"since": f"{day - timedelta(days=20)}T00:00"}
    repeats = draw(number(0, 2)) == 2
    has_deadline = draw(number(0, 3)) == 3
    recipe = draw(
        one_of("instructions", "pending_payment", "notification", "pending_payment", "review_request", "free")
    )
    most = 2 if recipe == "review_request" else 4
    return {
        "name": name,
        "category": "bookings",
        "recipe": recipe,
        "purpose": draw(one_of("arrival_info", "confirmation", "payment", "news")),
        "kind": draw(one_of("transactional", "service", "marketing")),
        "active": draw(number(0, 9)) < 9,
        "trigger": a_moment(draw, ANCHORS),
        "repeat": {"every_days": draw(number(1, 4)), "times": draw(number(2, most))} if repeats else None,
        "clock": draw(one_of("agency", "property", "guest")),
        "late": {"send_if_within": late} if late == "6h" else late,
        "deadline": a_moment(draw, ("arrival", "departure", "booked")) if has_deadline else None,
        "applies_to": {0: since, 1: "new"}.get(draw(number(0, 3)), "existing"),
        "conditions": conditions(draw),
        "stitch": draw(number(0, 5)) > 0,
        "sends_late_existing": draw(number(0, 3)) == 3,
        "quiet_hours": "none",
        "notifications": some_lines(draw),
    }
