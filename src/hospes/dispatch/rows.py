"""Runs a statement on Django's connection and gives its rows back by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection


def rows_of(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows that a statement returns, each as a dict by column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
