"""The whole database in a few numbers, to show that something left it as it was."""

from __future__ import annotations

from typing import Any

from django.db import connection


def table_fingerprints() -> dict[str, Any]:
    """Every table of the database → how many rows it has, and a digest of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found: dict[str, Any] = {}
        for (table,) in cursor.fetchall():
            rows = f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM public.{table} t"
            cursor.execute(rows)
            found[table] = cursor.fetchone()
        return found


def sequence_fingerprints() -> dict[str, Any]:
    """Every sequence of the database → where it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        return dict(cursor.fetchall())
