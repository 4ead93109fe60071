"""Prepare a bulk message to 50,000 guests, by e-mail and by SMS, and queue its slices."""

from __future__ import annotations

from functools import partial

from django.db import connection

from benchmarks.bench import Measured, timed
from benchmarks.plan import NOW, make_bookings
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.content.words import Words
from hospes.dispatch.bulk_filters import BookingFilter, PersonFilter
from hospes.dispatch.confirm_bulks import confirm_bulk
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Bulk
from hospes.dispatch.prepare_bulks import Circular, prepare_bulk
from hospes.dispatch.send_bulks import SLICE, send_bulks

RECIPIENTS = 50_000
ROUNDS = 3
SLICES = 20
PLAIN = Words("en", subject="The pool", text="The pool is closed.")
NAMED = Words("en", subject="The pool", html="<p>Dear {{ guest.first_name }}, the pool is closed.</p>")
FILLED = Words(
    "en",
    subject="{{ guest.first_name }}, the pool",
    html="<p>Dear {{ guest.first_name }}, you come on {{ booking.arrival }}: the pool is closed.</p>",
    sms="Dear {{ guest.first_name }}, you come on {{ booking.arrival }}: the pool is closed until Friday.",
)
PHONES = "UPDATE bookings_person SET phone = '+346' || (10000000 + id)"


def run(scale: float) -> list[Measured]:
    """Lists of one size in several ways, each from nothing; then slices of one of them."""
    n = max(100, int(RECIPIENTS * scale))
    agency_id = make_bookings("Bulk", n)
    facts = ConnectionFacts("sms", "sms", "scripted", {"host": "127.0.0.1", "port": 1})
    save_connection(agency_id, facts, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(PHONES)
        cursor.execute("VACUUM ANALYZE")
    works = {
        "bookings, plain e-mail": circular(PLAIN),
        "bookings, e-mail with a name": circular(NAMED),
        "bookings, e-mail with fields": circular(FILLED),
        "bookings, SMS with fields": circular(FILLED, channels=("sms",)),
        "people, plain e-mail": circular(PLAIN, chosen=PersonFilter()),
    }
    figures = []
    for name, work in works.items():
        prepare = partial(prepare_bulk, agency_id, work, now=NOW, by="")
        seconds = [timed(prepare) for _ in range(ROUNDS)]
        figures.append(Measured(f"prepare {name}", n, tuple(seconds), goal="≤ 10 s"))
    return [*figures, slices(agency_id)]


def circular(words: Words, **changes: object) -> Circular:
    """A service message to the guests of all bookings."""
    given = {"chosen": BookingFilter(), "own": (words,), "manner": Manner("service"), **changes}
    return Circular("Pool", **given)  # type: ignore[arg-type]


def slices(agency_id: int) -> Measured:
    """Queue the first slices of a list with fields in its words."""
    bulk = Bulk.objects.filter(agency_id=agency_id).order_by("id")[ROUNDS]
    confirm_bulk(agency_id, bulk.id, expected=bulk.counts["included"], now=NOW)
    seconds = []
    for _ in range(min(SLICES, bulk.counts["included"] // SLICE)):
        seconds.append(timed(lambda: send_bulks(now=NOW)))
        fill_outbox(now=NOW)
    return Measured("queue a slice, e-mail with fields", SLICE, tuple(seconds) or (0.0,))
