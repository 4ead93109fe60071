"""Solutions that were there before the new columns get what saving them would have given them."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from hospes.planning.models import Solution
from tests.making import make_agency
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db
DERIVE: str = import_module("hospes.planning.migrations.0009_derive_columns_of_solutions").DERIVE


def columns() -> list[tuple[str, bool, list[str]]]:
    rows = Solution.objects.order_by("name").values_list("name", "is_critical", "guest_channels")
    return [(name, is_critical, sorted(channels)) for name, is_critical, channels in rows]


def test_the_columns_of_old_solutions_are_those_that_saving_gives() -> None:
    both = [{"to": role, "template": "words", "channels": ["email"]} for role in ("guest", "owner")]
    chain = [{"to": "guest", "template": "words", "channels": ["viber", "sms"]}]
    save_rules(
        make_agency(),
        {"recipe": "instructions"},
        {"notifications": both},
        {"notifications": chain},
        {"recipe": "auto_confirm", "notifications": []},
    )
    saved = columns()
    Solution.objects.update(is_critical=False, guest_channels=[])
    with connection.cursor() as cursor:
        cursor.execute(DERIVE)
    assert (
        columns()
        == saved
        == [
            ("Rule 1", True, ["email"]),
            ("Rule 2", False, []),
            ("Rule 3", False, ["sms", "viber"]),
            ("Rule 4", False, []),
        ]
    )
