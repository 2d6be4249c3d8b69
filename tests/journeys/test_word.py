"""Last year's Word report in a browser: uploaded, looked through, mended, filled into this year's draft."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.factories import MEDICAL, fixture_bytes
from tests.journeys.test_accessibility import serious
from tests.journeys.test_main_path import open_report
from tests.reports.exchange.word.making import Facts, saved, whole

PICTURES = Path("/tmp")


def last_year() -> Facts:
    """The published report of 2023, one indicator and one heading worded otherwise."""
    report = json.loads(fixture_bytes(MEDICAL))
    report["indicators"][2]["name"] = "结算差错情况"
    return report


def upload(page: Page, content: bytes) -> None:
    page.get_by_label("Word 报告", exact=True).set_input_files(
        {"name": "2023年自评报告.docx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="上传并查看").click()


def look(page: Page) -> None:
    """No serious trouble for anybody; the check leaves the window small."""
    assert serious(page) == []
    page.set_viewport_size({"width": 1366, "height": 768})


def word_page(page: Page) -> str:
    """The upload page of this year's draft; the address of its desk."""
    open_report(page, "2025", "城乡医疗救助专项补助", "填报")
    desk = page.url
    page.get_by_text("文件", exact=True).click()
    page.get_by_role("link", name="从旧的 Word 报告填入").click()
    return desk


def test_last_years_word_file_gives_its_texts(open_as):
    page = open_as("tianbao")
    desk = word_page(page)
    look(page)
    page.screenshot(path=PICTURES / "word-upload.png")
    given = last_year()
    upload(page, saved(whole(given)))

    expect(page.get_by_role("heading", level=1)).to_have_text("2023年自评报告.docx：请核对后填入")
    expect(page.get_by_text("这是 2023 年度的报告：只勾选文字，不勾选数据")).to_be_visible()
    look(page)
    page.screenshot(path=PICTURES / "word-preview.png")

    # The row worded otherwise goes where the clerk says; a score that is none comes back at its cell.
    row = page.locator("tbody.word-open", has_text="结算差错情况")
    row.get_by_role("combobox").select_option(label="资金结算准确率")
    row.get_by_role("checkbox", name="填入 结算差错情况 得分").check()
    row.get_by_label("得分", exact=True).fill("五分")
    page.get_by_role("button", name="填入草稿").click()
    expect(page.get_by_text("有 1 处要改，没有填入任何内容。")).to_be_visible()
    row = page.locator("tbody.word-open", has_text="结算差错情况")
    expect(row.get_by_text("得分应填数字，读到的是“五分”。")).to_be_visible()
    row.scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "word-refused.png")
    row.get_by_label("得分", exact=True).fill("4.5")
    page.get_by_role("button", name="填入草稿").click()

    page.wait_for_url(re.compile(re.escape(desk)))
    expect(page.get_by_text(re.compile(r"已从 Word 文件“2023年自评报告\.docx”填入 \d+ 格。"))).to_be_visible()
    first = page.locator('[id="cell-indicators[0].explanation"]')
    expect(first).to_have_class(re.compile("drafted"))
    expect(page.locator('[id="in-indicators[2].score"]')).to_have_value("4.5")
    expect(page.locator('[id="in-indicators[0].actual"]')).to_have_value("")
    assert (
        page.locator('textarea[id="in-indicators[0].explanation"]').input_value()
        == given["indicators"][0]["explanation"]
    )
    page.screenshot(path=PICTURES / "word-filled.png")
