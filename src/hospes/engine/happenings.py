"""Do what happens in a script, each by the verb that does it in reality."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.confirm_bookings import confirm_booking
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.find_bookings import find_booking
from hospes.bookings.mark_paying import mark_paying
from hospes.bookings.models import Booking
from hospes.bookings.move_bookings import Dates, move_booking
from hospes.bookings.receive_bookings import Received
from hospes.bookings.record_consents import ConsentFacts
from hospes.bookings.record_payments import PaymentFacts, record_payment
from hospes.bookings.record_reviews import ReviewFacts, record_review
from hospes.bookings.reinstate_bookings import reinstate_booking
from hospes.bookings.sources.columns import read_row
from hospes.bookings.switch_messages import switch_messages
from hospes.content.words import Words
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.word_messages import Letter
from hospes.dispatch.write_messages import write_message
from hospes.engine.change_bookings import change_booking
from hospes.engine.change_places import change_properties
from hospes.engine.change_solutions import change_solutions
from hospes.engine.happening_forms import as_row, read_instant
from hospes.engine.release_imports import Chosen, release_imports
from hospes.engine.scripts import Happening
from hospes.engine.switch_solutions import switch_solutions
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.engine.take_in_words import take_in_consents, take_in_words
from hospes.engine.written_properties import written_properties
from hospes.kit.errors import HospesError, Malformed, NotFound
from hospes.kit.money import parse_amount
from hospes.planning.find_solutions import find_solution
from hospes.planning.models import Task
from hospes.planning.places import Place
from hospes.planning.run_task import run_task_now

BY = "script"
WAITING = ("planned", "held")
Written = Mapping[str, Any]


@dataclass(slots=True)
class Scene:
    """The virtual agency on which a script is played; `rows` are the bookings as last written."""

    agency_id: int
    zone: str
    currency: str
    rows: dict[str, dict[str, str]] = field(default_factory=dict)


def happen(scene: Scene, happening: Happening) -> None:
    """Do one thing; the plan follows at once, as in reality.

    Raises:
        Malformed: the verb refused; the sentence begins with the path in the script.
    """
    try:
        VERBS[happening.kind](scene, happening.place.value, happening.at)
    except HospesError as error:
        path = happening.place.path
        raise Malformed(f"{path}: {error.message}", path=path, cause=error.code) from error


def _create(scene: Scene, rows: list[Written], now: datetime) -> None:
    _receive(scene, rows, now, origin=Origin.LIVE)


def _import(scene: Scene, rows: list[Written], now: datetime) -> None:
    _receive(scene, rows, now, origin=Origin.IMPORT)


def _change(scene: Scene, what: Written, now: datetime) -> None:
    """The source says the booking anew, with these columns other than before."""
    reference = str(what["booking"])
    if reference not in scene.rows:
        raise NotFound(f"There is no booking “{reference}” yet: create it before.")
    changes = {key: value for key, value in what.items() if key != "booking"}
    _receive(scene, [{**scene.rows[reference], **changes}], now, origin=Origin.LIVE)


def _receive(scene: Scene, rows: list[Written], now: datetime, *, origin: Origin) -> None:
    usual = {"status": "confirmed", "booked_at": now.isoformat()}
    texts = [{**usual, **as_row(row)} for row in rows]
    facts: list[BookingFacts] = [read_row(row, timezone=scene.zone, currency=scene.currency) for row in texts]
    taken = take_in_bookings(scene.agency_id, facts, now=now, origin=origin)
    for one in taken.received:
        if one.error is not None:
            raise one.error
    scene.rows |= {row["reference"]: row for row in texts}


def _changed(scene: Scene, change: partial[Received], now: datetime) -> None:
    change_booking(scene.agency_id, change, now=now, by=BY)


def _booking(scene: Scene, what: Written) -> Booking:
    return find_booking(scene.agency_id, str(what["booking"]))


def _confirm(scene: Scene, what: Written, now: datetime) -> None:
    key = scene.agency_id, _booking(scene, what).id
    _changed(scene, partial(confirm_booking, *key, now=now, by=what.get("by", "agency")), now)


def _cancel(scene: Scene, what: Written, now: datetime) -> None:
    key = scene.agency_id, _booking(scene, what).id
    _changed(scene, partial(cancel_booking, *key, now=now, by=what.get("by", "guest")), now)


def _reinstate(scene: Scene, what: Written, now: datetime) -> None:
    key = scene.agency_id, _booking(scene, what).id
    status = what.get("status", "confirmed")
    _changed(
        scene, partial(reinstate_booking, *key, now=now, status=status, by=what.get("by", "agency")), now
    )


def _move(scene: Scene, what: Written, now: datetime) -> None:
    booking = _booking(scene, what)
    zone = booking.property.timezone or scene.zone
    instants = {
        key: read_instant(Place(key, what[key]), zone) for key in ("starts_at", "ends_at") if key in what
    }
    days = (_day(what[key], key) for key in ("arrival", "departure"))
    dates = Dates(*days, **instants)
    by = what.get("by", "guest")
    _changed(scene, partial(move_booking, scene.agency_id, booking.id, dates, now=now, by=by), now)


def _day(value: Any, name: str) -> Any:
    return read_instant(Place(name, value), "UTC").date()


def _pay(scene: Scene, what: Written, now: datetime) -> None:
    booking = _booking(scene, what)
    reference = str(what.get("reference", f"payment at {now:%Y-%m-%d %H:%M}"))
    amount = parse_amount(str(what["amount"]))
    facts = PaymentFacts(reference, amount, booking.currency, now, str(what.get("method", "")))
    _changed(scene, partial(record_payment, scene.agency_id, booking.id, facts, now=now), now)


def _paying(scene: Scene, what: Written, now: datetime) -> None:
    key = scene.agency_id, _booking(scene, what).id
    _changed(scene, partial(mark_paying, *key, is_paying=not what.get("stopped"), now=now), now)


def _review(scene: Scene, what: Written, now: datetime) -> None:
    booking = _booking(scene, what)
    reference = str(what.get("reference", f"review of {booking.reference}"))
    facts = ReviewFacts(reference, now, what.get("rating"), what.get("text", ""), what.get("source", ""))
    _changed(scene, partial(record_review, scene.agency_id, booking.id, facts, now=now), now)


def _switch_messages(scene: Scene, what: Written, now: datetime) -> None:
    key = scene.agency_id, _booking(scene, what).id
    _changed(scene, partial(switch_messages, *key, email=what.get("email"), sms=what.get("sms")), now)


def _stop_word(scene: Scene, what: Written, now: datetime) -> None:
    channel = what.get("channel", "sms")
    take_in_words(scene.agency_id, str(what["phone"]), str(what["text"]), now=now, channel=channel)


def _consent(scene: Scene, what: Written, now: datetime) -> None:
    person = _booking(scene, what).guest_id
    facts = ConsentFacts(person, what["channel"], what["kind"], bool(what["allowed"]), now, BY)
    take_in_consents(scene.agency_id, [facts], now=now)


def _change_property(scene: Scene, entries: list[Written], now: datetime) -> None:
    properties, groups = written_properties(Place("properties", entries))
    change_properties(scene.agency_id, properties, groups=groups, now=now, by=BY)


def _edit_solution(scene: Scene, changes: Written, now: datetime) -> None:
    """Keys that are named take the place of the old ones; null takes a key away."""
    merged = {**find_solution(scene.agency_id, changes["name"]).definition, **changes}
    kept = {key: value for key, value in merged.items() if value is not None}
    _change_rules(scene, {"solutions": [kept]}, now)


def _change_rules(scene: Scene, rules: Written, now: datetime) -> None:
    change_solutions(scene.agency_id, rules, now=now, by=BY)


def _switch_on(scene: Scene, names: list[str], now: datetime) -> None:
    switch_solutions(scene.agency_id, names, on=True, now=now, by=BY)


def _switch_off(scene: Scene, names: list[str], now: datetime) -> None:
    switch_solutions(scene.agency_id, names, on=False, now=now, by=BY)


def _write(scene: Scene, what: Written, now: datetime) -> None:
    parts = {part: what[part] for part in ("subject", "text", "sms") if part in what}
    own = (Words(language=what.get("language", "en"), **parts),) if parts else ()
    letter = Letter(
        booking_id=_booking(scene, what).id,
        role=what.get("to", "guest"),
        template=what.get("template", ""),
        own=own,
        channels=tuple(what.get("channels", ())),
        manner=Manner(what.get("kind", "service"), what.get("purpose", "")),
    )
    write_message(scene.agency_id, letter, now=now, by=BY)


def _release(scene: Scene, what: Written, now: datetime) -> None:
    booking, solution = _booking(scene, what), find_solution(scene.agency_id, what["solution"])
    tasks = Task.objects.filter(
        agency_id=scene.agency_id, booking_id=booking.id, solution_id=solution.pk, state__in=WAITING
    )
    task = tasks.order_by("occurrence").first()
    if task is None:
        raise NotFound("There is no task of this solution for this booking that waits.")
    run_task_now(scene.agency_id, task.id, now=now, by=BY)


def _release_imports(scene: Scene, what: Written, now: datetime) -> None:
    release_imports(scene.agency_id, Chosen(what.get("solution")), now=now, by=BY)


VERBS: Mapping[str, Callable[[Scene, Any, datetime], None]] = {
    "create": _create,
    "import": _import,
    "change": _change,
    "confirm": _confirm,
    "cancel": _cancel,
    "reinstate": _reinstate,
    "move": _move,
    "pay": _pay,
    "paying": _paying,
    "review": _review,
    "stop_word": _stop_word,
    "consent": _consent,
    "switch_messages": _switch_messages,
    "change_property": _change_property,
    "edit_solution": _edit_solution,
    "change_rules": _change_rules,
    "switch_on": _switch_on,
    "switch_off": _switch_off,
    "write": _write,
    "release": _release,
    "release_imports": _release_imports,
}
