"""Refuse to start on a database that forgets what it has committed."""

from __future__ import annotations

from django.db import connection

from hospes.kit.errors import Refused

NEEDED = {
    "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
    "fsync": ("on",),
    "full_page_writes": ("on",),
}


def check_durability() -> None:
    """Ask the database for the settings that the marker before the wire rests on (reliability: D5).

    Raises:
        Refused: one of them is off; a crash could then send messages twice.
    """
    with connection.cursor() as cursor:
        for name, allowed in NEEDED.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            found = cursor.fetchone()[0]
            if found not in allowed:
                raise Refused(
                    f"PostgreSQL runs with {name}={found}, so a crash could send messages twice:"
                    f" set {name}=on and start again.",
                    setting=name,
                    found=found,
                )
