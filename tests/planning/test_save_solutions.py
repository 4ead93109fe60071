"""`save_solutions`, `export_solutions`: what goes in comes out; mistakes change nothing (S15)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from hospes.content.save_templates import save_templates
from hospes.kit.errors import Malformed, UnknownField
from hospes.planning.export_solutions import export_solutions
from hospes.planning.models import Alternative, Notification, Solution, SolutionVersion
from hospes.planning.save_solutions import save_solutions, save_system_solutions
from hospes.planning.switch_solutions import delete_solution, switch_solution
from tests.making import NOW, make_agency
from tests.planning.making import TEMPLATE, rule, save_rules

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("HOSPES_SHARED", Path(__file__).parents[3] / "shared"))
REAL = SHARED / "data" / "bookings" / "solutions.yaml"
LATER = NOW + timedelta(hours=1)


@pytest.mark.skipif(not REAL.exists(), reason=f"the shared data are not there: {REAL}")
def test_exporting_what_was_imported_gives_the_same_file_back() -> None:
    agency, written = make_agency(), yaml.safe_load(REAL.read_text(encoding="utf-8"))
    save_templates(agency.pk, written["templates"], now=NOW)
    save_solutions(agency.pk, written["solutions"], now=NOW, by="test")
    assert export_solutions(agency.pk) == written


def test_the_switches_of_a_solution_become_columns_and_come_out_again() -> None:
    agency = make_agency()
    change = {
        "recipe": "review_thanks",
        "sandbox": True,
        "critical": True,
        "corrections": "prepare",
        "stitch": False,
        "sends_late_existing": True,
        "reward": {"code": "THANKS10", "min_rating": 4},
        "notifications": [
            {
                "to": "guest",
                "template": "words",
                "channels": [{"viber": {"timeout": "5m"}}, "email"],
                "attach": ["calendar"],
            },
            {"to": "client", "template": "words", "channels": ["sms", "email"]},
        ],
    }
    save_rules(agency, change)
    saved = Solution.objects.get()
    assert (saved.is_sandbox, saved.is_critical, saved.stitches, saved.sends_late_existing) == (
        True, True, False, True,
    )  # fmt: skip
    assert (saved.corrections, saved.action, saved.is_system) == ("prepare", "", False)
    assert saved.reward == {"code": "THANKS10", "min_rating": 4}
    assert saved.guest_channels == ["viber", "email", "sms"]
    assert [line.attach for line in Notification.objects.order_by("position")] == [["calendar"], []]
    written = export_solutions(agency.pk)["solutions"][0]
    assert {key: written[key] for key in change} == change


def test_S25_a_solution_that_also_goes_to_the_owner_has_no_channels_of_the_guest() -> None:
    agency = make_agency()
    lines = [{"to": role, "template": "words", "channels": ["email"]} for role in ("guest", "owner")]
    save_rules(agency, {"notifications": lines})
    assert Solution.objects.get().guest_channels == []


def test_a_pool_that_is_not_there_is_named() -> None:
    agency = make_agency()
    with pytest.raises(
        Malformed,
        match=r"^solutions\[0\]\.reward\.pool: there is no promo pool “thanks”; there are none yet\.",
    ):
        save_rules(agency, {"recipe": "review_thanks", "reward": {"pool": "thanks"}})


def test_a_solution_of_the_matrix_is_marked_and_is_not_exported() -> None:
    agency = make_agency()
    lines = [{"to": "guest", "template": "system/confirmed/guest"}]
    made = rule(name="System: confirmed", notifications=lines)
    save_system_solutions(agency.pk, [(made, {})], now=NOW, by="test")
    assert Solution.objects.get().is_system
    assert export_solutions(agency.pk)["solutions"] == []
    with pytest.raises(Malformed, match="The name “System: confirmed” is taken by another kind of solution"):
        save_rules(agency, {"name": "System: confirmed"})


def test_saving_the_same_again_changes_nothing() -> None:
    agency = make_agency()
    save_rules(agency, {})
    (saved,) = save_rules(agency, {}, now=LATER)
    assert (saved.outcome, saved.version) == ("unchanged", 1)
    assert Solution.objects.get().changed_at == NOW


def test_a_change_makes_the_next_version_and_keeps_the_old_one_in_history() -> None:
    agency = make_agency()
    save_rules(agency, {})
    (saved,) = save_rules(agency, {"late": "skip", "conditions": {"nights": {"min": 2}}}, now=LATER)
    assert (saved.outcome, saved.version) == ("changed", 2)
    history = SolutionVersion.objects.order_by("version").values_list("version", "at")
    assert list(history) == [(1, NOW), (2, LATER)]
    assert [a.nights_min for a in Alternative.objects.all()] == [2]
    assert Notification.objects.count() == 1


def test_a_mistake_in_one_solution_saves_none_of_them() -> None:
    agency = make_agency()
    with pytest.raises(Malformed, match=r"^solutions\[1\]\.clock: 'sun' is not allowed"):
        save_rules(agency, {}, {"clock": "sun"})
    assert not Solution.objects.exists()


def test_a_template_that_is_not_there_is_named() -> None:
    agency = make_agency()
    line = {"to": "guest", "template": "greeting"}
    with pytest.raises(
        Malformed,
        match=r"^solutions\[0\]\.notifications\[0\]\.template: there is no template “greeting”; there",
    ):
        save_rules(agency, {"notifications": [line]})


def test_two_solutions_of_one_name_are_refused() -> None:
    agency = make_agency()
    save_templates(agency.pk, [TEMPLATE], now=NOW)
    with pytest.raises(Malformed, match=r"^solutions\[1\]\.name: “Rule 1” is there twice"):
        save_solutions(agency.pk, [rule(), rule()], now=NOW, by="test")


def test_a_dry_run_tells_what_would_change_and_changes_nothing() -> None:
    agency = make_agency()
    save_rules(agency, {})
    dry = save_solutions(agency.pk, [rule(late="skip"), rule(name="New")], now=LATER, by="test", dry_run=True)
    assert [saved.outcome for saved in dry] == ["changed", "created"]
    assert list(Solution.objects.values_list("name", "late")) == [("Rule 1", "send_now")]


def test_S15_switching_off_and_on_keeps_the_instants_and_counts_as_a_version() -> None:
    agency = make_agency()
    (saved,) = save_rules(agency, {})
    assert switch_solution(agency.pk, saved.solution_id, on=False, now=LATER, by="test")
    assert not switch_solution(agency.pk, saved.solution_id, on=False, now=LATER, by="test")
    solution = Solution.objects.get()
    assert (solution.is_active, solution.switched_on_at, solution.switched_off_at) == (False, NOW, LATER)
    assert export_solutions(agency.pk)["solutions"][0]["active"] is False


def test_S15_a_deleted_solution_keeps_its_history_and_frees_its_name() -> None:
    agency = make_agency()
    (saved,) = save_rules(agency, {})
    delete_solution(agency.pk, saved.solution_id, now=LATER, by="test")
    (again,) = save_rules(agency, {}, now=LATER)
    assert again.outcome == "created"
    assert again.solution_id != saved.solution_id
    assert SolutionVersion.objects.filter(solution_id=saved.solution_id).count() == 2


def test_S24_words_with_an_unknown_field_are_refused_with_a_suggestion() -> None:
    agency = make_agency()
    broken = {"name": "words", "versions": {"en": {"text": "Dear {{ guest.frist_name }}"}}}
    with pytest.raises(UnknownField) as caught:
        save_templates(agency.pk, [broken], now=NOW)
    assert "guest.first_name" in caught.value.message
    assert "templates[0].versions.en.text" in caught.value.message
