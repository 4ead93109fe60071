"""Template tags for parts of pages: icons and badges of states."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
ICONS = Path(__file__).parents[1] / "icons"
DIRECTED = {"arrow-left", "chevron-left", "chevron-right", "external-link", "send"}


@cache
def strokes(name: str) -> SafeString:
    """The inner part of an icon's drawing (Tabler Icons, MIT)."""
    drawing = (ICONS / f"{name}.svg").read_text()
    found = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    assert found, name
    return mark_safe(re.sub(r"\s*\n\s*", "", found.group(1).strip()))


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """An icon drawn in the page: silent for screen readers without a label; arrows turn with the text."""
    words = f"i {classes}{' dir' if name in DIRECTED else ''}".strip()
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        ' stroke-linejoin="round">{}</svg>',
        words,
        said,
        strokes(name),
    )
