"""The process that keeps the embedded PostgreSQL: starts it, restarts it when it dies, stops it when unused.

Whoever uses the server holds a shared lock on `users.lock`; the kernel lets go of it however a process ends.
The keeper waits for that file's exclusive lock: when it gets it, nobody is left. So nothing outlives its
users, and a kill -9 of any of them needs no cleaning up. Started by `hospes.config.embedded`.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hospes.kit.processes import die_with_parent

PORT = 5432
READY = "ready"
STARTS_WITHIN = 60.0
MARK = "database system is ready to accept connections"
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # compiling a plan costs more than our statements run
    "max_wal_size": "2GB",
    "shared_buffers": "256MB",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Place:
    """Where a server lives: its folder, its socket's folder, the program, and who runs it (None: we)."""

    folder: Path
    sockets: Path
    binary: Path
    owner: tuple[int, int] | None

    @classmethod
    def read(cls, words: list[str]) -> "Place":
        """The place from a command line."""
        user, _, group = words[3].partition(":")
        owner = (int(user), int(group)) if group else None
        return cls(Path(words[0]), Path(words[1]), Path(words[2]), owner)

    def words(self) -> list[str]:
        """The place as a command line."""
        owner = f"{self.owner[0]}:{self.owner[1]}" if self.owner else "-"
        return [str(self.folder), str(self.sockets), str(self.binary), owner]


class Server:
    """One run of PostgreSQL after another, over the same data."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.folder / "data"
        self.log = place.folder / "log"
        self.is_stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start it and wait until it takes connections; False when it ended instead."""
        with self.log.open("ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(
                [str(self.place.binary), "-D", str(self.data), *self.options()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=die_with_parent(signal.SIGINT, self.place.owner),  # noqa: PLW1509 (takes no lock)
            )
        return self.wait_until_ready(begin)

    def options(self) -> list[str]:
        """Settings of every run, as arguments."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.place.sockets)}
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def wait_until_ready(self, begin: int) -> bool:
        """Read the log until the server says that it is ready, or has ended."""
        assert self.process is not None
        waited = threading.Event()
        for _ in range(int(STARTS_WITHIN / 0.02)):
            if MARK in self.said(begin):
                return True
            if self.process.poll() is not None:
                return False
            waited.wait(0.02)
        return False

    def said(self, begin: int) -> str:
        """What the server wrote since a place in its log."""
        with self.log.open("rb") as log:
            log.seek(begin)
            return log.read().decode(errors="replace")

    def stop(self) -> None:
        """End it: sessions are cut, data are safe (fast shutdown)."""
        self.is_stopping.set()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def keep(self) -> None:
        """Stay until it was stopped; start it again whenever it ended by itself."""
        pause = threading.Event()
        while not self.is_stopping.is_set():
            assert self.process is not None
            self.process.wait()
            if self.is_stopping.is_set():
                return
            clear_stale(self.data, self.place.sockets)
            if not self.start():
                pause.wait(1.0)


def clear_stale(data: Path, sockets: Path) -> None:
    """Wait for a server that is still ending, and drop the notes of one that is gone.

    After a crash the notes may name a process number that now belongs to something else, or to a dead process
    that nobody has buried, and PostgreSQL would refuse to start for ever.
    """
    note = data / "postmaster.pid"
    pause = threading.Event()
    for _ in range(600):
        try:
            number = int(note.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            break
        if not is_server(number, data):
            note.unlink(missing_ok=True)
            break
        pause.wait(0.1)
    (sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def is_server(number: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL over these data (unknown counts as yes)."""
    try:
        os.kill(number, 0)
        return Path(os.readlink(f"/proc/{number}/cwd")) == data
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except PermissionError:
        return True


@contextmanager
def locked(path: Path, kind: int) -> Iterator[int]:
    """Hold a lock on a file."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, kind)
        yield handle
    finally:
        os.close(handle)


def stop_when_unused(server: Server, users: Path) -> None:
    """Wait until nobody holds `users.lock`, then stop the server; we keep the lock until we end."""
    handle = os.open(users, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    server.stop()


def main(place: Place) -> int:
    """Keep the server until nobody uses it; says `ready`, or what went wrong, on standard output."""
    with locked(place.folder / "keeper.lock", fcntl.LOCK_EX):
        (place.folder / "keeper.pid").write_text(str(os.getpid()))
        server = Server(place)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: server.stop())
        clear_stale(server.data, place.sockets)
        begin = server.log.stat().st_size if server.log.exists() else 0
        if not server.start():
            print(server.said(begin)[-2000:], flush=True)
            return 1
        print(READY, flush=True)
        threading.Thread(
            target=stop_when_unused, args=[server, place.folder / "users.lock"], daemon=True
        ).start()
        server.keep()
    return 0


if __name__ == "__main__":
    sys.exit(main(Place.read(sys.argv[1:])))
