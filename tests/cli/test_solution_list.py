"""Listing, showing and copying solutions from the command line."""

import pytest
import yaml

from hospes.planning.models import Solution
from tests.cli.running import CommandLine
from tests.making import make_agency
from tests.planning.making import rule, save_rules

pytestmark = pytest.mark.django_db


def test_the_list_says_what_is_on_and_when_it_acts(hospes: CommandLine) -> None:
    save_rules(make_agency(), {}, {"active": False, "trigger": {"anchor": "event:paid", "offset": 1}})
    said = hospes("solutions", "list")
    assert said.code == 0
    assert said.out.splitlines() == [
        "state  name    category   recipe        kind           when                            version",
        "on     Rule 1  customers  notification  transactional  3 days before arrival at 15:00  1",
        "off    Rule 2  customers  notification  transactional  1 day after the payment         1",
    ]


def test_an_empty_list_says_how_to_begin(hospes: CommandLine) -> None:
    make_agency()
    assert hospes("solutions", "list").out == (
        "There are no solutions yet: add one with “hospes recipes add”, or import a file.\n"
    )


def test_one_solution_is_shown_as_it_stands_in_the_file(hospes: CommandLine) -> None:
    save_rules(make_agency(), {})
    said = hospes("solutions", "show", "Rule 1")
    assert said.out.startswith("# on, version 1\nname: Rule 1\ncategory: customers\n")
    assert yaml.safe_load(said.out) == rule()
    assert hospes("solutions", "show", "Rule 1", "--json").json["definition"] == rule()


def test_a_copy_is_off(hospes: CommandLine) -> None:
    save_rules(make_agency(), {})
    assert hospes("solutions", "copy", "Rule 1").out == "“Copy of Rule 1” is there, switched off.\n"
    assert not Solution.objects.get(name="Copy of Rule 1").is_active


def test_a_wrong_name_is_answered_with_the_nearest(hospes: CommandLine) -> None:
    save_rules(make_agency(), {})
    said = hospes("solutions", "copy", "Rule1")
    assert (said.code, said.err) == (1, "There is no solution “Rule1”; did you mean “Rule 1”?\n")
