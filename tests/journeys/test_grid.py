"""The tables of the clerk's page under the keys, the mouse and the clipboard, as in a spreadsheet."""

import re
from collections.abc import Callable, Iterable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from reports.domain import facts
from tests.factories import MEDICAL, fixture_facts

REPORT = "城乡医疗救助专项补助"
ROWS = 19


def cell(page: Page, key: str) -> Locator:
    """The control of a cell."""
    return page.locator(f'[id="in-{key}"]')


def square(page: Page, key: str) -> Locator:
    """The cell itself, locked or not."""
    return page.locator(f'[id="cell-{key}"]')


def selected(page: Page) -> str:
    """The place of the selected cell, if the focus really is in it."""
    return page.evaluate(
        """() => {
            const td = document.querySelector("td.chosen");
            return td && td.contains(document.activeElement) ? td.id.replace("cell-", "") || td.innerText.trim() : "";
        }"""
    )


def pressed(page: Page, *keys: str) -> str:
    """Where one is after these keys."""
    for key in keys:
        page.keyboard.press(key)
    return selected(page)


def picked(page: Page) -> int:
    """How many cells the block holds."""
    return page.locator("td.picked").count()


def values(page: Page, *fields: str) -> list[tuple[str, ...]]:
    """What stands in these columns of the indicators."""
    return [tuple(cell(page, f"indicators[{row}].{field}").input_value() for field in fields) for row in range(ROWS)]


def excel(rows: Iterable[Iterable[str]]) -> str:
    """Rows as Excel puts them on the clipboard."""

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if re.search(r'["\t\n]', text) else text

    return "".join("\t".join(quoted(text) for text in row) + "\r\n" for row in rows)


def paste(page: Page, text: str, html: str = "") -> None:
    """A paste event as the browser sends one for Ctrl+V."""
    page.evaluate(
        """([text, html]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            if (html) data.setData("text/html", html);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        [text, html],
    )


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def all_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    expect(page.locator(".dirty, .saving, .refused, .stale")).to_have_count(0)


@pytest.fixture
def desk(open_as: Callable[[str], Page]) -> Page:
    """The 2025 report of 19 indicators, with every cell of the indicators empty."""
    page = open_as("tianbao")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/reports/")
    table = page.locator("section", has=page.locator("#all")).locator("tbody tr")
    table.filter(has_text="2025").filter(has_text=REPORT).get_by_role("link", name="填报").click()
    page.wait_for_url("**/edit/")
    page.evaluate(
        """async () => {
            for (const input of document.querySelectorAll('.form-table [data-row]')) desk.put(input, "");
            await desk.save();
        }"""
    )
    return page


@pytest.fixture(scope="module")
def report() -> facts.Report:
    return fixture_facts(MEDICAL)


def issued(row: facts.Indicator) -> str:
    """The target as the demo data issue it for 2025."""
    return row.target.replace("XX%", "100%")


# --- moving -----------------------------------------------------------------------------------------


def test_arrows_go_to_the_neighbour_over_locked_and_merged_cells(desk):
    cell(desk, "indicators[1].actual").click()
    assert selected(desk) == "indicators[1].actual"
    assert pressed(desk, "ArrowRight") == "indicators[1].weight"
    assert pressed(desk, "ArrowRight") == "indicators[1].score"
    assert pressed(desk, "ArrowRight") == "indicators[1].reason"
    assert pressed(desk, "ArrowRight") == "indicators[1].reason"
    assert pressed(desk, "ArrowDown", "ArrowDown") == "indicators[3].reason"
    assert pressed(desk, *["ArrowLeft"] * 4) == "indicators[3].target"
    # Through the merged cells of the group and back on the row one came along.
    assert pressed(desk, "ArrowDown", "ArrowLeft", "ArrowLeft") == "indicators[3].level2"
    assert pressed(desk, "ArrowLeft") == "indicators[0].level1"
    assert pressed(desk, "ArrowLeft") == "绩效指标"
    assert pressed(desk, "ArrowLeft") == "绩效指标"
    assert pressed(desk, *["ArrowRight"] * 4) == "indicators[4].target"


def test_up_and_down_lead_from_band_to_band_past_headings_and_hints(desk):
    cell(desk, "indicators[0].actual").click()
    assert pressed(desk, "ArrowUp") == "goals[0].actual"
    assert pressed(desk, "ArrowUp") == "funds[2].actual"
    assert pressed(desk, "ArrowDown", "ArrowDown") == "indicators[0].actual"
    assert pressed(desk, "Control+ArrowDown") == "indicators[18].actual"
    # The row of totals is passed, not part of the column.
    assert pressed(desk, "ArrowDown", "ArrowDown") == "remarks"
    assert pressed(desk, "Control+Home") == "专项转移支付名称"
    assert pressed(desk, "ArrowUp") == "专项转移支付名称"


def test_home_end_and_pages(desk):
    cell(desk, "indicators[2].score").click()
    assert pressed(desk, "End") == "indicators[2].reason"
    assert pressed(desk, "Home") == "绩效指标"
    assert pressed(desk, "Control+End") == "remarks"
    cell(desk, "indicators[0].actual").click()
    far = pressed(desk, "PageDown")
    assert int(re.search(r"\d+", far).group()) > 2
    assert far.endswith(".actual")
    assert pressed(desk, "PageUp") == "indicators[0].actual"


def test_tab_goes_to_the_next_fillable_cell_and_into_the_judgement(desk):
    cell(desk, "funds[2].budget").click()
    assert pressed(desk, "Tab", "Tab") == "goals[0].actual"
    assert pressed(desk, "Shift+Tab") == "funds[2].actual"
    cell(desk, "indicators[10].actual").click()
    desk.keyboard.type("逐步提高")
    assert pressed(desk, "Tab", "Tab") == "indicators[10].reason"
    expect(square(desk, "indicators[10].actual").locator("select")).to_be_visible()
    assert pressed(desk, "Shift+Tab", "Shift+Tab") == "indicators[10].actual"
    judgement = cell(desk, "indicators[10].actual.judgement")
    expect(judgement).to_be_focused()
    desk.keyboard.press("ArrowDown")
    assert judgement.input_value() != ""
    assert pressed(desk, "ArrowRight") == "indicators[10].weight"
    judgement.focus()
    assert pressed(desk, "Enter") == "indicators[11].actual"
    all_saved(desk)
    assert pressed(desk, "Control+z") == "indicators[10].actual"
    assert judgement.input_value() == ""


def test_outside_the_tables_keys_keep_their_meaning(desk):
    body = desk.locator(".writing textarea").first
    body.fill("")
    body.press_sequentially("甲")
    body.press("Enter")
    body.press_sequentially("乙")
    body.press("ArrowLeft")
    body.press_sequentially("丙")
    assert body.input_value() == "甲\n丙乙"
    assert selected(desk) == ""


def test_whoever_listens_hears_which_cell_is_selected(desk):
    desk.evaluate(
        """() => {
            window.heard = [];
            document.addEventListener("desk:selected", ({ detail: { input, cell } }) =>
                heard.push([input && input.id, cell && cell.id]));
        }"""
    )
    cell(desk, "indicators[0].actual").click()
    desk.keyboard.press("ArrowLeft")
    title = desk.locator(".head-field textarea").first
    title.focus()
    assert desk.evaluate("heard") == [
        ["in-indicators[0].actual", "cell-indicators[0].actual"],
        [None, "cell-indicators[0].target"],
        [title.get_attribute("id"), None],
    ]


# --- typing -----------------------------------------------------------------------------------------


def test_typing_replaces_and_arrows_leave(desk):
    first = cell(desk, "indicators[0].actual")
    first.click()
    desk.keyboard.type("12")
    assert pressed(desk, "ArrowDown") == "indicators[1].actual"
    assert pressed(desk, "ArrowUp") == "indicators[0].actual"
    desk.keyboard.type("3")
    assert first.input_value() == "3"
    assert pressed(desk, "Enter") == "indicators[1].actual"
    assert pressed(desk, "Shift+Enter") == "indicators[0].actual"
    all_saved(desk)
    # The server's own writing of a number does not turn replacing into appending.
    score = cell(desk, "indicators[0].score")
    score.click()
    desk.keyboard.type("４")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowLeft")
    expect(score).to_have_value("4")
    all_saved(desk)
    desk.keyboard.type("5")
    assert score.input_value() == "5"


@pytest.mark.parametrize("how", ["F2", "click", "dblclick"])
def test_editing_moves_the_caret_and_esc_restores(desk, how):
    first = cell(desk, "indicators[0].reason")
    first.click()
    desk.keyboard.type("因天气")
    desk.keyboard.press("Enter")
    if how == "F2":
        desk.keyboard.press("ArrowUp")
        desk.keyboard.press("F2")
    elif how == "click":
        first.click()
        desk.wait_for_timeout(600)  # else the two clicks are a double click
        first.click()
    else:
        first.dblclick()
    expect(square(desk, "indicators[0].reason")).to_have_class(re.compile("editing"))
    desk.keyboard.press("End")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.type("大")
    assert first.input_value() == "因天大气"
    assert pressed(desk, "Escape") == "indicators[0].reason"
    assert first.input_value() == "因天气"
    assert pressed(desk, "ArrowDown") == "indicators[1].reason"
    all_saved(desk)


def test_esc_after_typing_brings_the_text_back_and_leaves_nothing_to_undo(desk):
    first = cell(desk, "indicators[0].actual")
    first.click()
    desk.keyboard.type("旧")
    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.type("新")
    desk.keyboard.press("Escape")
    assert first.input_value() == "旧"
    desk.keyboard.press("Control+z")
    assert first.input_value() == ""


def test_alt_enter_breaks_the_line_and_enter_commits(desk):
    first = cell(desk, "indicators[0].reason")
    first.click()
    desk.keyboard.type("一")
    desk.keyboard.press("Alt+Enter")
    desk.keyboard.type("二")
    assert first.input_value() == "一\n二"
    assert pressed(desk, "Enter") == "indicators[1].reason"
    all_saved(desk)
    desk.reload()
    assert first.input_value() == "一\n二"


def test_ctrl_enter_fills_the_block(desk):
    cell(desk, "indicators[0].reason").click()
    for _ in range(3):
        desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.type("无")
    desk.keyboard.press("Control+Enter")
    assert values(desk, "reason")[:5] == [("无",), ("无",), ("无",), ("无",), ("",)]
    desk.keyboard.press("Control+z")
    assert values(desk, "reason")[0] == ("",)


def test_an_input_method_works_on_a_selected_cell(desk):
    first = cell(desk, "indicators[0].reason")
    first.fill("原来的")
    first.press("Enter")
    assert pressed(desk, "ArrowUp") == "indicators[0].reason"
    method = desk.context.new_cdp_session(desk)
    for text in ("y", "yi", "yin"):
        method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    assert first.input_value() == "yin"
    # The keys that choose a candidate belong to the input method.
    for key in ("ArrowDown", "Enter", "Escape"):
        event = {"type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": 229}
        method.send("Input.dispatchKeyEvent", event)
    assert selected(desk) == "indicators[0].reason"
    assert first.input_value() == "yin"
    method.send("Input.insertText", {"text": "因"})
    assert first.input_value() == "因"
    desk.keyboard.type("故")
    assert pressed(desk, "Enter") == "indicators[1].reason"
    assert first.input_value() == "因故"
    all_saved(desk)
    desk.keyboard.press("Control+z")
    assert first.input_value() == "原来的"


def test_an_entry_goes_on_after_the_focus_was_elsewhere(desk):
    """A dialog, a button, another window: coming back, what is typed next does not replace the sentence."""
    first = cell(desk, "indicators[0].reason")
    first.click()
    desk.keyboard.type("甲乙")
    desk.locator("#save").focus()
    first.focus()
    desk.keyboard.type("丙")
    pressed(desk, "F2", "ArrowLeft")
    desk.locator("#save").click()
    all_saved(desk)
    first.click(position={"x": 3, "y": 3})
    desk.keyboard.type("丁")
    assert sorted(first.input_value()) == sorted("甲乙丙丁")
    desk.locator("#save").focus()
    assert pressed(desk, "Tab") != "indicators[0].reason"
    square(desk, "indicators[1].reason").click()
    pressed(desk, "Control+z")
    assert first.input_value() == ""


# --- blocks and the clipboard -----------------------------------------------------------------------


def test_blocks_by_shift_keys_shift_click_drag_and_ctrl_a(desk):
    cell(desk, "indicators[0].actual").click()
    pressed(desk, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight")
    assert picked(desk) == 3 * 2
    pressed(desk, "Shift+ArrowUp")
    assert picked(desk) == 2 * 2
    assert selected(desk) == "indicators[0].actual"
    pressed(desk, "Control+Shift+ArrowDown")
    assert picked(desk) == ROWS * 2
    # A block never cuts a merged cell: the first group has eight rows.
    cell(desk, "indicators[2].actual").click()
    pressed(desk, *["Shift+ArrowLeft"] * 4)
    assert desk.locator("td.picked[id$='.actual']").count() == 8
    pressed(desk, "Escape")
    assert picked(desk) == 0
    cell(desk, "indicators[3].reason").click(modifiers=["Shift"])
    assert picked(desk) == 2 * 4
    start, end = cell(desk, "indicators[1].score").bounding_box(), square(desk, "indicators[3].reason").bounding_box()
    desk.mouse.move(start["x"] + 5, start["y"] + 5)
    desk.mouse.down()
    desk.mouse.move(end["x"] + 5, end["y"] - 5, steps=4)
    desk.mouse.move(end["x"] + 5, end["y"] + 5, steps=4)
    desk.mouse.up()
    assert picked(desk) == 3 * 2
    assert selected(desk) == "indicators[1].score"
    pressed(desk, "Control+a")
    assert picked(desk) == desk.locator("#part-indicators tbody tr:not(.hints) td").count() + 1


def test_nineteen_rows_of_three_columns_pasted_undone_redone_and_stored(desk, report):
    """指标值, 完成值, 分值 as they stand on the paper: what was issued is passed over, the rest is filled."""
    rows = [
        (issued(row), f'{row.actual}\n（“{index}”行\t"注"）', row.weight) for index, row in enumerate(report.indicators)
    ]
    actuals = [(row[1],) for row in rows]
    square(desk, "indicators[0].target").click()
    desk.evaluate("text => navigator.clipboard.writeText(text)", excel(rows))
    desk.keyboard.press("Control+v")
    assert values(desk, "actual") == actuals
    expect(desk.locator("#saved")).to_contain_text("已贴入 19 格。")
    assert "不能填写" not in desk.locator("#saved").inner_text()
    all_saved(desk)
    desk.keyboard.press("Control+z")
    assert values(desk, "actual") == [("",)] * ROWS
    expect(desk.locator("#saved")).to_contain_text("已撤销：贴入 19 格。")
    all_saved(desk)
    desk.keyboard.press("Control+y")
    assert values(desk, "actual") == actuals
    all_saved(desk)
    desk.reload()
    assert [text.split("\t") for (text,) in values(desk, "actual")] == [text.split("\t") for (text,) in actuals]


def test_the_form_as_excel_holds_it_fills_57_cells(desk, report):
    """From 指标值 to 原因: three fillable columns, two issued ones, the merged last column twice."""
    rows = [(issued(row), row.actual, row.weight, row.score, row.reason, "") for row in report.indicators]
    square(desk, "indicators[0].target").click()
    paste(desk, excel(rows))
    expect(desk.locator("#saved")).to_contain_text("已贴入 57 格。")
    wanted = [(row.actual, row.score, row.reason) for row in report.indicators]
    assert values(desk, "actual", "score", "reason") == wanted
    all_saved(desk)
    desk.screenshot(path="/tmp/grid-pasted.png")
    desk.locator("#saved").get_by_role("button", name="撤销").click()
    assert values(desk, "actual", "score", "reason") == [("", "", "")] * ROWS
    desk.locator("#saved").get_by_role("button", name="重做").click()
    all_saved(desk)
    desk.reload()
    assert values(desk, "actual", "score", "reason") == wanted


def test_pasted_cells_go_through_the_same_checks(desk):
    cell(desk, "indicators[0].score").click()
    paste(desk, excel([["满分"], ["4\n5"], ["4"]]))
    expect(desk.locator("td .refused")).to_have_count(2)
    expect(desk.locator("#saved")).to_have_text(re.compile(r"已贴入 3 格。已保存 .*有 2 格没有保存，见红框 ?撤销"))
    assert values(desk, "score")[:3] == [("满分",), ("4 5",), ("4",)]
    desk.keyboard.press("Control+z")
    all_saved(desk)


def test_what_could_not_be_pasted_is_named(desk):
    cell(desk, "indicators[17].actual").click()
    weight = square(desk, "indicators[18].weight").inner_text()
    paste(desk, excel([["90%", "77", "1", "无", "并", "外"], ["90%", weight, "1", "无"], ["表外", ""]]))
    assert values(desk, "actual", "score", "reason")[17:] == [("90%", "1", "无"), ("90%", "1", "无")]
    expect(desk.locator("#saved")).to_contain_text(
        "已贴入 6 格；2 格不能填写（分值、总分），1 格超出表格，1 格落在合并格里，未贴入。"
    )
    square(desk, "indicators[3].name").click()
    paste(desk, "改名")
    expect(desk.locator("#saved")).to_have_text("没有贴入；1 格不能填写（三级指标），未贴入。")
    assert square(desk, "indicators[3].name").inner_text() != "改名"


def test_one_value_fills_the_block_and_prose_stays_whole(desk):
    cell(desk, "indicators[0].reason").click()
    pressed(desk, "Shift+ArrowDown")
    paste(desk, "无\r\n")
    assert values(desk, "reason")[:3] == [("无",), ("无",), ("",)]
    cell(desk, "indicators[4].reason").click()
    paste(desk, "一段\r\n二段", "<html><p>一段</p><p>二段</p></html>")
    assert values(desk, "reason")[4:6] == [("一段\n二段",), ("",)]
    paste(desk, "甲\n乙")
    assert values(desk, "reason")[4:6] == [("甲",), ("乙",)]


def test_paste_while_editing_goes_to_the_caret(desk):
    first = cell(desk, "indicators[0].reason")
    first.click()
    desk.keyboard.type("前后")
    pressed(desk, "F2", "ArrowLeft")
    desk.evaluate("text => navigator.clipboard.writeText(text)", "中")
    desk.keyboard.press("Control+v")
    assert first.input_value() == "前中后"
    desk.evaluate("text => navigator.clipboard.writeText(text)", '"一\n""二"""\r\n')
    desk.keyboard.press("Control+v")
    assert first.input_value() == '前中一\n"二"后'
    desk.keyboard.press("Control+z")
    assert first.input_value() == "前中后"
    assert cell(desk, "indicators[1].reason").input_value() == ""


def test_a_copied_block_round_trips(desk):
    texts = [("一\n“二”", "3", 'a "b"\tc'), ("", "2.5", "无"), ("100%", "", "")]
    for row, (actual, score, reason) in enumerate(texts):
        for field, text in (("actual", actual), ("score", score), ("reason", reason)):
            cell(desk, f"indicators[{row}].{field}").fill(text)
    cell(desk, "indicators[0].actual").click()
    cell(desk, "indicators[2].reason").click(modifiers=["Shift"])
    desk.keyboard.press("Control+c")
    weights = [square(desk, f"indicators[{row}].weight").inner_text() for row in range(3)]
    assert clipboard(desk) == excel(
        [(actual, weight, score, reason, "") for (actual, score, reason), weight in zip(texts, weights, strict=True)]
    )
    html = desk.evaluate("""async () => (await (await navigator.clipboard.read())[0].getType("text/html")).text()""")
    assert html.count("<tr") == 3
    assert 'colspan="2"' in html
    cell(desk, "indicators[10].actual").click()
    desk.keyboard.press("Control+v")
    assert values(desk, "actual", "score", "reason")[10:13] == texts
    desk.keyboard.press("Control+z")
    assert values(desk, "actual", "score", "reason")[10:13] == [("", "", "")] * 3


def test_one_cell_is_copied_as_its_text_cut_and_cleared(desk):
    first = cell(desk, "indicators[0].actual")
    first.fill("12.5 万人次")
    square(desk, "indicators[1].actual").click()
    first.click()
    desk.keyboard.press("Control+c")
    assert clipboard(desk) == "12.5 万人次"
    square(desk, "indicators[0].name").click()
    desk.keyboard.press("Control+c")
    assert clipboard(desk) == square(desk, "indicators[0].name").inner_text().strip()
    first.click()
    pressed(desk, "Shift+ArrowRight", "Control+x")
    assert clipboard(desk).startswith("12.5 万人次\t")
    assert first.input_value() == ""
    desk.keyboard.press("Control+z")
    assert first.input_value() == "12.5 万人次"
    pressed(desk, "Shift+ArrowDown", "Delete")
    assert first.input_value() == ""
    desk.keyboard.press("Control+z")
    all_saved(desk)
    desk.reload()
    assert first.input_value() == "12.5 万人次"


# --- looks ------------------------------------------------------------------------------------------


def test_the_keys_are_told_and_nothing_is_out_of_reach(desk, report):
    rows = [(row.actual, row.weight, row.score, row.reason) for row in report.indicators]
    cell(desk, "indicators[0].actual").click()
    paste(desk, excel(rows))
    all_saved(desk)
    cell(desk, "indicators[1].actual").click()
    desk.screenshot(path="/tmp/grid-selected.png")
    desk.keyboard.press("ArrowLeft")
    desk.screenshot(path="/tmp/grid-locked.png")
    cell(desk, "indicators[1].actual").click()
    cell(desk, "indicators[4].reason").click(modifiers=["Shift"])
    desk.screenshot(path="/tmp/grid-block.png")
    assert serious(desk) == []
    desk.keyboard.press("F1")
    dialog = desk.get_by_role("dialog", name="键盘操作")
    expect(dialog).to_contain_text("Alt+Enter")
    desk.screenshot(path="/tmp/grid-keys.png")
    assert serious(desk) == []
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert selected(desk) == "indicators[1].actual"
    desk.get_by_role("button", name="键盘操作").click()
    dialog.get_by_role("button", name="关闭").click()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [item["id"] for item in found if item["impact"] in ("serious", "critical")]
