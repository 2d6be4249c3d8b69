"""From login to submit without a mouse: nothing here touches the pages but ``page.keyboard``."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serving import Server

PASSWORD = "Shanghai-2025"
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")
ACTUALS = ["95%", "96%", "97%"]
#: Counts every press of a mouse or a finger, over all pages.
WATCH = "addEventListener('pointerdown', () => { sessionStorage.pressed = Number(sessionStorage.pressed || 0) + 1; });"


class Typist:
    """A person whose mouse is broken."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(WATCH)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str, *keys: str) -> None:
        self.page.keyboard.type(text)
        self.press(*keys)

    def tab_to(self, control: Locator, *, back: bool = False, most: int = 400) -> None:
        """Tab until the control has the focus; it must be one that Tab reaches."""
        for _ in range(most):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not reach {control}")

    def cell(self, key: str) -> Locator:
        return self.page.locator(f'[id="in-{key}"]')

    def values(self, *keys: str) -> list[str]:
        return [self.cell(key).input_value() for key in keys]

    def log_in(self, url: str) -> None:
        self.page.goto(f"{url}/login/")
        self.tab_to(self.page.get_by_label("用户名"))
        self.type("tianbao", "Tab")
        self.type(PASSWORD, "Enter")
        self.page.wait_for_url("**/reports/")

    def open(self, name: str) -> None:
        """Through the list, as one finds a report."""
        self.tab_to(self.page.locator("tbody tr", has_text=name).get_by_role("link", name="填报"))
        self.press("Enter")
        self.page.wait_for_url("**/edit/")
        self.page.wait_for_function("Boolean(window.desk && desk.goTo)")

    def fill_actuals(self, texts: list[str]) -> None:
        """A column, top to bottom, with Enter."""
        self.tab_to(self.cell("indicators[0].actual"))
        for text in texts:
            self.type(text, "Enter")

    def saved(self) -> None:
        self.press("Control+s")
        expect(self.page.locator(".dirty, .saving, .refused, .stale")).to_have_count(0)
        expect(self.page.locator("#saved")).to_have_text(SAVED)

    def submit(self) -> None:
        self.tab_to(self.page.get_by_role("button", name="提交审核"), back=True)
        self.press("Enter")

    def explain(self, finding: Locator) -> None:
        """Write a note on a warning, and on all of its kind where there are several."""
        self.tab_to(finding.locator("summary"))
        self.press("Enter")
        self.tab_to(finding.get_by_role("textbox"), most=3)
        self.type("已核对，情况属实。", "Tab")
        if finding.get_by_role("checkbox").count():
            self.press("Space", "Tab")
        expect(finding.get_by_role("button", name="保存说明")).to_be_focused()
        self.press("Enter")


@pytest.fixture
def typist(browser, server: Server):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield Typist(page)
    context.close()


def blank_report(server: Server, rows: int) -> str:
    """The name of a program whose report of so many rows has just been begun."""
    [given] = server.call("tests.races.making.small_reports", 1, rows)
    return given["name"]


def test_a_report_is_filled_explained_and_submitted_with_the_keyboard_alone(typist, server):
    name = blank_report(server, 3)
    typist.log_in(server.url)
    typist.open(name)

    # Money: Tab goes from cell to cell.
    typist.tab_to(typist.cell("funds[0].budget"))
    for text in ("100", "95", "100", "95"):
        typist.type(text, "Tab")
    money = typist.values("funds[0].budget", "funds[0].actual", "funds[1].budget", "funds[1].actual")
    assert money == ["100", "95", "100", "95"]
    # Down a column with Enter, down from band to band with an arrow, a slip taken back with Esc.
    typist.tab_to(typist.cell("goals[0].actual"))
    typist.type("巩固参保率。", "ArrowDown")
    typist.fill_actuals(ACTUALS)
    typist.press("ArrowUp")
    typist.type("9")
    typist.press("Escape")
    assert typist.values(*(f"indicators[{row}].actual" for row in range(3))) == ACTUALS
    for section in range(2):
        typist.tab_to(typist.cell(f"narrative[{section}].body"))
        typist.type("按要求分解下达。")
    typist.saved()

    # Submitting is refused: what is still to be explained stands in a list beside the form, which Tab reaches as well.
    typist.submit()
    expect(typist.page.get_by_role("alert").first).to_contain_text("还不能提交")
    expect(typist.page.locator("#errors")).to_have_text("0")
    open_warnings = typist.page.locator(".finding.warning:not(.answered)")
    assert open_warnings.count() > 0
    while left := open_warnings.count():
        typist.explain(open_warnings.first)
        expect(open_warnings).not_to_have_count(left)
    expect(typist.page.locator("#warnings")).to_have_text("0")

    typist.submit()
    expect(typist.page.locator(".message.success")).to_contain_text("已提交审核")
    assert typist.page.evaluate("Number(sessionStorage.pressed || 0)") == 0


@pytest.mark.slow
def test_sixty_rows_are_filled_without_the_mouse(typist, server):
    texts = [f"{90 + row / 10:g}%" for row in range(60)]
    name = blank_report(server, 60)
    typist.log_in(server.url)
    typist.open(name)
    typist.fill_actuals(texts)
    typist.saved()
    typist.page.reload()
    assert typist.values(*(f"indicators[{row}].actual" for row in range(60))) == texts
    expect(typist.page.locator('[data-progress="indicators"]')).to_have_text("60/60")
    assert typist.page.evaluate("Number(sessionStorage.pressed || 0)") == 0


def test_without_the_grids_keys_a_column_is_not_filled(typist, server):
    typist.page.route(
        re.compile(r"/static/js/grid\.[^/]*js$"), lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    name = blank_report(server, 3)
    typist.log_in(server.url)
    typist.open(name)
    typist.fill_actuals(ACTUALS)
    assert typist.values(*(f"indicators[{row}].actual" for row in range(3))) != ACTUALS
