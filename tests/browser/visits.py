"""How the tests look at a page: signed in, with every complaint written down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.small_season import EMAIL, PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH = """
window.refused = [];
document.addEventListener(
    'securitypolicyviolation', e => window.refused.push(e.violatedDirective + ' ' + e.blockedURI));
"""
SHOTS = os.environ.get("HOSPES_SHOTS", "")
axe = Axe()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    *,
    width: int = 1440,
    scripts: bool = True,
    state: Path | None,
) -> Iterator[Page]:
    """A page of a browser that is signed in (or not, without a `state`)."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme="light",
        has_touch=width < 896,
        java_script_enabled=scripts,
        reduced_motion="reduce",
        locale="en-GB",
        storage_state=state,
    )
    if scripts:
        context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def sign_in(page: Page) -> None:
    """Sign in as the demo's administrator."""
    page.goto("/sign-in")
    page.fill("#id_username", EMAIL)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")


def complaints(page: Page) -> list[str]:
    """What axe and the security policy have against the page as it is now."""
    found = axe.run(
        page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    )
    faults = [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    return faults + [f"refused {what}" for what in page.evaluate("window.refused")]


def overflowing(page: Page) -> list[str]:
    """By how many pixels the page is wider than the window, if it is."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} pixels too wide"] if wide > 0 else []


def wear(page: Page, theme: str) -> None:
    """Give the page a theme, as its button does."""
    page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", theme == "dark")


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page, when pictures are asked for."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
