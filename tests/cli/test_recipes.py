"""Looking at recipes and adding them from the command line."""

import pytest

from hospes.content.models import TemplateVersion
from hospes.planning.models import Notification, Solution
from tests.cli.running import CommandLine
from tests.making import make_agency

pytestmark = pytest.mark.django_db


def test_the_list_names_every_recipe_with_what_it_does_and_when(hospes: CommandLine) -> None:
    lines = hospes("recipes", "list").out.splitlines()
    assert lines[0].split("  ")[0] == "category"
    assert len(lines) == 16
    assert "Ask for a review" in lines[7]
    assert "2 days after departure at 10:00" in lines[7]


def test_a_recipe_is_shown_with_its_words_in_a_language(hospes: CommandLine) -> None:
    said = hospes("recipes", "show", "sauna", "--language", "sk")
    assert said.code == 0
    assert said.out.startswith("Turn on the sauna (sauna)\n\nAn hour before each booking")
    assert "--set phone=…  the number, like +34600000000 (needed)" in said.out
    assert "ZAPNITE SAUNU." in said.out


def test_words_in_a_language_that_nobody_wrote_are_refused(hospes: CommandLine) -> None:
    said = hospes("recipes", "show", "sauna", "--language", "fi")
    assert (said.code, said.err) == (
        1, "No words are written in fi: use one of en, es, sk, cs, da, de.\n"
    )  # fmt: skip


def test_a_recipe_is_added_off_with_its_words_in_the_agencys_languages(hospes: CommandLine) -> None:
    make_agency(languages=["de", "cs"])
    said = hospes("recipes", "add", "review_thanks", "--set", "code=DANKE10", "--set", "min_rating=4")
    assert said.code == 0, said.err
    assert said.out.splitlines()[0] == "created    Thank you for your review (version 1)"
    assert said.out.splitlines()[-1] == (
        'It is off. When you are content: hospes solutions on "Thank you for your review"'
    )
    saved = Solution.objects.get()
    assert (saved.is_active, saved.reward) == (False, {"code": "DANKE10", "min_rating": 4})
    assert sorted(TemplateVersion.objects.values_list("language", flat=True)) == ["cs", "de"]


def test_a_recipe_can_be_added_on_and_under_another_name(hospes: CommandLine) -> None:
    make_agency()
    said = hospes(
        "recipes", "add", "sauna", "--set", "phone=+34600000000", "--name", "Heat the sauna", "--on"
    )
    assert said.code == 0, said.err
    assert Solution.objects.get().is_active
    line = Notification.objects.get()
    assert (line.role, line.target, line.chain[0]["channel"]) == ("phone", "+34600000000", "sms")


def test_a_dry_run_adds_nothing(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("recipes", "add", "win_back", "--dry-run")
    assert said.out.splitlines()[-1] == "Dry run: nothing was saved."
    assert not Solution.objects.exists()


def test_a_setting_without_a_value_is_refused(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("recipes", "add", "win_back", "--set", "months")
    assert (said.code, said.err) == (
        1, "--set months has no value: write it like trigger.at=10:00.\n"
    )  # fmt: skip
