"""A small part of the demo's season, played until now: for pages that shall look like a day at work."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from hospes.agencies.models import Agency
from hospes.cli import demo, play_season
from hospes.cli.demo.places import read_agency
from hospes.cli.demo.season import Season, make_season
from hospes.engine.change_solutions import change_solutions
from hospes.engine.heartbeat import beat
from hospes.planning.hold_task import hold_task
from hospes.planning.models import Task, TaskState

PASSWORD = "warm-sand-and-sea"
EMAIL = play_season.ADMINISTRATOR
EVERY = 10
PLAYED = timedelta(days=4)


def make_small_season() -> Agency:
    """Every tenth booking of the season, the last four days of it played; one task is held by hand."""
    now = datetime.now(UTC)
    begin = (now - PLAYED).replace(minute=0, second=0, microsecond=0)
    season = part_of(make_season(1, now.astimezone(read_agency().zone).date()))
    agency = play_season.make_agency(season.agency, PASSWORD, now=begin)
    written = (Path(demo.__file__).parent / "solutions.yaml").read_text(encoding="utf-8")
    change_solutions(agency.id, yaml.safe_load(written), now=begin, by="demo")
    play_season.play(agency, season, begin=begin, until=now)
    waiting = Task.objects.filter(agency_id=agency.id, state=TaskState.PLANNED).order_by("due_at")
    hold_task(agency.id, waiting[3].id, now=now)
    beat("machine-1", "worker", now=now)
    return agency


def part_of(season: Season) -> Season:
    """The season with fewer bookings."""
    bookings = season.bookings[::EVERY]
    kept = {(row["portal"], row["reference"]) for row in bookings}
    happenings = tuple(each for each in season.happenings if (each.portal, each.reference) in kept)
    return replace(season, bookings=bookings, happenings=happenings)
