"""Text reaches 4.5 : 1 and marks reach 3 : 1 on their grounds, in both themes (WCAG 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "src/hospes/ui/static/ui/tokens.css"
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("bg", "surface", "sunken")),
    *((tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "info", "plum", "neutral")),
    ("brand-ink", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("brand", "bg"),
    ("brand", "surface"),
    ("bad", "surface"),
]
MARKS = [
    *((mark, "surface") for mark in ("ok-mark", "warn-mark", "bad-mark", "info-mark", "chart", "line-field")),
    ("line-field", "bg"),
]
themes = pytest.mark.parametrize("theme", [":root", ".dark"])


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme by name."""
    found = re.search(rf"^{re.escape(theme)}{{(.*?)^}}", TOKENS.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", found[1]))


def luminance(colour: str) -> float:
    """Relative luminance of a colour as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@themes
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@themes
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_can_be_seen(theme: str, mark: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[mark], colours[ground]) >= 3
