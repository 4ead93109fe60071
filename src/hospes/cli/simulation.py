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
from hospes.cli.writing import counted, say, write_json

if TYPE_CHECKING:
    from hospes.engine.simulate import Simulated

Sink = Callable[[Mapping[str, object]], None]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "simulate", epilog="Example: hospes simulate --from 2026-05-01 --to 2026-08-31 --outbox out.jsonl"
    )(simulate)


def simulate(
    *,
    begin: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day that is listed.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day.")],
    agency: AgencyOption = None,
    outbox: Annotated[
        Path | None,
        typer.Option("--outbox", metavar="FILE.jsonl", help="Where to write the messages, one a line."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Play the bookings through the real engine on a virtual clock, on a copy: real data stay untouched."""
    found = chosen_agency(agency)
    from hospes.engine.simulate import simulate as play

    since, until = read_day(begin, "--from"), read_day(end, "--to")
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
