"""A thank-you with a promo code: once, by rating, from a pool or one for all (S30)."""

from datetime import timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Review
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import PromoCode, Task
from hospes.planning.save_promo_pools import save_promo_pools
from tests.dispatch.worlds import DUE
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db


def make_thanks(reward: dict[str, Any], *references: str, codes: tuple[str, ...] = ()) -> Agency:
    """An agency that thanks with a code, with one booking for each reference."""
    agency = make_agency()
    make_template(agency, en={"subject": "Thank you", "text": "Your code: {{ reward.code }}"})
    if codes:
        save_promo_pools(agency.id, [{"name": "thanks", "codes": list(codes)}], now=NOW)
    make_solution(agency, recipe="review_thanks", reward=reward)
    take_in(agency, *(make_facts(reference) for reference in references))
    return agency


def review(rating: int) -> None:
    """The guest gives so many stars."""
    booking = Booking.objects.get()
    mine = {"agency_id": booking.agency_id, "booking": booking, "at": NOW, "recorded_at": NOW}
    Review.objects.create(**mine, reference="R1", rating=rating)


def texts() -> list[str]:
    return sorted(Message.objects.values_list("text", flat=True))


def test_a_fixed_code_goes_to_everybody() -> None:
    make_thanks({"code": "THANKS-10"}, "B1", "B2")

    execute_tasks(now=DUE)

    assert texts() == ["Your code: THANKS-10", "Your code: THANKS-10"]


def test_each_guest_gets_a_code_of_the_pool_for_themselves() -> None:
    make_thanks({"pool": "thanks"}, "B1", "B2", codes=("AAA", "BBB", "CCC"))

    execute_tasks(now=DUE)

    assert texts() == ["Your code: AAA", "Your code: BBB"]
    assert list(PromoCode.objects.filter(task=None).values_list("code", flat=True)) == ["CCC"]


def test_an_empty_pool_holds_the_task_until_there_are_codes_again() -> None:
    agency = make_thanks({"pool": "thanks"}, "B1", "B2", codes=("AAA",))

    execute_tasks(now=DUE)

    held = Task.objects.get(state="held")
    assert (held.reason, texts()) == ("no_code", ["Your code: AAA"])
    save_promo_pools(agency.id, [{"name": "thanks", "codes": ["DDD"]}], now=DUE)
    Task.objects.filter(id=held.id).update(state="planned")
    execute_tasks(now=DUE + timedelta(minutes=5))
    assert texts() == ["Your code: AAA", "Your code: DDD"]


def test_a_task_that_is_executed_again_keeps_its_code() -> None:
    make_thanks({"pool": "thanks"}, "B1", codes=("AAA", "BBB"))
    execute_tasks(now=DUE)
    Message.objects.all().delete()
    Task.objects.values("id").update(state="planned")

    execute_tasks(now=DUE + timedelta(minutes=5))

    assert texts() == ["Your code: AAA"]


@pytest.mark.parametrize(("stars", "end"), [(3, ("skipped", "rating")), (4, ("done", "")), (5, ("done", ""))])
def test_only_good_reviews_are_rewarded(stars: int, end: tuple[str, str]) -> None:
    make_thanks({"pool": "thanks", "min_rating": 4}, "B1", codes=("AAA",))
    review(stars)

    execute_tasks(now=DUE)

    assert Task.objects.values_list("state", "reason").get() == end
    assert PromoCode.objects.filter(task=None).exists() == (stars < 4)


def test_a_sandbox_takes_no_code() -> None:
    agency = make_thanks({"pool": "thanks"}, "B1", codes=("AAA",))
    Agency.objects.filter(id=agency.id).update(is_sandbox=True)

    execute_tasks(now=DUE)

    assert texts() == ["Your code: SANDBOX"]
    assert PromoCode.objects.filter(task=None).exists()
