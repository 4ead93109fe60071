"""Commands: booking confirm, cancel, move, reinstate, pay, paying, review, switch."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption, PortalOption, read_day, read_instant, who
from hospes.cli.solutions import plan_lines
from hospes.cli.writing import say, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.bookings.receive_bookings import Received

group = typer.Typer(help="Change one booking by hand, and plan what follows.", no_args_is_help=True)
ReferenceArgument = Annotated[str, typer.Argument(metavar="REF", help="The booking's reference.")]
ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Whose wish it is: guest, agency …")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="booking")


@group.command("confirm", epilog="Example: hospes booking confirm B-1024")
def confirm(
    reference: ReferenceArgument,
    *,
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Confirm an inquiry or a pending booking."""
    one = find(agency, reference, portal)
    from hospes.bookings.confirm_bookings import confirm_booking

    run(one, partial(confirm_booking, *one.key, now=one.now, by="agency"), as_json=as_json)


@group.command("cancel", epilog="Example: hospes booking cancel B-1024 --by guest")
def cancel(
    reference: ReferenceArgument,
    *,
    by: ByOption = "agency",
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cancel a booking; what was planned for it is withdrawn."""
    one = find(agency, reference, portal)
    from hospes.bookings.cancel_bookings import cancel_booking

    run(one, partial(cancel_booking, *one.key, now=one.now, by=by), as_json=as_json)


@group.command("reinstate", epilog="Example: hospes booking reinstate B-1024")
def reinstate(
    reference: ReferenceArgument,
    *,
    pending: Annotated[bool, typer.Option("--pending", help="It is not confirmed yet.")] = False,
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a cancelled, rejected or no-show booking back."""
    one = find(agency, reference, portal)
    from hospes.bookings.reinstate_bookings import reinstate_booking

    status = "pending" if pending else "confirmed"
    change = partial(reinstate_booking, *one.key, now=one.now, status=status, by="agency")
    run(one, change, as_json=as_json)


@group.command("move", epilog="Example: hospes booking move B-1024 2026-07-01 2026-07-08 --by guest")
def move(  # noqa: PLR0913  options of a command
    reference: ReferenceArgument,
    arrival: Annotated[str, typer.Argument(metavar="ARRIVAL", help="The new day of arrival.")],
    departure: Annotated[str, typer.Argument(metavar="DEPARTURE", help="The new day of departure.")],
    *,
    starts_at: Annotated[
        str | None, typer.Option("--starts-at", metavar="INSTANT", help="For appointments: 2026-07-01T09:00.")
    ] = None,
    ends_at: Annotated[
        str | None, typer.Option("--ends-at", metavar="INSTANT", help="For appointments: their end.")
    ] = None,
    by: ByOption = "agency",
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a booking other dates; what is planned moves with it."""
    one = find(agency, reference, portal)
    from hospes.bookings.move_bookings import Dates, move_booking

    dates = Dates(
        read_day(arrival, "ARRIVAL"),
        read_day(departure, "DEPARTURE"),
        read_instant(starts_at, one.zone),
        read_instant(ends_at, one.zone),
    )
    run(one, partial(move_booking, *one.key, dates, now=one.now, by=by), as_json=as_json)


@group.command("pay", epilog="Example: hospes booking pay B-1024 350.00 --reference bank-2026-118")
def pay(  # noqa: PLR0913  options of a command
    reference: ReferenceArgument,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="How much, such as 350.00.")],
    *,
    payment: Annotated[str, typer.Option("--reference", metavar="TEXT", help="The payment's own number.")],
    method: Annotated[str, typer.Option("--method", help="How it was paid.")] = "",
    back: Annotated[bool, typer.Option("--back", help="The money went back to the guest.")] = False,
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a payment; the same reference again changes nothing."""
    one = find(agency, reference, portal)
    from hospes.bookings.record_payments import PaymentFacts, record_payment
    from hospes.kit.money import parse_amount

    money = parse_amount(amount)
    facts = PaymentFacts(payment, -money if back else money, one.currency, one.now, method)
    run(one, partial(record_payment, *one.key, facts, now=one.now), as_json=as_json)


@group.command("paying", epilog="Example: hospes booking paying B-1024 --stopped")
def paying(
    reference: ReferenceArgument,
    *,
    stopped: Annotated[bool, typer.Option("--stopped", help="Nobody is paying any more.")] = False,
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note that a payment is under way, so that nobody is asked for it meanwhile."""
    one = find(agency, reference, portal)
    from hospes.bookings.mark_paying import mark_paying

    run(one, partial(mark_paying, *one.key, is_paying=not stopped, now=one.now), as_json=as_json)


@group.command("review", epilog="Example: hospes booking review B-1024 --reference web-77 --rating 5")
def review(  # noqa: PLR0913  options of a command
    reference: ReferenceArgument,
    *,
    number: Annotated[str, typer.Option("--reference", metavar="TEXT", help="The review's own number.")],
    rating: Annotated[int | None, typer.Option("--rating", help="1 to 5.")] = None,
    text: Annotated[str, typer.Option("--text", help="What the guest wrote.")] = "",
    source: Annotated[str, typer.Option("--source", help="Where it was written.")] = "",
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a review of a stay; nobody asks for one any more."""
    one = find(agency, reference, portal)
    from hospes.bookings.record_reviews import ReviewFacts, record_review

    facts = ReviewFacts(number, None, rating, text, source)
    run(one, partial(record_review, *one.key, facts, now=one.now), as_json=as_json)


@group.command("switch", epilog="Example: hospes booking switch B-1024 --no-sms")
def switch(
    reference: ReferenceArgument,
    *,
    email: Annotated[bool | None, typer.Option("--email/--no-email", help="E-mail.")] = None,
    sms: Annotated[bool | None, typer.Option("--sms/--no-sms", help="SMS and Viber.")] = None,
    agency: AgencyOption = None,
    portal: PortalOption = None,
    as_json: JsonOption = False,
) -> None:
    """Switch the messages of one booking on or off."""
    if email is None and sms is None:
        raise Malformed("Say what to switch, for example --no-sms.")
    one = find(agency, reference, portal)
    from hospes.bookings.switch_messages import switch_messages

    run(one, partial(switch_messages, *one.key, email=email, sms=sms), as_json=as_json)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The booking that a command is about, and the instant of the command."""

    key: tuple[int, int]
    zone: str
    currency: str
    now: datetime


def find(agency: str | None, reference: str, portal: str | None) -> Chosen:
    """Connect and find the booking."""
    found = chosen_agency(agency)
    from hospes.bookings.find_bookings import find_booking
    from hospes.engine.clock import read_clock

    booking = find_booking(found.id, reference, portal=portal)
    zone = booking.property.timezone or found.timezone
    return Chosen((found.id, booking.id), zone, booking.currency, read_clock())


def run(one: Chosen, change: "partial[Received]", *, as_json: bool) -> None:
    """Change the booking, plan it, and say what became of both."""
    from hospes.bookings.models import Booking
    from hospes.engine.change_bookings import change_booking

    changed = change_booking(one.key[0], change, now=one.now, by=who())
    received = changed.received
    status = Booking.objects.values_list("status", flat=True).get(agency_id=one.key[0], id=one.key[1])
    plan = asdict(changed.plan) if changed.plan else {}
    if as_json:
        told = {"reference": received.reference, "outcome": received.outcome, "status": status}
        write_json({**told, "events": list(received.kinds), "plan": plan})
        return
    events = f" ({', '.join(kind.replace('_', ' ') for kind in received.kinds)})" if received.kinds else ""
    say(f"{received.reference}: {received.outcome}{events}; it is {status.replace('_', '-')}.")
    for line in plan_lines(plan):
        say(line)
