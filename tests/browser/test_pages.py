"""Every page in both themes and two widths: no fault by axe, nothing refused, no sideways scroll."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import complaints, overflowing, shoot, sign_in, visit, wear

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = {
    "dashboard": "/",
    "tasks": "/tasks",
    "tasks-skipped": "/tasks?tab=skipped",
    "tasks-held": "/tasks?tab=held",
    "tasks-none": "/tasks?q=Kellr",
    "tasks-good": "/tasks?tab=errors",
    "messages": "/messages",
    "messages-failed": "/messages?tab=failed",
    "health": "/health",
    "no-page": "/no-such-page",
    "unreadable": "/tasks?since=tomorrow",
}
DETAILS = {"task": "/tasks?tab=done", "task-held": "/tasks?tab=held", "message": "/messages?tab=sent"}
THEMES, WIDTHS = ("light", "dark"), (1440, 390)


@pytest.fixture(scope="module")
def state(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of somebody who is signed in."""
    kept = tmp_path_factory.mktemp("browser") / "state.json"
    with visit(browser, address, state=None) as page:
        sign_in(page)
        expect(page.locator("h1")).to_have_text("Welcome, Marta Vidal")
        page.context.storage_state(path=kept)
    return kept


def look(page: Page, name: str) -> None:
    """Check the page that is open in both themes and two widths, and once more as narrow as it gets."""
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            wear(page, theme)
            shoot(page, f"{name}-{theme}-{width}")
            faults[theme, width] = [*complaints(page), *overflowing(page)]
    page.set_viewport_size({"width": 320, "height": 700})
    faults["light", 320] = overflowing(page)
    assert {place: found for place, found in faults.items() if found} == {}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(browser: Browser, address: str, state: Path, name: str) -> None:
    with visit(browser, address, state=state) as page:
        page.goto(PAGES[name])
        look(page, name)


@pytest.mark.parametrize("name", DETAILS)
def test_every_detail_is_accessible(browser: Browser, address: str, state: Path, name: str) -> None:
    with visit(browser, address, state=state) as page:
        page.goto(DETAILS[name])
        page.locator("#rows a.main").first.click()
        expect(page.locator(".crumb")).to_be_visible()
        look(page, name)


def test_the_sign_in_page_is_accessible(browser: Browser, address: str) -> None:
    with visit(browser, address, state=None) as page:
        page.goto("/sign-in")
        look(page, "sign-in")
        page.fill("#id_username", "nobody@example.com")
        page.fill("#id_password", "wrong")
        page.click("main button[type=submit]")
        expect(page.get_by_role("alert")).to_be_visible()
        assert complaints(page) == []


def test_typing_narrows_the_list_without_losing_the_place(
    browser: Browser, address: str, state: Path
) -> None:
    with visit(browser, address, state=state) as page:
        page.goto("/tasks?tab=all")
        reference = page.locator("td[data-c=booking] a").first.inner_text()
        page.locator("#q").press_sequentially(reference)
        expect(page).to_have_url(f"{address}/tasks?tab=all&q={reference}&solution=&since=&until=")
        texts = page.locator("td[data-c=booking] a").all_inner_texts()
        assert set(texts) == {reference}
        expect(page.locator("#q")).to_be_focused()
        assert complaints(page) == []


def test_show_more_adds_rows_and_goes_on_at_the_first_new_one(
    browser: Browser, address: str, state: Path
) -> None:
    with visit(browser, address, state=state) as page:
        page.goto("/tasks?tab=all")
        page.get_by_role("link", name="Show more").click()
        expect(page.locator("#rows tbody tr:not(.more)")).to_have_count(100)
        expect(page.locator("#rows tbody tr").nth(50).locator("a.main")).to_be_focused()
        assert complaints(page) == []


def test_without_scripts_a_task_is_held_and_released(browser: Browser, address: str, state: Path) -> None:
    with visit(browser, address, scripts=False, state=state) as page:
        page.goto("/tasks")
        page.locator("#rows a.main").nth(5).click()
        page.get_by_role("button", name="Hold").click()
        expect(page.get_by_role("status")).to_have_text("Held. It waits until somebody releases it.")
        page.get_by_role("button", name="Release").click()
        expect(page.locator(".page-head .badge")).to_have_text("Scheduled")


def test_without_scripts_a_search_is_sent_by_its_button(browser: Browser, address: str, state: Path) -> None:
    with visit(browser, address, scripts=False, state=state) as page:
        page.goto("/messages")
        page.locator("#q").fill("nobody of this name")
        page.get_by_role("button", name="Search").click()
        expect(page.locator("#results h2")).to_have_text("Nothing matches “nobody of this name”")


def test_a_message_is_shown_in_a_frame_where_no_script_runs(
    browser: Browser, address: str, state: Path
) -> None:
    with visit(browser, address, state=state) as page:
        page.goto("/messages?tab=sent")
        page.locator("#rows a.main").first.click()
        frame = page.frame_locator("iframe.mailbody")
        expect(frame.locator("h1")).to_be_visible()
        expect(page.locator("iframe.mailbody")).to_have_attribute("sandbox", "")


def test_the_theme_can_be_chosen(browser: Browser, address: str, state: Path) -> None:
    with visit(browser, address, state=state) as page:
        page.goto("/tasks")
        page.get_by_role("button", name="Dark theme").click()
        page.reload()
        expect(page.locator("html")).to_have_class("dark")


def test_signing_out_and_the_menu_work_on_a_phone(browser: Browser, address: str) -> None:
    with visit(browser, address, width=390, state=None) as page:
        sign_in(page)
        page.get_by_role("button", name="Account").click()
        assert complaints(page) == []
        page.locator("#agencies").get_by_role("button", name="Sign out").click()
        expect(page.locator("h1")).to_have_text("Sign in")
