"""What several journeys do on a page: find a report, write about a cell, answer, look whether axe is content."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect


def clean(page: Page) -> None:
    """axe finds nothing serious."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []


def ready(page: Page) -> None:
    """Scripts have run: keys and buttons do something."""
    page.wait_for_url(re.compile(r"/reports/\d+/(edit/)?(\?.*)?$"))
    page.wait_for_load_state()


def in_section(page: Page, section: str, year: str, program: str) -> Locator:
    """A report's row in one of the list's tables (``all``, ``waiting``)."""
    rows = page.locator("section", has=page.locator(f"#{section}")).locator("tbody tr")
    return rows.filter(has_text=year).filter(has_text=program)


def open_report(page: Page, year: str, program: str, button: str, section: str = "all") -> None:
    page.goto("/reports/")
    in_section(page, section, year, program).get_by_role("link", name=button, exact=True).click()
    ready(page)


def speak(page: Page, key: str, text: str, demand: bool) -> None:
    """Click a cell of the reviewer's page and write about it."""
    page.locator(f'#document [data-key="{key}"]').first.click()
    box = page.locator("#cell-threads .speak")
    box.get_by_role("textbox").fill(text)
    if demand:
        box.get_by_label("须改").check()
    box.get_by_role("button", name="写意见").click()
    expect(page.locator("#cell-threads .said")).to_contain_text(text)


def item(page: Page, text: str) -> Locator:
    """One of the items to be mended, by what its thread says."""
    return page.locator("#mending .thread").filter(has_text=text)


def answer(thread: Locator, text: str) -> None:
    thread.get_by_text("答复", exact=True).first.click()
    thread.get_by_role("textbox").fill(text)
    thread.get_by_role("button", name="答复").click()


def settle_warnings(page: Page) -> None:
    """Answer what the changed figure brings up."""
    waiting = page.locator(".finding.warning:not(.answered)")
    while waiting.count():
        before = waiting.count()
        first = waiting.first
        first.get_by_text(re.compile("^(情况属实，写说明|修改说明)$")).click()
        first.get_by_label("说明", exact=True).fill("已核对，情况属实。")
        first.get_by_role("button", name="保存说明").click()
        expect(waiting).to_have_count(before - 1)
