"""Commands: messages write, messages cancel, solutions test."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.cli import solutions
from hospes.cli.installation import chosen_agency
from hospes.cli.letter_options import (
    ChannelOption,
    LanguageOption,
    PurposeOption,
    SmsOption,
    SubjectOption,
    TemplateOption,
    TextOption,
    own_words,
)
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, PortalOption, who
from hospes.cli.writing import counted, say, write_json
from hospes.kit.errors import Conflict, Malformed

if TYPE_CHECKING:
    from hospes.agencies.models import Agency
    from hospes.dispatch.drafts import Draft

group = typer.Typer(help="Write messages by hand, and take them back.", no_args_is_help=True)
PersonOption = Annotated[
    str | None,
    typer.Option("--person", metavar="EMAIL|PHONE", help="Instead of a booking: who is reached there."),
]
AttachOption = Annotated[
    list[str] | None, typer.Option("--attach", help="calendar, codes or payment_qr; repeat for more.")
]
CANNOT = {
    "opted_out": "the recipient refuses such messages",
    "switched_off": "this channel is switched off for the booking",
    "duplicate": "the same was said to this address before",
}


def register(app: typer.Typer) -> None:
    """Add the commands; the test is one of those of solutions."""
    app.add_typer(group, name="messages")
    solutions.group.command(
        "test", epilog="Example: hospes solutions test 'Arrival instructions' --booking B-1024"
    )(try_out)


@group.command("write", epilog="Example: hospes messages write B-1024 --subject 'The lift' --text 'Sorry!'")
def write(  # noqa: PLR0913  options of a command
    reference: Annotated[str | None, typer.Argument(metavar="REF", help="The booking's reference.")] = None,
    *,
    person: PersonOption = None,
    role: Annotated[
        str, typer.Option("--to", help="guest, client, owner or agent of the booking.")
    ] = "guest",
    template: TemplateOption = "",
    subject: SubjectOption = "",
    text: TextOption = "",
    sms: SmsOption = "",
    language: LanguageOption = None,
    channel: ChannelOption = None,
    kind: Annotated[str, typer.Option("--kind", help="transactional, service or marketing.")] = "service",
    purpose: PurposeOption = "",
    attach: AttachOption = None,
    insist: Annotated[
        bool, typer.Option("--insist", help="Also to who refuses it, or where it is switched off.")
    ] = False,
    portal: PortalOption = None,
    dry_run: DryRunOption = False,
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write to a booking or a person, at once and at any hour; --dry-run shows the message."""
    found = chosen_agency(agency)
    from hospes.dispatch.hand_facts import Manner
    from hospes.dispatch.word_messages import Letter, word_message
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import write_by_hand

    own = own_words(language or found.language, {"subject": subject, "text": text, "sms": sms})
    letter = Letter(
        **_addressee(found, reference, person, portal=portal),
        role=role, template=template, own=own, channels=tuple(channel or ()), manner=Manner(kind, purpose),
        attach=tuple(attach or ()), insists=insist,
    )  # fmt: skip
    if dry_run:
        worded = word_message(found.id, letter, now=read_clock())
        _say(worded.draft, None, worded.warnings, as_json=as_json)
        return
    written = write_by_hand(found.id, letter, now=read_clock(), by=who())
    _say(written.draft, written.message_id, written.warnings, as_json=as_json)


@group.command("cancel", epilog="Example: hospes messages cancel 4711")
def cancel(
    messages: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers of messages.")],
    *,
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take messages back before they leave."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import take_back

    cancelled = take_back(found.id, messages, now=read_clock(), by=who())
    if as_json:
        write_json({"cancelled": cancelled})
    elif cancelled:
        say(f"{counted(cancelled, 'message')} taken back.")
    else:
        raise Conflict("None of them waits any more: what has left cannot be taken back.")


def try_out(  # noqa: PLR0913  options of a command
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The solution; or else --template.")
    ] = None,
    *,
    booking: Annotated[str, typer.Option("--booking", metavar="REF", help="Any real booking.")],
    to: Annotated[
        str, typer.Option("--to", metavar="EMAIL|PHONE", help="A member; else the agency's tester.")
    ] = "",
    template: TemplateOption = "",
    language: Annotated[str, typer.Option("--language", help="A version of the words.")] = "",
    channel: ChannelOption = None,
    portal: PortalOption = None,
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send all of a solution to a tester, with the facts of a real booking; it counts for nothing."""
    found = chosen_agency(agency)
    from hospes.bookings.find_bookings import find_booking
    from hospes.dispatch.reasons import bulk_reason
    from hospes.dispatch.try_solutions import Trial
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import send_test
    from hospes.planning.find_solutions import find_solution

    trial = Trial(
        find_booking(found.id, booking, portal=portal).id,
        find_solution(found.id, name).id if name else None,
        template, to, language, tuple(channel or ()),
    )  # fmt: skip
    tried = send_test(found.id, trial, now=read_clock(), by=who())
    if as_json:
        made = [{"id": id, **_told(one)} for id, one in tried.messages.items()]
        write_json({"messages": made, "left_out": tried.left_out})
        return
    for one in tried.messages.values():
        say(f"{one.role} {one.channel} ({one.language}) → {one.to_address}: {one.subject or one.text}")
    for what, why, details in tried.left_out:
        named = f" ({', '.join(details['fields'])})" if "fields" in details else ""
        say(f"{what} left out: {bulk_reason(why)}{named}")


def _addressee(
    agency: "Agency", reference: str | None, person: str | None, *, portal: str | None
) -> dict[str, Any]:
    from hospes.bookings.find_bookings import find_booking
    from hospes.bookings.find_people import known_people_at

    if bool(reference) == bool(person):
        raise Malformed("Say either the booking's reference or --person.", field="booking")
    if reference:
        return {"booking_id": find_booking(agency.id, reference, portal=portal).id}
    return {"person_id": known_people_at(agency.id, person or "")[0].id}


def _told(one: "Draft") -> dict[str, Any]:
    from hospes.content.secrets import masked

    return {
        "channel": one.channel,
        "to": one.to_address,
        "language": one.language,
        "subject": masked(one.subject),
        "text": masked(one.text),
        "parts": one.parts,
    }


def _say(one: "Draft", id: int | None, warnings: tuple[str, ...], *, as_json: bool) -> None:
    told = _told(one)
    if as_json:
        write_json({"id": id, **told, "warnings": list(warnings)})
        return
    say(f"To {told['to']} by {told['channel']}, in {told['language']}:")
    say(f"{told['subject']}\n\n{told['text']}".strip())
    for warning in warnings:
        say(f"Mind: {CANNOT[warning]}.")
    say("Dry run: nothing was written." if id is None else f"Message {id} goes now.")
