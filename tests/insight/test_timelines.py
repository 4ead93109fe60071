"""Time lines: what stands where in the life of a solution, and the picture of it."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from hospes.insight.draw_timelines import draw_timeline
from hospes.insight.timelines import Timeline, timeline_of, when
from hospes.planning.recipes.load_recipes import find_recipe, load_recipes


def line(**changes: Any) -> Timeline:
    trigger = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
    return timeline_of({"name": "Rule", "trigger": trigger, **changes})


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        ({"anchor": "booked"}, "at once, when booked"),
        ({"anchor": "booked", "offset": 1, "at": "10:00"}, "1 day after booking at 10:00"),
        ({"anchor": "arrival", "at": "09:00"}, "on the day of arrival at 09:00"),
        ({"anchor": "payment_due", "offset": -2, "unit": "weeks"}, "2 weeks before payment due"),
        ({"anchor": "event:review_received", "offset": 1, "unit": "hours"}, "1 hour after the review"),
        ({"anchor": "event:moved"}, "at once, when moved"),
    ],
)
def test_a_trigger_is_said_in_words(trigger: dict[str, object], words: str) -> None:
    assert when(trigger) == words


def test_what_goes_before_arrival_stands_before_arrival_and_ends_there() -> None:
    drawn = line()
    assert [mark.label for mark in drawn.moments] == ["Booked", "Arrival", "Departure"]
    assert drawn.moments[0].x < drawn.messages[0].x < drawn.moments[1].x
    assert drawn.end is not None
    assert (drawn.end.label, drawn.end.x) == ("too late: arrival", drawn.moments[1].x)
    assert drawn.notes == ("Booked later than that: it goes at once.",)


def test_S10_instructions_end_with_departure_and_an_own_deadline_wins() -> None:
    instructions = line(recipe="instructions")
    assert instructions.end is not None
    assert instructions.end.label == "too late: departure"
    own = line(deadline={"anchor": "arrival", "offset": -1, "unit": "days", "at": "20:00"})
    assert own.end is not None
    assert own.end.label == "too late: 1 day before arrival at 20:00"
    assert own.messages[0].x < own.end.x < own.moments[1].x


def test_repeats_are_drawn_one_after_the_other_and_said() -> None:
    drawn = line(repeat={"every_days": 3, "times": 4}, late="skip")
    places = [mark.x for mark in drawn.messages]
    assert len(places) == 4
    assert places == sorted(places)
    assert drawn.notes == (
        "Again every 3 days, 4 times in all.",
        "Booked later than that: it is left out.",
    )


def test_S29_a_payment_has_no_end_but_the_payment() -> None:
    drawn = line(trigger={"anchor": "payment_due", "offset": -3})
    assert drawn.end is None
    assert drawn.notes[-1] == "It ends when the booking is paid or cancelled."


@pytest.mark.parametrize("recipe", load_recipes(), ids=lambda recipe: recipe.name)
def test_every_picture_is_well_formed_and_keeps_its_points_inside(recipe: Any) -> None:
    drawn = timeline_of(recipe.solution)
    picture = ET.fromstring(draw_timeline(drawn, recipe.title))
    assert picture.attrib["role"] == "img"
    marks = [*drawn.moments, *drawn.messages, *([drawn.end] if drawn.end else [])]
    assert all(20 <= mark.x <= 740 for mark in marks)


def test_the_same_solution_gives_the_same_picture_and_names_are_escaped() -> None:
    drawn = timeline_of(find_recipe("instructions").solution)
    assert draw_timeline(drawn, "Send") == draw_timeline(drawn, "Send")
    assert '<title id="t">Bed &amp; breakfast &lt;3</title>' in draw_timeline(drawn, "Bed & breakfast <3")
