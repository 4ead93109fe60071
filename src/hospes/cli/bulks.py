"""Commands: bulk prepare, show, list, confirm, pause, resume, stop, discard."""

from typing import TYPE_CHECKING, Annotated

import typer

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
from hospes.cli.options import AgencyOption, JsonOption, read_day, who
from hospes.cli.writing import counted, say, say_table, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.dispatch.bulk_filters import Filter
    from hospes.dispatch.models import Bulk

group = typer.Typer(help="Send one message to many bookings or people.", no_args_is_help=True)
NumberArgument = Annotated[int, typer.Argument(metavar="ID", help="The bulk message's number.")]
Names = list[str] | None
DayOption = str | None


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="bulk")


@group.command(
    "prepare", epilog="Example: hospes bulk prepare 'Pool closed' --template pool --arrival-until 2026-07-31"
)
def prepare(  # noqa: PLR0913  options of a command
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    *,
    people: Annotated[bool, typer.Option("--people", help="To people instead of bookings.")] = False,
    template: TemplateOption = "",
    subject: SubjectOption = "",
    text: TextOption = "",
    sms: SmsOption = "",
    language: LanguageOption = None,
    channel: ChannelOption = None,
    kind: Annotated[str, typer.Option("--kind", help="transactional, service or marketing.")] = "marketing",
    purpose: PurposeOption = "",
    role: Annotated[Names, typer.Option("--role", help="guest, client, owner or agent.")] = None,
    status: Annotated[Names, typer.Option("--status", help="Of bookings; repeat for more.")] = None,
    place: Annotated[Names, typer.Option("--property", help="Of bookings; repeat for more.")] = None,
    portal: Annotated[Names, typer.Option("--portal", help="Of bookings; repeat for more.")] = None,
    tag: Annotated[Names, typer.Option("--tag", help="One of these is enough.")] = None,
    arrival_from: Annotated[DayOption, typer.Option(metavar="DAY", help="First day of arrival.")] = None,
    arrival_until: Annotated[DayOption, typer.Option(metavar="DAY", help="Last day of arrival.")] = None,
    departure_from: Annotated[DayOption, typer.Option(metavar="DAY", help="First day of departure.")] = None,
    departure_until: Annotated[DayOption, typer.Option(metavar="DAY", help="Last day of departure.")] = None,
    spoken: Annotated[Names, typer.Option("--speaks", help="Of people: language, such as de.")] = None,
    country: Annotated[Names, typer.Option("--country", help="Of people: code, such as AT.")] = None,
    visit_from: Annotated[DayOption, typer.Option(metavar="DAY", help="Of people: last visit since.")] = None,
    visit_until: Annotated[
        DayOption, typer.Option(metavar="DAY", help="Of people: last visit at the latest.")
    ] = None,
    search: Annotated[str, typer.Option("--search", help="A reference, or part of a name or address.")] = "",
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fix who gets it and count what it costs; nothing goes before it is confirmed."""
    found = chosen_agency(agency)
    from hospes.dispatch.hand_facts import Manner
    from hospes.dispatch.prepare_bulks import Circular
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import prepare_for_many

    lists = {
        "role": role, "status": status, "property": place, "portal": portal, "tag": tag, "speaks": spoken,
        "country": country,
    }  # fmt: skip
    days = {
        "arrival-from": arrival_from, "arrival-until": arrival_until, "departure-from": departure_from,
        "departure-until": departure_until, "visit-from": visit_from, "visit-until": visit_until,
    }  # fmt: skip
    chosen = (_people if people else _bookings)(_Asked(lists, days, search))
    own = own_words(language or found.language, {"subject": subject, "text": text, "sms": sms})
    circular = Circular(name, chosen, template, own, tuple(channel or ()), Manner(kind, purpose))
    bulk = prepare_for_many(found.id, circular, now=read_clock(), by=who())
    _report(bulk, as_json=as_json)


@group.command("show", epilog="Example: hospes bulk show 7")
def show(number: NumberArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Say whom a bulk message is for, what it costs, and how far it is."""
    found = chosen_agency(agency)
    from hospes.dispatch.find_bulks import find_bulk

    _report(find_bulk(found.id, number), as_json=as_json)


@group.command("list", epilog="Example: hospes bulk list")
def list_all(*, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """List the bulk messages, the newest first."""
    found = chosen_agency(agency)
    from hospes.dispatch.find_bulks import list_bulks

    bulks = list_bulks(found.id)
    if as_json:
        write_json([_as_json(one) for one in bulks])
    elif bulks:
        rows = [(one.id, one.state, one.name, f"{one.counts['included']:,}", one.by) for one in bulks]
        say_table(("id", "state", "name", "recipients", "by"), rows)
    else:
        say("There is no bulk message yet.")


@group.command("confirm", epilog="Example: hospes bulk confirm 7 --recipients 1204")
def confirm(
    number: NumberArgument,
    *,
    recipients: Annotated[int, typer.Option("--recipients", help="How many you agree to.")],
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a prepared bulk message go, to exactly this many."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import confirm_for_many

    bulk = confirm_for_many(found.id, number, expected=recipients, now=read_clock(), by=who())
    _report(bulk, as_json=as_json)


@group.command("pause", epilog="Example: hospes bulk pause 7")
def pause(number: NumberArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Let nothing more of it leave until it is resumed."""
    _steer(agency, number, "pause", as_json=as_json)


@group.command("resume", epilog="Example: hospes bulk resume 7")
def resume(number: NumberArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Let a paused one go on where it was."""
    _steer(agency, number, "resume", as_json=as_json)


@group.command("stop", epilog="Example: hospes bulk stop 7")
def stop(number: NumberArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """End it for good: who has not got it does not get it any more."""
    _steer(agency, number, "stop", as_json=as_json)


@group.command("discard", epilog="Example: hospes bulk discard 7")
def discard(number: NumberArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Throw one away that nobody has confirmed."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import discard_for_many

    bulk = discard_for_many(found.id, number, now=read_clock(), by=who())
    if as_json:
        write_json({"discarded": number})
    else:
        say(f"“{bulk.name}” is thrown away.")


def _steer(agency: str | None, number: int, action: str, *, as_json: bool) -> None:
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.engine.write_by_hand import steer_for_many

    _report(steer_for_many(found.id, number, action, now=read_clock(), by=who()), as_json=as_json)


class _Asked:
    """Filters as typed."""

    def __init__(self, lists: dict[str, Names], days: dict[str, DayOption], words: str) -> None:
        self.lists = {name: tuple(values) for name, values in lists.items() if values}
        self.days = {name: read_day(day, f"--{name}") for name, day in days.items() if day}
        self.words = words

    def only(self, known: set[str], what: str) -> None:
        """Refuse a filter of the other list."""
        for name in sorted({*self.lists, *self.days} - known):
            raise Malformed(f"--{name} is no filter of {what}: leave it out.", field=name)


def _bookings(asked: _Asked) -> "Filter":
    from hospes.dispatch.bulk_filters import ALIVE, BookingFilter

    days = {"arrival-from", "arrival-until", "departure-from", "departure-until"}
    asked.only({"role", "status", "property", "portal", "tag", *days}, "bookings")
    roles = asked.lists.get("role", ("guest",))
    if len(roles) > 1:
        raise Malformed("Of each booking one role gets the message: give --role once.", field="role")
    return BookingFilter(
        role=roles[0],
        statuses=asked.lists.get("status", ALIVE),
        properties=asked.lists.get("property", ()),
        portals=asked.lists.get("portal", ()),
        tags=asked.lists.get("tag", ()),
        words=asked.words,
        **{name.replace("-", "_"): day for name, day in asked.days.items()},
    )


def _people(asked: _Asked) -> "Filter":
    from hospes.dispatch.bulk_filters import PersonFilter

    asked.only({"role", "tag", "speaks", "country", "visit-from", "visit-until"}, "people")
    return PersonFilter(
        roles=asked.lists.get("role", ("guest",)),
        tags=asked.lists.get("tag", ()),
        languages=asked.lists.get("speaks", ()),
        countries=asked.lists.get("country", ()),
        last_visit_from=asked.days.get("visit-from"),
        last_visit_until=asked.days.get("visit-until"),
        words=asked.words,
    )


def _as_json(bulk: "Bulk") -> dict[str, object]:
    from hospes.dispatch.find_bulks import progress_of

    progress = progress_of(bulk)
    return {
        "id": bulk.id,
        "name": bulk.name,
        "state": bulk.state,
        "filters": bulk.filters,
        **bulk.counts,
        "recipients": progress.recipients,
        "messages": progress.messages,
        "left_out": progress.left_out,
    }


def _report(bulk: "Bulk", *, as_json: bool) -> None:
    from hospes.dispatch.find_bulks import progress_of
    from hospes.dispatch.reasons import bulk_reason

    if as_json:
        write_json(_as_json(bulk))
        return
    progress, counts = progress_of(bulk), bulk.counts
    say(f"{bulk.id} “{bulk.name}” is {bulk.state}.")
    parts = f"{counted(counts['parts'], 'part')}, {counted(counts['credits'], 'credit')}"
    say(f"{counted(counts['included'], 'recipient')}: {parts}.")
    for reason, number in sorted(progress.left_out.items()):
        say(f"{number:,} left out: {bulk_reason(reason)}")
    if progress.messages:
        say(f"Messages: {', '.join(f'{number:,} {state}' for state, number in progress.messages.items())}.")
    if bulk.state == "prepared":
        say(f"Nothing goes yet: hospes bulk confirm {bulk.id} --recipients {counts['included']}")
