"""A clerk fills the workbook offline while a colleague goes on in the portal."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.reports.filling import filled

PICTURES = Path("/tmp")
ACTUALS = [("绩效指标", line, "全年实际完成值") for line in range(3)]


def download(page: Page) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载工作簿（.xlsx）").click()
    assert coming.value.suggested_filename.endswith(".xlsx")
    return Path(coming.value.path()).read_bytes()


def upload(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("填好的工作簿").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="上传并查看改动").click()


def open_desk(page: Page) -> str:
    """The blank report of the year; its address."""
    page.locator("tr", has_text="2025").get_by_role("link", name="填报").first.click()
    expect(page.locator("#sheet")).to_be_visible()
    return page.url


def test_offline_and_back_with_a_colleagues_change(open_as):
    page = open_as("tianbao")
    desk = open_desk(page)
    page.get_by_text("文件", exact=True).click()
    page.get_by_role("link", name="在 Excel 中填报").click()
    book = download(page)
    mine = filled(book, {ACTUALS[0]: "36.5万人次", ACTUALS[1]: "100%", ("资金", 0, "全年预算数"): "3.5亿"})

    # A cell that cannot be read: the list says where, the file comes back marked.
    upload(page, "填好的.xlsx", mine)
    expect(page.get_by_text("全年预算数应填数字，单位为万元，读到的是“3.5亿”。")).to_be_visible()
    page.screenshot(path=PICTURES / "workbook-refused.png", full_page=True)
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标出问题的工作簿").click()
    assert marked.value.suggested_filename == "标出问题_填好的.xlsx"

    # Meanwhile a colleague fills one of the same cells in the portal.
    colleague = page.context.new_page()
    colleague.goto(desk)
    colleague.locator('[id="in-indicators[0].actual"]').fill("36.4万人次")
    colleague.keyboard.press("Tab")
    expect(colleague.locator("#saved")).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    colleague.close()

    mine = filled(Path(marked.value.path()).read_bytes(), {("资金", 0, "全年预算数"): "35000"})
    upload(page, "填好的.xlsx", mine)
    expect(page.get_by_role("heading", level=1)).to_have_text("填好的.xlsx：2 处改动，1 处须选择")
    page.screenshot(path=PICTURES / "workbook-preview.png", full_page=True)
    page.get_by_role("button", name="写入全部改动").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()  # the browser asks for the choice first
    page.get_by_label("用我的").check()
    page.get_by_role("button", name="写入全部改动").click()

    expect(page.get_by_text("工作簿的 3 处改动已写入。")).to_be_visible()
    expect(page.locator('[id="in-indicators[0].actual"]')).to_have_value("36.5万人次")
    expect(page.locator('[id="in-indicators[1].actual"]')).to_have_value("100%")
    expect(page.locator('[id="in-funds[0].budget"]')).to_have_value(re.compile("35,?000"))
    page.screenshot(path=PICTURES / "workbook-applied.png")
