"""Make the demo agency and play the last weeks of its season on a virtual clock."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction
from django.db.models import Min

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.create_agencies import create_agency
from hospes.agencies.create_members import create_member
from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.save_portals import PortalFacts, save_portals
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.bookings.sources.columns import read_row
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.cli.demo.places import Agency as Written
from hospes.cli.demo.places import Property, read_agency
from hospes.cli.demo.reviews import tell_reviews
from hospes.cli.demo.season import Season, make_season
from hospes.cli.season_people import edit_solution, end_the_day, record_agreed, take_reviews
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.load_facts import Shelf
from hospes.engine.change_solutions import change_solutions
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task, TaskState

SLUG = "costa-blava-rentals"
ADMINISTRATOR = read_agency().members[0].email
PLAYED = timedelta(days=35)
EDITED = timedelta(days=30)
STEP = timedelta(hours=1)
BATCH = 1000
SETTINGS = (
    "country", "email", "phone", "address", "website", "sender_name", "sender_email", "minutes_saved",
    "iban", "account_holder", "footer",
)  # fmt: skip

Row = Mapping[str, str]


def demo_agency() -> Agency | None:
    """The demo agency, if it was made."""
    return Agency.objects.filter(slug=SLUG).first()


def make_demo_agency(seed: int, password: str, *, now: datetime) -> Agency:
    """Make the agency as it was some weeks ago, then let everything happen that has happened since.

    All of it is one transaction: an interrupted first run leaves nothing behind and is simply run again.

    Args:
        seed: which season.
        password: the administrator's.
        now: until when to play; nothing is sent after it.
    """
    begin = (now - PLAYED).replace(minute=0, second=0, microsecond=0)
    season = make_season(seed, now.astimezone(read_agency().zone).date())
    with transaction.atomic():
        agency = make_agency(season.agency, password, now=begin)
        written = read_solutions()
        change_solutions(agency.id, written, now=begin, by="demo")
        play(agency, season, begin=begin, until=begin + EDITED)
        edit_solution(agency, written, now=begin + EDITED)
        play_on(agency, season, begin=begin + EDITED, until=now)
        end_the_day(agency, now=now)
        send(agency, Shelf(), now=now)
    return agency


def read_solutions() -> dict[str, Any]:
    """The demo's solutions and all that they need, as the command that imports them would read them."""
    text = (Path(__file__).parent / "demo" / "solutions.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def make_agency(written: Written, password: str, *, now: datetime) -> Agency:
    """The agency with its members, portals and properties."""
    settings = written.settings
    agency = create_agency(
        settings["name"],
        timezone=settings["timezone"],
        currency=settings["currency"],
        languages=list(settings["languages"]),
        now=now,
    )
    quiet = {f"quiet_{end}": time.fromisoformat(at) for end, at in settings["quiet_hours"].items()}
    change_agency(agency.id, **{name: settings[name] for name in SETTINGS}, **quiet)
    for number, member in enumerate(written.members):
        secret = "" if number else password
        create_member(agency.id, member.email, role=member.role, password=secret, name=member.name, now=now)
    portals = [PortalFacts(portal.name, portal.tags, portal.excluded) for portal in written.portals]
    save_portals(agency.id, portals, now=now)
    save_properties(agency.id, map(facts_of, written.properties), now=now)
    save_connection(agency.id, ConnectionFacts("Outbox for SMS", "sms", "outbox"), now=now)
    return agency


def facts_of(place: Property) -> PropertyFacts:
    """A property of the demo as the product takes it."""
    owner = place.owner
    return PropertyFacts(
        place.name,
        timezone=place.timezone,
        check_in=time.fromisoformat(place.check_in),
        check_out=time.fromisoformat(place.check_out),
        owner=PersonFacts(
            name=owner.name,
            email=owner.email,
            language=owner.language,
            country=owner.country,
            tags=owner.tags,
        ),
        tags=place.tags,
        language=place.language,
        city=place.city,
        country=place.country,
        address=place.address,
        instructions=place.instructions,
        texts=dict(place.texts),
        secrets={"door_code": place.code} if place.code else {},
    )


# ── Playing ────────────────────────────────────────────────────────────────────────────────────
def play(agency: Agency, season: Season, *, begin: datetime, until: datetime) -> None:
    """Import what was booked before, then take in every change at its hour and send what is due."""
    take_in(agency, season.rows_at(begin), now=begin, origin=Origin.IMPORT)
    record_agreed(agency, season, now=begin)
    learn_sizes()
    play_on(agency, season, begin=begin, until=until)


def play_on(agency: Agency, season: Season, *, begin: datetime, until: datetime) -> None:
    """Go on from an instant up to which all was played."""
    changes = changes_by_hour(season, begin, until)
    reviews = [each for each in tell_reviews(season) if begin < each.at <= until]
    moment, shelf = begin, Shelf()
    while moment < until:
        last, moment = moment, min(moment + STEP, until)
        if rows := changes.pop(moment, None):
            take_in(agency, rows, now=moment, origin=Origin.LIVE)
        take_reviews(agency, [each for each in reviews if last < each.at <= moment], now=moment)
        if is_due(agency, moment):
            send(agency, shelf, now=moment)


def send(agency: Agency, shelf: Shelf, *, now: datetime) -> None:
    """Word what is due and deliver it to the outbox."""
    while execute_tasks(now=now, limit=BATCH, agency_id=agency.id, shelf=shelf).tasks == BATCH:
        pass
    fill_outbox(now=now, limit=10 * BATCH, agency_id=agency.id)


def learn_sizes() -> None:
    """Let PostgreSQL count the rows of this transaction: until then it plans as if the tables were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def take_in(agency: Agency, rows: list[Row], *, now: datetime, origin: Origin) -> None:
    """Receive rows and plan."""
    facts = [read_row(row, timezone=agency.timezone, currency=agency.currency) for row in rows]
    take_in_bookings(agency.id, facts, now=now, origin=origin)


def is_due(agency: Agency, moment: datetime) -> bool:
    """Whether a task waits for its execution."""
    waiting = Task.objects.filter(agency_id=agency.id, state=TaskState.PLANNED, due_at__lte=moment)
    return waiting.aggregate(at=Min("due_at"))["at"] is not None


def changes_by_hour(season: Season, begin: datetime, until: datetime) -> dict[datetime, list[Row]]:
    """The rows that came in or changed, by the full hour after which they are known (or the end)."""
    changes: dict[datetime, dict[tuple[str, str], Row]] = {}
    for at, key, row in versions(season):
        if begin < at <= until:
            hour = min(at.replace(minute=0, second=0, microsecond=0) + STEP, until)
            changes.setdefault(hour, {})[key] = row
    return {hour: list(rows.values()) for hour, rows in changes.items()}


def versions(season: Season) -> Iterator[tuple[datetime, tuple[str, str], Row]]:
    """Every version of every booking in the order in which they came, with its instant."""
    happened: list[tuple[datetime, tuple[str, str], dict[str, Any]]] = [
        (
            datetime.fromisoformat(row["booked_at"]).astimezone(UTC),
            (row["portal"], row["reference"]),
            dict(row),
        )
        for row in season.bookings
    ]
    happened += [(each.at, (each.portal, each.reference), dict(each.details)) for each in season.happenings]
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for at, key, details in sorted(happened, key=lambda one: one[0]):
        known[key] = {**known.get(key, {}), **details}
        yield at, key, known[key]
