"""Commands: consent show, allow, refuse, stop."""

from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption, who
from hospes.cli.writing import counted, say, say_table, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from datetime import datetime

    from hospes.agencies.models import Agency

group = typer.Typer(help="What people allow and refuse, and the proof of it.", no_args_is_help=True)
PersonArgument = Annotated[
    str | None, typer.Argument(metavar="EMAIL|PHONE", help="Everybody who is reached there.")
]
OptionalPersonOption = Annotated[
    str | None, typer.Option("--person", metavar="EMAIL|PHONE", help="The same, as an option.")
]
PersonOption = Annotated[
    str, typer.Option("--person", metavar="EMAIL|PHONE", help="Everybody who is reached there.")
]
ChannelOption = Annotated[
    list[str] | None, typer.Option("--channel", help="email, sms or viber; repeat for more; else all three.")
]
KindOption = Annotated[
    list[str] | None, typer.Option("--kind", help="service or marketing; repeat for both; else marketing.")
]
SHOWN = 10
CHANNELS = ["email", "sms", "viber"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="consent")


@group.command("show", epilog="Example: hospes consent show anna@example.com")
def show(
    address: PersonArgument = None,
    *,
    person: OptionalPersonOption = None,
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what somebody said, newest first: when, how, and to which text."""
    if bool(address) == bool(person):
        raise Malformed("Say whose: hospes consent show EMAIL|PHONE.", field="person")
    found = chosen_agency(agency)
    from hospes.bookings.find_people import known_people_at
    from hospes.bookings.models import ConsentRecord

    people = known_people_at(found.id, address or person or "")
    columns = (
        "at", "person__name", "channel", "kind", "is_allowed", "source", "text_version", "words", "by",
    )  # fmt: skip
    records = ConsentRecord.objects.filter(agency_id=found.id, person__in=[one.id for one in people])
    rows = list(records.order_by("-at", "-id").values_list(*columns))
    names = ("at", "person", "channel", "kind", "answer", "source", "text_version", "words", "by")
    told = [(*row[:4], "yes" if row[4] else "no", *row[5:]) for row in rows]
    if as_json:
        write_json([dict(zip(names, row, strict=True)) for row in told])
    elif told:
        say_table(names, [(f"{row[0]:%Y-%m-%d %H:%M} UTC", *row[1:]) for row in told])
    else:
        say("Nothing was ever said: service messages go, marketing does not.")


@group.command("allow", epilog="Example: hospes consent allow --person anna@example.com --channel email")
def allow(  # noqa: PLR0913  options of a command
    *,
    person: PersonOption,
    channel: ChannelOption = None,
    kind: KindOption = None,
    source: Annotated[str, typer.Option("--source", help="How they said so: page, desk, phone …")],
    text: Annotated[str, typer.Option("--text-version", help="Which text they agreed to.")] = "",
    words: Annotated[str, typer.Option("--words", help="What they said.")] = "",
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that somebody wants such messages; keep the proof: how they said so, and to which text."""
    told = {"source": source, "text_version": text, "words": words}
    _record(agency, person, _pairs(channel, kind), is_allowed=True, told=told, as_json=as_json)


@group.command("refuse", epilog="Example: hospes consent refuse --person +34600000001 --kind marketing")
def refuse(
    *,
    person: PersonOption,
    channel: ChannelOption = None,
    kind: KindOption = None,
    words: Annotated[str, typer.Option("--words", help="What they said.")] = "",
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that somebody does not want such messages; what is planned or waits is stopped at once."""
    told = {"source": "member", "words": words}
    _record(agency, person, _pairs(channel, kind), is_allowed=False, told=told, as_json=as_json)


@group.command("stop", epilog='Example: hospes consent stop +34600000001 "STOP"')
def stop(
    phone: Annotated[str, typer.Argument(metavar="PHONE", help="The number it came from.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What came in.")],
    *,
    channel: Annotated[str, typer.Option("--channel", help="sms or viber.")] = "sms",
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow a word such as STOP that came in; a text that says more is left for people to read."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.engine.take_in_words import take_in_words

    now = read_clock()
    taken, heeded = take_in_words(found.id, phone, text, now=now, channel=channel)
    withdrawn = _withdrawn(found, now)
    if as_json:
        write_json(
            {
                "word": taken.word,
                "people": len(taken.people),
                "changed": len(taken.changed),
                "recalled": heeded.recalled,
                "withdrawn": withdrawn,
                "may_confirm": taken.may_confirm,
            }
        )
    elif taken.word is None:
        say("That is no stop word: somebody should read it.")
    else:
        _say_heeded(len(taken.changed), heeded.recalled, withdrawn)


def _pairs(channels: list[str] | None, kinds: list[str] | None) -> list[tuple[str, str]]:
    return [(channel, kind) for channel in channels or CHANNELS for kind in kinds or ["marketing"]]


def _record(
    agency: str | None,
    person: str,
    pairs: list[tuple[str, str]],
    *,
    is_allowed: bool,
    told: dict[str, str],
    as_json: bool,
) -> None:
    found = chosen_agency(agency)
    from hospes.bookings.find_people import known_people_at
    from hospes.bookings.record_consents import ConsentFacts
    from hospes.engine.clock import read_clock
    from hospes.engine.take_in_words import take_in_consents

    now = read_clock()
    consents = [
        ConsentFacts(one.id, channel, kind, is_allowed, now, by=who(), **told)
        for one in known_people_at(found.id, person)
        for channel, kind in pairs
    ]
    heeded = take_in_consents(found.id, consents, now=now)
    withdrawn = _withdrawn(found, now)
    if as_json:
        told_back = {"changed": len(heeded.changed), "recalled": heeded.recalled, "withdrawn": withdrawn}
        write_json(told_back)
    else:
        _say_heeded(len(heeded.changed), heeded.recalled, withdrawn)


def _withdrawn(agency: "Agency", now: "datetime") -> list[str]:
    """What is not planned any more since this instant: solution and booking."""
    from hospes.planning.models import Task, TaskState

    tasks = Task.objects.filter(
        agency_id=agency.id, state=TaskState.WITHDRAWN, reason="opted_out", changed_at=now
    )
    named = tasks.order_by("due_at", "id").values_list("solution__name", "booking__reference")
    return [f"{solution} · {reference}" for solution, reference in named]


def _say_heeded(changed: int, recalled: int, withdrawn: list[str]) -> None:
    waiting = f" {counted(recalled, 'waiting message')} stopped." if recalled else ""
    say(f"{counted(changed, 'person', 'people')} changed.{waiting}" if changed else "Nothing changed.")
    for one in withdrawn[:SHOWN]:
        say(f"Withdrawn: {one}")
    if len(withdrawn) > SHOWN:
        say(f"… and {len(withdrawn) - SHOWN:,} more.")
