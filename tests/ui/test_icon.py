"""Icons are drawn in the page, and every icon that a template names is there."""

import re
from pathlib import Path

from hospes.ui.templatetags.parts import ICONS, icon

TEMPLATES = [
    file
    for room in ("ui", "backoffice")
    for file in (Path(__file__).parents[2] / "src/hospes" / room / "templates").rglob("*.html")
]


def test_an_icon_says_nothing_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("mail")
    assert 'role="img" aria-label="E-mail &lt;b&gt;"' in icon("mail", label="E-mail <b>")


def test_arrows_turn_where_reading_turns() -> None:
    assert 'class="i i-sm dir"' in icon("arrow-left", "i-sm")
    assert 'class="i"' in icon("mail")


def test_every_icon_that_a_template_names_is_there() -> None:
    named = {name for file in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert len(named) > 10
    assert sorted(name for name in named if not (ICONS / f"{name}.svg").exists()) == []


def test_templates_keep_to_the_security_policy() -> None:
    found = [
        f"{file.name}: {fault}"
        for file in TEMPLATES
        for fault in re.findall(r'\sstyle="|\son\w+="|<script>|javascript:', file.read_text())
    ]
    assert found == []
