"""The demo's solutions and words: complete, alike in every language, short enough for a phone."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from hospes.cli.demo import compose as demo
from hospes.cli.demo.compose import compose, compose_file
from hospes.cli.demo.places import read_agency
from hospes.content.check import check_words
from hospes.content.formats import Manner
from hospes.content.html import clean_html
from hospes.content.segments import measure
from hospes.content.wording import compile_wording
from hospes.content.words import Words
from hospes.kit.money import Money
from hospes.planning.definitions import read_definition
from hospes.planning.recipes.load_recipes import LANGUAGES

DOCUMENT: dict[str, Any] = yaml.safe_load(Path(demo.__file__).with_name("solutions.yaml").read_text("utf-8"))
TEMPLATES: dict[str, dict[str, dict[str, Any]]] = {
    template["name"]: template["versions"] for template in DOCUMENT["templates"]
}
VERSIONS = [(name, language) for name, versions in TEMPLATES.items() for language in versions]
PARTS = ("subject", "html", "text", "sms")
AGENCY = read_agency()
GREETING = {"recipient.first_name", "recipient.name"}


def test_the_file_on_disk_is_what_its_sources_say() -> None:
    path = Path(demo.__file__).with_name("solutions.yaml")
    assert path.read_text("utf-8") == compose_file(), "run: python -m hospes.cli.demo.compose"
    assert compose() == DOCUMENT


def test_there_are_ten_solutions_with_different_purposes() -> None:
    solutions = DOCUMENT["solutions"]
    assert (
        len(solutions)
        == len({each["name"] for each in solutions})
        == len({each["purpose"] for each in solutions})
        == 10
    )
    assert {each["category"] for each in solutions} == {"bookings", "customers", "owners"}


def test_solutions_can_be_saved() -> None:
    read = [read_definition(each, f"solutions[{index}]") for index, each in enumerate(DOCUMENT["solutions"])]
    assert [each.recipe for each in read] == [
        "notification",
        "instructions",
        "pending_payment",
        "free",
        "review_request",
        "review_thanks",
        "win_back",
        "owner_booking",
        "owner_booking",
        "free",
    ]


def test_groups_pools_and_notifications_are_those_that_solutions_need() -> None:
    (group,), (pool,) = DOCUMENT["message_groups"], DOCUMENT["promo_pools"]
    assert set(group["properties"]) == {place.name for place in AGENCY.properties if "sauna" in place.tags}
    assert {each["conditions"].get("message_group") for each in DOCUMENT["solutions"]} == {
        None,
        group["name"],
    }
    assert {each.get("reward", {}).get("pool") for each in DOCUMENT["solutions"]} == {None, pool["name"]}
    assert len(set(pool["codes"])) == len(pool["codes"]) == 30
    assert [each["event"] for each in DOCUMENT["system_notifications"]] == [
        "pending",
        "cancelled_by_us",
        "cancelled_by_guest",
        "moved",
        "paid",
        "reminder",
    ]


def test_solutions_use_all_templates_and_only_those() -> None:
    used = {line["template"] for each in DOCUMENT["solutions"] for line in each["notifications"]}
    assert used == set(TEMPLATES)


def test_tags_in_conditions_exist_in_the_agency() -> None:
    known = {tag for place in AGENCY.properties for tag in place.tags} | {"owner stay"}
    for solution in DOCUMENT["solutions"]:
        for key in ("tags", "without_tags"):
            for tags in solution["conditions"].get(key, {}).values():
                assert set(tags) <= known


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_speaks_all_six_languages_in_every_part(name: str) -> None:
    assert tuple(TEMPLATES[name]) == LANGUAGES == ("en", "es", "sk", "cs", "da", "de")
    assert all(TEMPLATES[name][language][part].strip() for language in LANGUAGES for part in PARTS)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("part", PARTS)
def test_every_language_says_the_same_facts(name: str, part: str) -> None:
    said = {language: fields_of(versions[part]) - GREETING for language, versions in TEMPLATES[name].items()}
    assert all(said[language] == said["en"] for language in LANGUAGES), said


@pytest.mark.parametrize(("name", "language"), VERSIONS)
def test_html_and_text_say_the_same_facts(name: str, language: str) -> None:
    version = TEMPLATES[name][language]
    assert fields_of(version["html"]) == fields_of(version["text"])


@pytest.mark.parametrize(("name", "language"), VERSIONS)
def test_words_can_be_saved(name: str, language: str) -> None:
    check_words(Words(language=language, **TEMPLATES[name][language]))


@pytest.mark.parametrize(("name", "language"), VERSIONS)
def test_html_survives_cleaning_and_loads_nothing(name: str, language: str) -> None:
    html = TEMPLATES[name][language]["html"]
    assert clean_html(html) == html
    assert not re.search(r"<(img|script|style|link|iframe)|url\(|https?:", html)
    assert f'lang="{language}"' in html
    assert "max-width: 600px" in html
    assert not re.search(r"</?(tr|tbody|table)[^>]*>\s*{%", html)


@pytest.mark.parametrize(("name", "language"), VERSIONS)
def test_every_part_can_be_filled_in_for_a_stay_and_leaves_no_gaps(name: str, language: str) -> None:
    for part in PARTS:
        text, missing = fill(TEMPLATES[name][language][part], language)
        assert missing == []
        assert "{" not in text
        assert "  " not in text.replace("\n", "|").strip() or part == "html"
        assert "\n\n\n" not in text


@pytest.mark.parametrize(("name", "language"), VERSIONS)
def test_words_hold_for_a_booking_of_which_little_is_known(name: str, language: str) -> None:
    tree = values()
    for role in ("guest", "recipient"):
        tree[role] = {}
    tree["agency"] = {"name": "Costa Blava Rentals"}
    tree["property"].update(address=None, instructions=None, texts={})
    tree["booking"].update(notes="", payment_due=None)
    text, missing = compile_wording(TEMPLATES[name][language]["text"]).fill(
        tree, Manner(language, "Europe/Madrid")
    )
    assert missing == []
    assert " ," not in text
    assert " ." not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize(("name", "language"), VERSIONS)
def test_an_sms_has_at_most_two_parts_at_every_property(name: str, language: str) -> None:
    for place in AGENCY.properties:
        tree = values()
        tree["property"].update(name=place.name, address=place.address)
        text, _ = fill(TEMPLATES[name][language]["sms"], language, tree)
        assert measure(text).count <= 2, (measure(text), text)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", ["en", "es", "da", "de"])
def test_an_sms_in_these_languages_needs_no_letters_outside_gsm(name: str, language: str) -> None:
    text, _ = fill(TEMPLATES[name][language]["sms"], language)
    assert measure(text).encoding == "GSM-7", text


def test_the_keeper_of_the_sauna_reads_the_order_first() -> None:
    text, _ = fill(TEMPLATES["turn-on-the-sauna"]["en"]["sms"], "en")
    assert text == "TURN ON THE SAUNA. Hotel Miramar 101, 24 Sept 2026, 18:00, guests: 3."


def test_a_confirmation_of_an_appointment_says_its_hours_instead_of_nights() -> None:
    tree = values()
    tree["booking"].update(nights=0, departure=date(2026, 9, 24))
    text, _ = fill(TEMPLATES["confirmation"]["en"]["text"], "en", tree)
    assert "Starts: 24 September 2026, 18:00\nEnds: 20:00\n" in text
    assert "Nights" not in text
    assert "Arrival" not in text


def test_a_confirmation_of_what_is_paid_asks_for_no_money() -> None:
    tree = values()
    tree["booking"].update(paid=Money(Decimal("1848.00"), "EUR"), balance=Money(Decimal(0), "EUR"))
    text, _ = fill(TEMPLATES["confirmation"]["de"]["text"], "de", tree)
    assert "Bezahlt: 1.848,00\u00a0€" in text
    assert "Noch zu zahlen" not in text
    assert "Bitte zahlen bis" not in text


def fields_of(words: str) -> set[str]:
    """The fields that words use, in outputs and conditions; texts of the property without their names."""
    found = re.findall(r"\b[a-z]+(?:\.[a-z_]+)+", " ".join(tags(words)))
    return {re.sub(r"texts\.access_[a-z]{2}$", "texts.*", field) for field in found}


def tags(words: str) -> Iterator[str]:
    """What stands between the braces, without quoted texts."""
    for found in re.finditer(r"{[{%](.*?)[}%]}", words, re.DOTALL):
        yield re.sub(r'"[^"]*"', "", found.group(1))


def fill(words: str, language: str, tree: dict[str, Any] | None = None) -> tuple[str, list[str]]:
    """The words with values of a booking; SMS-short when they have no line breaks."""
    manner = Manner(language, "Europe/Madrid", brief="\n" not in words)
    return compile_wording(words).fill(tree or values(), manner)


def values() -> dict[str, dict[str, Any]]:
    """A stay of six nights with long names, half paid."""
    zone = ZoneInfo("Europe/Madrid")
    person = {"name": "Franziska Lehmann", "first_name": "Franziska"}
    return {
        "agency": dict(AGENCY.settings),
        "guest": person,
        "recipient": person,
        "portal": {"name": "House Swap Circle"},
        "property": {
            "name": "Hotel Miramar 101",
            "address": "Avinguda del Sol 2, Port Alba",
            "check_in": time(14),
            "check_out": time(12),
            "instructions": "The key is at reception.",
            "texts": {},
        },
        "booking": {
            "reference": "HMYQK46AFX",
            "transfer_reference": "HMYQK46AFX",
            "arrival": date(2026, 9, 24),
            "departure": date(2026, 9, 30),
            "nights": 6,
            "starts_at": datetime(2026, 9, 24, 18, tzinfo=zone),
            "ends_at": datetime(2026, 9, 24, 20, tzinfo=zone),
            "adults": 2,
            "children": 1,
            "party": 3,
            "total": Money(Decimal("1848.00"), "EUR"),
            "paid": Money(Decimal("554.00"), "EUR"),
            "balance": Money(Decimal("1294.00"), "EUR"),
            "payment_due": date(2026, 8, 25),
            "notes": "Arrival at about 20:00.",
        },
    }
