"""Command: simulate."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption, read_day
from hospes.cli.progress import bar
from hospes.cli.scripts import list_stories, play_file
from hospes.cli.writing import counted, say, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.engine.simulate import Simulated

Sink = Callable[[Mapping[str, object]], None]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "simulate", epilog="Example: hospes simulate --from 2026-05-01 --to 2026-08-31 --outbox out.jsonl"
    )(simulate)


def simulate(  # noqa: PLR0913  options of a command
    *,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day that is listed.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day.")] = None,
    agency: AgencyOption = None,
    outbox: Annotated[
        Path | None,
        typer.Option("--outbox", metavar="FILE.jsonl", help="Where to write the messages, one a line."),
    ] = None,
    script: Annotated[
        str | None,
        typer.Option("--script", metavar="FILE.yaml", help="Play a script, or a story by its name, instead."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say how a script ends.")] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Keep what arrived as what the script expects.")
    ] = False,
    list_all: Annotated[bool, typer.Option("--stories", help="List the stories that come along.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Play bookings, or a script, through the real engine on a virtual clock: real data stay untouched."""
    if list_all:
        list_stories(as_json=as_json)
    elif script is not None:
        play_file(script, agency, check=check, save=save, as_json=as_json)
    elif begin is None or end is None:
        raise Malformed("Say which days to play with --from and --to, or which script with --script.")
    else:
        play_season((begin, end), agency, outbox, as_json=as_json)


def play_season(days: tuple[str, str], agency: str | None, outbox: Path | None, *, as_json: bool) -> None:
    """Play the bookings that there are, on a copy."""
    found = chosen_agency(agency)
    from hospes.engine.simulate import simulate as play

    since, until = read_day(days[0], "--from"), read_day(days[1], "--to")
    first = datetime.combine(since, datetime.min.time())
    started = monotonic()
    with writing_to(outbox) as sink, bar("days", lambda: (until - since).days + 1) as move:
        done = play(
            found.id,
            since=since,
            until=until,
            sink=sink,
            progress=lambda at, _count: move(max((at.replace(tzinfo=None) - first).days, 0)),
        )
    report(done, monotonic() - started, as_json=as_json)


@contextmanager
def writing_to(outbox: Path | None) -> Iterator[Sink]:
    """A sink that writes messages to a file; “-” is standard output, None nowhere."""
    if outbox is None:
        yield lambda _message: None
    elif str(outbox) == "-":
        yield lambda message: print(json.dumps(message, ensure_ascii=False), file=sys.stdout)
    else:
        with outbox.open("w", encoding="utf-8") as file:
            yield lambda message: print(json.dumps(message, ensure_ascii=False), file=file)


def report(done: "Simulated", seconds: float, *, as_json: bool) -> None:
    """What would have been sent, by solution and month, and how fast it was played."""
    speed = round(done.messages / max(seconds, 0.001))
    if as_json:
        write_json(
            {
                "bookings": done.bookings,
                "messages": done.messages,
                "by_solution": dict(sorted(done.by_solution.items())),
                "by_month": dict(sorted(done.by_month.items())),
                "by_solution_and_month": {
                    name: dict(sorted(months.items())) for name, months in sorted(done.by_both.items())
                },
                "seconds": round(seconds, 3),
                "messages_per_second": speed,
            }
        )
        return
    for name, count in sorted(done.by_solution.items()):
        months = ", ".join(f"{month}: {number:,}" for month, number in sorted(done.by_both[name].items()))
        say(f"{count:>9,}  {name} ({months})")
    counts = f"{counted(done.messages, 'message')} for {counted(done.bookings, 'booking')}"
    say(f"{counts}, played in {seconds:.1f} s ({speed:,} messages a second).")
