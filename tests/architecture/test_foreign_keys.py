"""Foreign keys point only up the page."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.apps import apps

from tests.architecture.house import LINE, report

# (room and table that point, room and table pointed at)
Key = tuple[str, str, str, str]


def keys_down_the_page(keys: Iterable[Key]) -> list[str]:
    """Keys whose target lies below their own room, or beside it; rooms that are not ours are ignored."""
    return [
        f"{room}.{table} points at {target_room}.{target}, which is not above it"
        for room, table, target_room, target in keys
        if room in LINE and target_room in LINE and room != target_room and LINE[target_room] >= LINE[room]
    ]


def keys_of_models() -> list[Key]:
    """Every foreign key, one-to-one key and many-to-many relation of our models."""
    return [
        (
            model._meta.app_label,
            model.__name__,
            field.related_model._meta.app_label,
            field.related_model.__name__,
        )
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
    ]


def test_foreign_keys_point_only_up_the_page() -> None:
    faults = keys_down_the_page(keys_of_models())
    assert not faults, report(faults)


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        (("planning", "Task", "bookings", "Booking"), True),
        (("planning", "Task", "planning", "Solution"), True),
        (("agencies", "Member", "auth", "User"), True),
        (("bookings", "Booking", "planning", "Task"), False),
        (("credits", "Entry", "channels", "Connection"), False),
    ],
)
def test_a_key_down_or_across_the_page_is_found(key: Key, allowed: bool) -> None:
    assert (keys_down_the_page([key]) == []) is allowed
