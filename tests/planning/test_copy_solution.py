"""`copy_solution`: a copy is off, new, and has a name of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospes.kit.errors import NotFound, Refused
from hospes.planning.copy_solution import copy_solution
from hospes.planning.find_solutions import find_solution, list_solutions
from hospes.planning.models import Notification, Solution
from hospes.planning.save_solutions import save_system_solutions
from tests.making import NOW, make_agency
from tests.planning.making import rule, save_rules

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_a_copy_is_off_and_was_never_on() -> None:
    agency = make_agency()
    (saved,) = save_rules(agency, {"conditions": {"nights": {"min": 3}}})
    copied = copy_solution(agency.pk, saved.solution_id, now=LATER, by="test")
    copy = Solution.objects.get(pk=copied.solution_id)
    assert (copy.name, copy.is_active, copy.version) == ("Copy of Rule 1", False, 1)
    assert (copy.switched_on_at, copy.switched_off_at, copy.created_at) == (None, None, LATER)
    assert copy.definition["conditions"] == {"nights": {"min": 3}}
    assert Notification.objects.filter(solution_id=copy.pk).count() == 1
    assert Solution.objects.get(pk=saved.solution_id).is_active


def test_a_second_copy_gets_a_number() -> None:
    agency = make_agency()
    (saved,) = save_rules(agency, {})
    names = [copy_solution(agency.pk, saved.solution_id, now=NOW, by="test").name for _ in range(3)]
    assert names == ["Copy of Rule 1", "Copy of Rule 1 2", "Copy of Rule 1 3"]


def test_a_name_that_is_taken_is_refused() -> None:
    agency = make_agency()
    saved, _ = save_rules(agency, {}, {})
    with pytest.raises(Refused, match="There is already a solution “Rule 2”; choose another name"):
        copy_solution(agency.pk, saved.solution_id, now=NOW, by="test", name="Rule 2")


def test_a_solution_of_the_matrix_cannot_be_copied() -> None:
    agency = make_agency()
    save_rules(agency)
    (saved,) = save_system_solutions(agency.pk, [(rule(name="System: paid"), {})], now=NOW, by="test")
    with pytest.raises(Refused, match="A system notification cannot be copied"):
        copy_solution(agency.pk, saved.solution_id, now=NOW, by="test")


def test_what_is_not_there_cannot_be_copied() -> None:
    with pytest.raises(NotFound, match="There is no such solution"):
        copy_solution(make_agency().pk, 4711, now=NOW, by="test")


def test_lists_leave_out_what_the_matrix_made_unless_asked() -> None:
    agency = make_agency()
    save_rules(agency, {}, {})
    save_system_solutions(agency.pk, [(rule(name="System: paid"), {})], now=NOW, by="test")
    assert [each.name for each in list_solutions(agency.pk)] == ["Rule 1", "Rule 2"]
    assert [each.name for each in list_solutions(agency.pk, system=True)][-1] == "System: paid"


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one() -> None:
    agency = make_agency()
    save_rules(agency, {})
    with pytest.raises(NotFound, match="There is no solution “Rule1”; did you mean “Rule 1”"):
        find_solution(agency.pk, "Rule1")
