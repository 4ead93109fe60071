# ruff: noqa: PLC0415 - what needs Django set up is imported after the set-up
"""B4: due e-mails through SMTP: claim → words → MIME → wire → recorded, all safety on.

Baseline in the same run: smtplib with ready bytes on four connections to the same server: `smtp-sink`,
or where that is not installed our own sink, which `python -m benchmarks.send` starts in a process of its own.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.bench import Measured

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)
CONNECTIONS = 4
ON_THE_WIRE = 32
FIELDS = "{{ guest.first_name }}, {{ booking.arrival }} – {{ booking.departure }}, {{ property.name }}, "
PARAGRAPH = "We are glad to welcome you; the house is warm, the beds are made and the sea is close. "


def until_it_answers(port: int, process: subprocess.Popen[str]) -> None:
    """Wait for the sink's greeting; it must not have ended meanwhile."""
    for _ in range(100_000):
        assert process.poll() is None, "the sink ended before it began"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
                if wire.recv(3) == b"220":
                    return
        except OSError:
            continue
    raise TimeoutError("the sink does not answer")


@contextmanager
def sink() -> Iterator[int]:
    """Debian's smtp-sink, else our own."""
    found = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if found:
        port = 25250
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [found, *as_nobody, f"127.0.0.1:{port}", "512"]
    else:
        command = [sys.executable, "-m", "benchmarks.send"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            if not found:
                port = int(process.stdout.readline())
            until_it_answers(port, process)
            yield port
        finally:
            process.terminate()


def make_world(count: int, port: int, concurrency: int) -> None:
    """So many bookings with one due e-mail each: 2 KB of text, 4 KB of HTML, six fields."""
    from hospes.agencies.create_agencies import create_agency
    from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
    from hospes.bookings.receive_bookings import receive_bookings
    from hospes.channels.save_connection import ConnectionFacts, save_connection
    from hospes.content.save_templates import save_templates
    from hospes.planning.plan_tasks import plan_tasks
    from hospes.planning.save_solutions import save_solutions

    agency = create_agency("Bench", timezone="Europe/Madrid", currency="EUR", languages=["en"], now=NOW)
    agency.sender_name, agency.sender_email = "Bench", "stay@bench.example"
    agency.save()
    line = FIELDS + "{{ booking.reference }}, {{ booking.balance | default: 'paid' }}.\n"
    text = line + PARAGRAPH * (2000 // len(PARAGRAPH))
    html = f"<p>{line}</p>" + f"<p>{PARAGRAPH}</p>\n" * (4000 // (len(PARAGRAPH) + 8))
    words = {"en": {"subject": "Your stay at {{ property.name }}", "text": text, "html": html}}
    save_templates(agency.id, [{"name": "welcome", "versions": words}], now=NOW)
    solution = {
        "name": "Welcome",
        "category": "customers",
        "recipe": "instructions",
        "purpose": "arrival_info",
        "kind": "transactional",
        "active": True,
        "trigger": {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"},
        "applies_to": "existing",
        "notifications": [{"to": "guest", "template": "welcome", "channels": ["email"]}],
    }
    save_solutions(agency.id, [solution], now=NOW, by="bench")
    facts = [
        BookingFacts(
            reference=f"B{n}",
            portal="Web",
            property=f"Casa {n % 40}",
            status="confirmed",
            booked_at=NOW,
            arrival=date(2026, 6, 12),
            departure=date(2026, 6, 19),
            guest=PersonFacts(name=f"Anna Keller {n}", email=f"guest-{n}@example.com", language="en"),
            currency="EUR",
        )
        for n in range(count)
    ]
    for begin in range(0, count, 5000):
        received = receive_bookings(agency.id, facts[begin : begin + 5000], now=NOW, origin=Origin.LIVE)
        plan_tasks(agency.id, now=NOW, booking_ids=[one.booking_id for one in received if one.booking_id])
    settings = {"host": "127.0.0.1", "port": port, "security": "none"}
    facts_of = ConnectionFacts("sink", "email", "smtp", settings, concurrency=concurrency)
    save_connection(agency.id, facts_of, now=NOW)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and CPU seconds of this process and of its database session."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    began, used = time.perf_counter(), cpu(backend)
    work()
    return time.perf_counter() - began, cpu(backend) - used


def cpu(backend: int) -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return own.ru_utime + own.ru_stime + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def execute_all() -> None:
    from hospes.dispatch.execute_tasks import execute_tasks

    while execute_tasks(now=DUE, limit=500).tasks:
        continue


def send_all() -> None:
    from hospes.delivery.send_messages import send_messages

    while send_messages(1, worker="bench", clock=lambda: DUE, limit=500).total:
        continue


def baseline(count: int, port: int) -> float:
    """smtplib with ready bytes, four connections."""
    from hospes.delivery.mime import email_bytes
    from hospes.dispatch.claim_messages import claim_messages

    claim = claim_messages(1, now=DUE, limit=1, lease=timedelta(0))
    content = email_bytes(claim.messages[0], now=DUE)

    def carry(share: int) -> None:
        server = smtplib.SMTP("127.0.0.1", port)
        for number in range(share):
            server.sendmail("stay@bench.example", [f"guest-{number}@example.com"], content)
        server.close()

    threads = [threading.Thread(target=carry, args=[count // CONNECTIONS]) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - began)


def run(scale: float) -> list[Measured]:
    """B4 at a scale; notes tell CPU seconds per 1,000, of this process and its database session."""
    count = max(1000, int(30_000 * scale))
    with sink() as port:
        make_world(count, port, ON_THE_WIRE)
        executing, cpu_of_executing = timed(execute_all)
        plain = baseline(min(count, 10_000), port)
        sending, cpu_of_sending = timed(send_all)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    whole = cpu_of_executing + cpu_of_sending
    return [
        Measured("smtplib, 4 connections", count, (count / plain,)),
        Measured("execute", count, (executing,), note=f"{cpu_of_executing / count * 1000:.2f} CPU-s"),
        Measured(
            "send",
            count,
            (sending,),
            note=f"{cpu_of_sending / count * 1000:.2f} CPU-s",
        ),
        Measured(
            "B4 claim → recorded",
            count,
            (executing + sending,),
            "smtplib, 4 connections",
            "≥ 2,000/s, ≥ 0.3 ×, ≤ 0.5 CPU-s",
            f"{whole / count * 1000:.2f} CPU-s per 1,000, {memory} MB",
        ),
    ]


EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""
        self.is_content = False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answers = []
        while self.buffer:
            if self.is_content:
                end = self.buffer.find(b"\r\n.\r\n")
                if end < 0:
                    break
                self.buffer = self.buffer[end + 5 :]
                self.is_content = False
                answers.append(b"250 2.0.0 Ok\r\n")
                continue
            line, found, rest = self.buffer.partition(b"\r\n")
            if not found:
                break
            self.buffer = rest
            answers.append(self.answer(line[:4].upper()))
        if answers:
            self.transport.write(b"".join(answers))

    def answer(self, verb: bytes) -> bytes:
        if verb == b"DATA":
            self.is_content = True
            return b"354 go on\r\n"
        return EHLO if verb == b"EHLO" else b"250 2.0.0 Ok\r\n"


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
