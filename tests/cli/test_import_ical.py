"""The command that imports a calendar: from a file, from an address, in words and as JSON."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from hospes.bookings.models import Booking
from tests.bookings.feeds import airbnb, calendar, event
from tests.cli.running import CommandLine
from tests.making import make_agency

pytestmark = pytest.mark.django_db
# In the past, whenever this is run: the command reads the clock.
STAY = airbnb("HMAAAAAAAA", "20200612", "20200619")
BLOCK = event("u2", "20200701", "20200705", SUMMARY="Airbnb (Not available)")
SERIES = event("u3", "20200801", "20200802", SUMMARY="Yoga", RRULE="FREQ=DAILY")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_agency()
    path = tmp_path / "calendar.ics"
    path.write_bytes(calendar(STAY, BLOCK, SERIES))
    return path


def test_the_report_says_exactly_what_became_of_every_event(hospes: CommandLine, file: Path) -> None:
    said = hospes("import", "ical", str(file), "--property", "Casa Mar")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "Casa Mar on Airbnb: 3 events: 1 created, 1 block, 1 refused.",
        "  block 2020-07-01 to 2020-07-05: Airbnb (Not available)",
        "  refused 2020-08-01, Yoga: It is a series: give every date an event of its own.",
    ]
    assert Booking.objects.get().reference == "HMAAAAAAAA"


def test_again_nothing_changes_and_json_says_so(hospes: CommandLine, file: Path) -> None:
    hospes("import", "ical", str(file), "--property", "Casa Mar")
    said = hospes("import", "ical", str(file), "--property", "Casa Mar", "--json")
    numbers = {name: said.json[name] for name in ("events", "created", "changed", "unchanged", "cancelled")}
    assert numbers == {"events": 3, "created": 0, "changed": 0, "unchanged": 1, "cancelled": 0}
    assert said.json["blocks"] == [
        {"since": "2020-07-01", "until": "2020-07-05", "summary": "Airbnb (Not available)"}
    ]


def test_a_dry_run_takes_nothing_in(hospes: CommandLine, file: Path) -> None:
    said = hospes("import", "ical", str(file), "--property", "Casa Mar", "--dry-run")
    assert said.out.splitlines()[-1] == "Dry run: nothing was taken in."
    assert not Booking.objects.exists()


def test_the_portal_can_be_named(hospes: CommandLine, file: Path) -> None:
    hospes("import", "ical", str(file), "--property", "Casa Mar", "--portal", "Web")
    assert Booking.objects.select_related("portal").get().portal.name == "Web"


def test_a_file_that_is_not_there_is_named(hospes: CommandLine, file: Path) -> None:
    missing = file.with_name("missing.ics")
    said = hospes("import", "ical", str(missing), "--property", "Casa Mar")
    assert (said.code, said.err) == (
        1,
        f"The file {missing} cannot be read (No such file or directory): check its name.\n",
    )


def test_a_property_must_be_named(hospes: CommandLine, file: Path) -> None:
    assert hospes("import", "ical", str(file)).code == 2


class Calendar(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = calendar(STAY)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_an_address_in_our_own_network_needs_to_be_allowed(hospes: CommandLine) -> None:
    make_agency()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Calendar)
    Thread(target=server.serve_forever, daemon=True).start()
    words = (
        "import",
        "ical",
        f"http://127.0.0.1:{server.server_address[1]}/a.ics?s=secret",
        "--property",
        "P",
    )
    refused, done = hospes(*words), hospes(*words, "--allow-private")
    server.shutdown()
    server.server_close()
    assert (refused.code, done.code) == (1, 0)
    assert "secret" not in refused.out + refused.err
    assert done.out == "P on Airbnb: 1 event: 1 created.\n"
    assert "s=secret" not in str(Booking.objects.values().get())
