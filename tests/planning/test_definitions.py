"""Solutions as written: what is allowed, and the sentence for every mistake."""
# ruff: noqa: E501 — sentences stay whole

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from hospes.bookings.models import Status
from hospes.kit.errors import Malformed
from hospes.planning.alternatives import STATUSES
from hospes.planning.definitions import Moment, Reward, read_definition
from tests.planning.making import rule


def refusal(**changes: Any) -> str:
    with pytest.raises(Malformed) as caught:
        read_definition(rule(**changes), "solutions[2]")
    assert caught.value.message.startswith(caught.value.details["path"])
    return caught.value.message


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"trigger": {"anchor": "arrival", "unit": "hour"}},
            "solutions[2].trigger.unit: 'hour' is not allowed; use one of minutes, hours, days, weeks, months."
            " Did you mean hours?",
        ),
        (
            {"trigger": {"anchor": "booked", "offset": -1}},  # S2
            "solutions[2].trigger.offset: -1 lies before booked, which nobody can know; use 0 or more.",
        ),
        (
            {"trigger": {"anchor": "arrival", "offset": 2, "unit": "hours", "at": "10:00"}},
            "solutions[2].trigger.at: does not go with hours, which are exact durations; use days, weeks or"
            " months.",
        ),
        (
            {"trigger": {"anchor": "arrival", "at": "25:00"}},
            "solutions[2].trigger.at: '25:00' is not a clock time; write it like \"15:00\".",
        ),
        ({"trigger": {"offset": 1}}, "solutions[2].trigger.anchor: is missing."),
        ({"late": "never"}, 'solutions[2].late: \'never\' is not allowed; use one of send_now, skip, bundle or'
         ' {send_if_within: "6h"}.'),
        ({"late": {"send_if_within": "soon"}}, "solutions[2].late.send_if_within: 'soon' is not a duration;"
         ' write it like "90m", "6h" or "2d".'),
        ({"repeat": {"every_days": 0, "times": 2}}, "solutions[2].repeat.every_days: 0 is out of range; use 1 to"
         " 365."),
        ({"recipe": "review_request", "repeat": {"every_days": 5, "times": 3}},  # S30
         "solutions[2].repeat.times: nobody is asked for a review more than 2 times."),
        ({"active": "yes"}, "solutions[2].active: 'yes' is not allowed; use true or false."),
        ({"conditions": {"nights": {"min": 5, "max": 2}}}, "solutions[2].conditions.nights: min 5 is greater than"
         " max 2; no booking could ever match."),
        ({"conditions": {"where": {"any": [{"statuses": ["gone"]}]}}},
         "solutions[2].conditions.where.any[0].statuses[0]: 'gone' is not allowed; use one of inquiry, pending,"
         " confirmed, rejected, cancelled, completed, no_show."),
        ({"conditions": {"season": {"from": "6/1"}}}, "solutions[2].conditions.season.from: '6/1' is not a day of"
         ' the year; write it MM-DD, like "06-15".'),
        ({"notifications": [{"to": "everybody", "template": "words"}]},
         "solutions[2].notifications[0].to: 'everybody' is not allowed; use one of guest, client, owner, agent,"
         " administrators, staff:<e-mail of a member>, {email: …} or {phone: …}."),
        ({"colour": "red"}, "solutions[2].colour: is not a key here; use one of name, category, recipe, purpose,"
         " kind, active, mode, sandbox, critical, trigger, repeat, clock, late, deadline, applies_to,"
         " sends_late_existing, conditions, quiet_hours, stitch, corrections, minutes_saved, action, reward,"
         " notifications."),
        ({"action": "confirm"}, "solutions[2].action: goes with the recipe auto_confirm only; leave it out or change"
         " the recipe."),
        ({"recipe": "auto_confirm"}, "solutions[2].notifications: a solution that confirms sends nothing itself;"
         " write one that counts from event:confirmed."),
        ({"corrections": "always"}, "solutions[2].corrections: 'always' is not allowed; use one of none, prepare,"
         " send."),
        ({"reward": {}}, "solutions[2].reward: must name a code or a pool: {code: THANKS10} or {pool: thanks}."),
        ({"reward": {"code": "A", "pool": "b"}}, "solutions[2].reward: must name a code or a pool: {code: THANKS10}"
         " or {pool: thanks}."),
        ({"reward": {"code": "A", "min_rating": 4}}, "solutions[2].reward.min_rating: goes with the recipe"
         " review_thanks only, where there is a rating."),
        ({"recipe": "review_thanks", "reward": {"code": "A", "min_rating": 6}}, "solutions[2].reward.min_rating: 6 is"
         " out of range; use 1 to 5."),
        ({"notifications": [{"to": "guest", "template": "words", "attach": ["invoice"]}]},
         "solutions[2].notifications[0].attach[0]: 'invoice' is not allowed; use one of calendar, codes, payment_qr."),
        ({"notifications": [{"to": "guest", "template": "words", "channels": ["sms"], "attach": ["codes"]}]},
         "solutions[2].notifications[0].attach: attachments travel by e-mail only; add email to the channels or leave"
         " this out."),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_path_with_what_is_allowed(changes: dict[str, Any], sentence: str) -> None:
    assert refusal(**changes) == sentence


def test_left_out_keys_take_the_defaults_of_the_schema() -> None:
    read = read_definition({"name": "Short", "trigger": {"anchor": "arrival"}}, "solutions[0]")
    assert (read.category, read.recipe, read.kind, read.mode) == (
        "bookings", "notification", "transactional", "automatic",
    )  # fmt: skip
    assert read.trigger == Moment("arrival", 0, "days", None)
    assert (read.is_active, read.late, read.applies_to, read.clock) == (True, "send_now", "new", "agency")
    assert read.conditions == {"statuses": ("confirmed",)}


def test_left_out_switches_are_those_of_a_careful_solution() -> None:
    read = read_definition({"name": "Short", "trigger": {"anchor": "arrival"}}, "solutions[0]")
    assert (read.is_sandbox, read.is_critical, read.sends_late_existing) == (False, False, False)
    assert (read.stitches, read.corrections, read.action, read.reward) == (True, "none", "", None)


@pytest.mark.parametrize(
    ("recipe", "written", "is_critical"),
    [
        ("instructions", {}, True),
        ("pending_payment", {}, True),
        ("instructions", {"critical": False}, False),
        ("free", {}, False),
        ("free", {"critical": True}, True),
    ],
)
def test_instructions_and_payments_are_critical_unless_they_say_otherwise(
    recipe: str, written: dict[str, Any], *, is_critical: bool
) -> None:
    assert read_definition(rule(recipe=recipe, **written), "solutions[0]").is_critical is is_critical


def test_the_recipe_that_confirms_is_for_pending_bookings_and_writes_nothing() -> None:
    written = {"name": "Confirm", "recipe": "auto_confirm", "trigger": {"anchor": "booked"}}
    read = read_definition(written, "solutions[0]")
    assert (read.action, read.lines, read.conditions) == ("confirm", (), {"statuses": ("pending",)})


def test_a_reward_is_a_code_or_a_pool_from_a_rating_on() -> None:
    reward = {"pool": "thanks", "min_rating": 4}
    read = read_definition(rule(recipe="review_thanks", reward=reward), "solutions[0]")
    assert read.reward == Reward("", "thanks", 4)


def test_a_line_may_attach_files() -> None:
    line = {"to": "guest", "template": "words", "attach": ["calendar", "payment_qr"]}
    (read,) = read_definition(rule(notifications=[line]), "solutions[0]").lines
    assert read.attach == ("calendar", "payment_qr")


def test_a_solution_that_counts_from_a_status_is_for_bookings_of_that_status() -> None:
    read = read_definition(rule(trigger={"anchor": "event:cancelled"}), "solutions[0]")
    assert read.conditions == {"statuses": ("cancelled",)}


def test_a_clock_time_that_yaml_read_as_a_number_is_understood_and_written_back_as_text() -> None:
    read = read_definition(rule(trigger={"anchor": "arrival", "at": 900}), "solutions[0]")
    assert read.trigger.at == time(15)
    assert read.document["trigger"]["at"] == "15:00"


def test_a_moment_that_yaml_read_as_an_instant_is_understood_and_written_back_as_text() -> None:
    since = datetime.fromisoformat("2026-05-01T00:00")
    read = read_definition(rule(applies_to={"since": since}), "solutions[0]")
    assert (read.applies_to, read.applies_since) == ("since", since)
    assert read.document["applies_to"] == {"since": "2026-05-01T00:00:00"}


def test_late_ones_may_go_within_a_duration() -> None:
    read = read_definition(rule(late={"send_if_within": "6h"}), "solutions[0]")
    assert (read.late, read.late_within) == ("send_if_within", timedelta(hours=6))


def test_a_chain_may_set_the_time_out_of_a_channel() -> None:
    line = {
        "to": "staff:eva@example.com",
        "template": "words",
        "channels": [{"viber": {"timeout": "60m"}}, "sms"],
    }
    (read,) = read_definition(rule(notifications=[line]), "solutions[0]").lines
    assert (read.role, read.target) == ("member", "eva@example.com")
    assert read.chain == ({"channel": "viber", "timeout": 3600}, {"channel": "sms", "timeout": None})


def test_the_normal_form_knows_every_status_of_a_booking() -> None:
    assert tuple(str(status) for status in Status) == STATUSES
